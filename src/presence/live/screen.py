"""A stream and the environment in, the Screen that suits them out: a picture, lines, or nothing."""

import os
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Final, Protocol, Self, TextIO

from presence.live.plain_screen import PlainScreen
from presence.live.terminal_screen import TerminalScreen
from presence.live.view import View

_DRAWN_WITH: Final = "█━·…"


class Screen(Protocol):
    """Shows an exercise while it is played."""

    def show(self, view: View) -> None:
        """Brings what is shown up to date. Called many times a second; draws only what changed."""
        ...


class NoScreen:
    """Shows nothing at all."""

    def show(self, view: View) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def open_screen(
    stream: TextIO | None = None, environ: Mapping[str, str] = os.environ, off: bool = False
) -> AbstractContextManager[Screen]:
    """The screen for a stream, standard error by default: a picture only where it is a terminal.

    The picture fills the terminal from entering to leaving: nobody else writes to it meanwhile.
    Enter it after the keys, whose signal handlers it runs after its own.
    """
    stream = stream or sys.stderr
    if off:
        return NoScreen()
    if not stream.isatty() or environ.get("TERM") in ("dumb", "") or not _draws(stream):
        return PlainScreen(stream)
    return TerminalScreen(stream, colour=not environ.get("NO_COLOR"))


def _draws(stream: TextIO) -> bool:
    """Whether block characters can be written to it."""
    try:
        _DRAWN_WITH.encode(stream.encoding)
    except UnicodeEncodeError:
        return False
    return True
