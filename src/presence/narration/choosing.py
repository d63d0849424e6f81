"""A name, or none → the engine that narrates."""

import sys
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from presence.narration.engine import SYNTHESIS_LIMIT_S, Engine

DEFAULT_ENGINE: Final = "espeak" if sys.platform.startswith("linux") else "pyttsx3"
"""macOS and Windows come with good voices of their own; Linux may have none at all."""


def _espeak(limit_s: float) -> Engine:
    from presence.narration.espeak import EspeakEngine

    return EspeakEngine(limit_s=limit_s)


def _system(limit_s: float) -> Engine:
    from presence.narration.system import SystemEngine

    return SystemEngine(limit_s=limit_s)


def _silent(_limit_s: float) -> Engine:
    from presence.narration.silent import SilentEngine

    return SilentEngine()


ENGINES: Final[MappingProxyType[str, Callable[[float], Engine]]] = MappingProxyType(
    {"espeak": _espeak, "pyttsx3": _system, "silent": _silent}
)


def open_engine(name: str | None = None, limit_s: float = SYNTHESIS_LIMIT_S) -> Engine:
    """The engine called `name`, or the default of this platform; `limit_s` is for one line."""
    return ENGINES[name or DEFAULT_ENGINE](limit_s)
