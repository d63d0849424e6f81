"""What is going on in, a calm picture out that fills a terminal and leaves it as it was."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final, Self, TextIO

from presence.live.before_signals import BeforeSignals
from presence.live.layout import layout
from presence.live.rows import Look, Row, columns_in
from presence.live.safety_net import SafetyNet
from presence.live.terminal_writer import TerminalWriter
from presence.live.view import View

_ARRIVE: Final = "\x1b[?1049h\x1b[2J"
"""The terminal's second page, empty."""
_AS_WE_NEED: Final = "\x1b[?25l\x1b[?7l\x1b[0m"
"""No cursor, and no row that runs on into the next."""
_LEAVE: Final = "\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_AT_ONCE: Final = "\x1b[?2026h{}\x1b[?2026l"
"""What stands between is shown together, by terminals that know how; others pass over the marks."""
_SGR: Final[dict[Look, str]] = {
    "plain": "",
    "strong": "\x1b[1m",
    "quiet": "\x1b[2m",
    "accent": "\x1b[36m",
    "soft": "\x1b[2;36m",
}
_PLAIN: Final = "\x1b[0m"
_USUAL: Final = os.terminal_size((80, 24))


class TerminalScreen:
    """A picture on the terminal's second page, entered and left as a context manager.

    It is drawn in one write, and only the rows that changed, so it does not flicker. It leaves
    the page, and comes back to it, around a stop (Ctrl-Z); it leaves it before SIGTERM or SIGHUP
    ends the process, and by a safety net if the process is killed. While the terminal takes
    nothing (Ctrl-S, a slow line), nothing is drawn, so that keys are heard nevertheless.
    """

    def __init__(self, stream: TextIO, *, colour: bool) -> None:
        self._stream = stream
        self._writer = TerminalWriter(stream)
        self._net = SafetyNet(stream, _LEAVE)
        self._colour = colour
        self._there = False
        self._rows: list[Row] = []  # as they are drawn; empty where that is not known
        self._size = _USUAL
        self._signals = BeforeSignals(self._on_signals())
        self._leaving = ExitStack()

    def __enter__(self) -> Self:
        self._writer.open()
        self._leaving.callback(self._writer.close)
        self._leaving.callback(self._leave)
        self._leaving.enter_context(self._signals)
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.close()

    def show(self, view: View) -> None:
        size = size_of(self._stream)
        rows = layout(view, size.columns, size.lines)
        if (rows, size) == (self._rows, self._size):
            return
        with self._signals.held():
            if self._may_draw():
                self._draw(rows, size)

    def _draw(self, rows: list[Row], size: os.terminal_size) -> None:
        known = self._rows if size == self._size else []
        self._size, self._rows = size, rows
        self._arrive()
        begin = "" if known else _AS_WE_NEED
        self._writer.write(_AT_ONCE.format(begin + "".join(self._drawn(rows, known))))

    def _drawn(self, rows: list[Row], known: list[Row]) -> list[str]:
        """The rows that differ from those known, each with what brings it to its place."""
        return [
            f"\x1b[{number + 1};1H{self._centred(row)}\x1b[K"
            for number, row in enumerate(rows)
            if not known or row != known[number]
        ]

    def _centred(self, row: Row) -> str:
        text = " " * ((self._size.columns - columns_in(row)) // 2) if row else ""
        for look, part in row:
            sgr = _SGR[look] if self._colour else ""
            text += f"{sgr}{part}{_PLAIN}" if sgr else part
        return text

    def _may_draw(self) -> bool:
        """Not from the background, and not where the terminal would keep us waiting."""
        return (bool(self._rows) or _in_front(self._stream)) and self._writer.is_free()

    def _arrive(self) -> None:
        if not self._there:
            self._net.spread()
            self._there = True
            self._writer.write(_ARRIVE)

    def _leave(self) -> None:
        """Once: on the first page, the same words would move a shell's cursor."""
        if self._there:
            self._there, self._rows = False, []
            self._writer.last_words(_LEAVE)
            self._net.fold()

    def _forget(self) -> None:
        """Whoever stopped us may have drawn meanwhile."""
        self._rows = []

    def _on_signals(self) -> dict[int, Callable[[], object]]:
        if sys.platform == "win32":
            return {}
        return {
            signal.SIGTERM: self._leave,
            signal.SIGHUP: self._leave,
            signal.SIGTSTP: self._leave,
            signal.SIGCONT: self._forget,
        }


def size_of(stream: TextIO) -> os.terminal_size:
    """Of the terminal behind a stream; of a usual one where it does not say."""
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return _USUAL
    return size if size.columns > 0 and size.lines > 0 else _USUAL


def _in_front(stream: TextIO) -> bool:
    """Whether we are the terminal's foreground job, or it has none of our shell's jobs."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except OSError:
        return True
