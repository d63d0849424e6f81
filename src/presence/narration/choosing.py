"""A name, or none → the engine that narrates."""

import sys
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from presence.narration.engine import Engine

DEFAULT_ENGINE: Final = "espeak" if sys.platform.startswith("linux") else "pyttsx3"
"""macOS and Windows come with good voices of their own; Linux may have none at all."""


def _espeak() -> Engine:
    from presence.narration.espeak import EspeakEngine

    return EspeakEngine()


def _system() -> Engine:
    from presence.narration.system import SystemEngine

    return SystemEngine()


def _silent() -> Engine:
    from presence.narration.silent import SilentEngine

    return SilentEngine()


ENGINES: Final[MappingProxyType[str, Callable[[], Engine]]] = MappingProxyType(
    {"espeak": _espeak, "pyttsx3": _system, "silent": _silent}
)


def open_engine(name: str | None = None) -> Engine:
    """The engine called `name`, or the default of this platform."""
    return ENGINES[name or DEFAULT_ENGINE]()
