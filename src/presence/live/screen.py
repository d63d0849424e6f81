"""What is going on in, a calm picture of it on the terminal out; or, elsewhere, the lines alone."""

import os
import sys
from collections.abc import Mapping
from typing import Final, Protocol, Self, TextIO

from presence.columns import columns_of, printable
from presence.live.view import Mode, View
from presence.live.wrapping import wrap
from presence.units import clock

HINTS: Final[dict[Mode, str]] = {
    "playing": "space pauses, q ends",
    "paused": "paused: space goes on, q ends",
    "ending": "ending",
    "ended": "ended",
}
_WIDEST: Final = 100
_NARROWEST: Final = 10
_BOLD: Final = "\x1b[1m"
_DIM: Final = "\x1b[2m"
_PLAIN: Final = "\x1b[0m"


class Screen(Protocol):
    """Shows an exercise while it is played. A context manager: the terminal is as before after it."""

    def show(self, view: View) -> None:
        """Brings what is shown up to date. Called many times a second; draws only what changed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class NoScreen:
    """Shows nothing."""

    def show(self, view: View) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class PlainScreen(NoScreen):
    """For a log or a pipe: each line of the exercise once, stamped with its time."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last_number = 0

    def show(self, view: View) -> None:
        if view.line_number == self._last_number or not view.line:
            return
        self._last_number = view.line_number
        self._stream.write(f"{clock(view.position_s)} {printable(view.line)}\n")
        self._stream.flush()


class TerminalScreen(NoScreen):
    """Title, section, line, time left and keys, redrawn in place, below what was there before.

    It is drawn in one write, and only where something changed, so it does not flicker; the
    cursor stays below it, so whatever ends the process leaves the terminal usable.
    """

    def __init__(self, stream: TextIO, *, colour: bool) -> None:
        self._stream = stream
        self._colour = colour
        self._rows: list[tuple[str, str]] = []  # style, text
        self._size = os.terminal_size((0, 0))

    def show(self, view: View) -> None:
        size = _size_of(self._stream)
        rows = _layout(view, size)
        if (rows, size) == (self._rows, self._size):
            return
        self._stream.write(self._erased(size) + "".join(map(self._drawn, rows)))
        self._stream.flush()
        self._rows, self._size = rows, size

    def _erased(self, size: os.terminal_size) -> str:
        """Back to the first row drawn. In a terminal made narrower the rows were broken anew."""
        drawn = sum(max(1, -(-columns_of(text) // size.columns)) for _, text in self._rows)
        return f"\r\x1b[{min(drawn, size.lines - 1)}A\x1b[J" if drawn else ""

    def _drawn(self, row: tuple[str, str]) -> str:
        style, text = row
        return f"{style}{text}{_PLAIN}\n" if self._colour and style and text else f"{text}\n"


def open_screen(
    stream: TextIO | None = None, environ: Mapping[str, str] = os.environ, off: bool = False
) -> Screen:
    """The screen for a stream, standard error by default: a picture only where it is a terminal."""
    stream = stream or sys.stderr
    if off:
        return NoScreen()
    if not stream.isatty() or environ.get("TERM") in ("dumb", ""):
        return PlainScreen(stream)
    return TerminalScreen(stream, colour=not environ.get("NO_COLOR"))


def _layout(view: View, size: os.terminal_size) -> list[tuple[str, str]]:
    """Rows one column short of the edge, where terminals differ in what they do, and never more
    rows than the terminal has: the line gives way."""
    width = max(_NARROWEST, min(_WIDEST, size.columns - 1))
    head = [(_BOLD, row) for row in wrap(view.title, width)]
    head += [("", row) for row in wrap(view.section, width)]
    footer = f"{clock(view.remaining_s)} left   {HINTS[view.mode]}"
    foot = [(_DIM, row) for row in wrap_footer(footer, width)]
    line = [("", f"  {row}") for row in wrap(view.line, width - 2)]
    room = max(1, size.lines - len(head) - len(foot) - 3)
    return [*head, ("", ""), *line[:room], ("", ""), *foot]


def wrap_footer(footer: str, width: int) -> list[str]:
    """As one row where it fits, keeping its spacing."""
    return [footer] if columns_of(footer) <= width else wrap(footer, width)


def _size_of(stream: TextIO) -> os.terminal_size:
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return os.terminal_size((80, 24))
    return size if size.columns > 0 and size.lines > 0 else os.terminal_size((80, 24))
