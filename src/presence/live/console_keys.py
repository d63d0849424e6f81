"""A Windows console in, single key presses out."""

import sys
import threading
from typing import Final, Self

from presence.live.keys import NAMES, Key

assert sys.platform == "win32"  # noqa: S101 - tells the type checker to look away elsewhere

import msvcrt  # noqa: E402 - as above

_LOOK_S: Final = 0.02
_SECOND_CODES: Final[dict[str, Key]] = {
    "K": "left",
    "M": "right",
    "I": "page-up",
    "Q": "page-down",
}


class ConsoleKeys:
    """The console gives keys singly and without echo anyway: there is nothing to put back."""

    def poll(self, timeout_s: float) -> Key | None:
        for _ in range(max(1, round(timeout_s / _LOOK_S))):
            if msvcrt.kbhit():
                return _key(msvcrt.getwch())
            threading.Event().wait(_LOOK_S)
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _key(typed: str) -> Key:
    """Arrow and function keys are two codes, the first of them 0x00 or 0xE0."""
    if typed in "\x00\xe0":
        return _SECOND_CODES.get(msvcrt.getwch(), "other")
    return NAMES.get(typed, "other")
