"""A terminal in, single key presses out, without Enter and without echo."""

import sys
import threading
from types import TracebackType
from typing import Final, Literal, Protocol, Self, get_args

Key = Literal[
    "space", "escape", "left", "right", "page-up", "page-down", "plus", "minus", "[", "]", "?",
    "f", "g", "j", "m", "n", "p", "q", "r", "y",
    "1", "2", "3", "4", "5", "6", "7", "8", "9",
    "other",
]  # fmt: skip

KEYS: Final[tuple[Key, ...]] = get_args(Key)

NAMES: Final[dict[str, Key]] = {
    **{key: key for key in KEYS if len(key) == 1},
    **{key.upper(): key for key in KEYS if len(key) == 1},
    " ": "space",
    "\x1b": "escape",
    "\x1b[D": "left",
    "\x1b[C": "right",
    "\x1bOD": "left",
    "\x1bOC": "right",
    "\x1b[5~": "page-up",
    "\x1b[6~": "page-down",
    "+": "plus",
    "=": "plus",  # the same key without shift, on many keyboards
    "-": "minus",
    "_": "minus",
    "\u2212": "minus",  # as a number pad may type it
}


class Keys(Protocol):
    """Where key presses come from. A context manager: the terminal is its own again after it."""

    def poll(self, timeout_s: float) -> Key | None:
        """The next key press, waiting for it as long as `timeout_s`; None where none came."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class NoKeys:
    """Nobody at the keyboard: each poll waits its time out."""

    def poll(self, timeout_s: float) -> Key | None:
        threading.Event().wait(timeout_s)
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def split_keys(typed: str) -> list[Key]:
    """The key presses in a run of characters, as a terminal sends it; unknown ones are `other`."""
    keys: list[Key] = []
    while typed:
        length = _sequence_length(typed)
        keys.append(NAMES.get(typed[:length], "other"))
        typed = typed[length:]
    return keys


def _sequence_length(typed: str) -> int:
    """Of the first key press: `Escape [ … letter`, `Escape O letter`, or one character."""
    if typed[:2] == "\x1b[":
        final = next((i for i, c in enumerate(typed[2:], 2) if "@" <= c <= "~"), len(typed) - 1)
        return final + 1
    return min(3, len(typed)) if typed[:2] == "\x1bO" else 1


def open_keys() -> Keys:
    """Key presses from standard input where that is a terminal and ours to read; else none."""
    if sys.stdin is None or not sys.stdin.isatty():
        return NoKeys()
    if sys.platform == "win32":
        from presence.live.console_keys import ConsoleKeys

        return ConsoleKeys()
    else:  # noqa: RET505 - the type checker leaves out one platform's branch only if written so
        from presence.live.terminal_keys import TerminalKeys, in_foreground

        descriptor = sys.stdin.fileno()
        return TerminalKeys(descriptor) if in_foreground(descriptor) else NoKeys()
