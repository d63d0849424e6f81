"""What a program writes in, what a terminal shows out: pyte's emulator, and its second page."""

import codecs
import contextlib
import fcntl
import os
import select
import struct
import termios
import time
from collections.abc import Callable, Iterator
from typing import Any, TextIO

import pyte
import pyte.graphics

pyte.graphics.FG_ANSI[2] = "dim"  # pyte itself passes over this one
SECOND_PAGE = 1049
SHOWN_AT_ONCE = "\x1b[?2026h"
PATIENCE_S = 20.0


class Emulator(pyte.Screen):
    """pyte's screen; the second page, which pyte lacks, puts the first one aside."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__(columns, rows)
        self.first_page: Any = None
        self._stream = pyte.Stream(self)

    def feed(self, text: str) -> None:
        self._stream.feed(text)

    def set_mode(self, *modes: int, **keywords: Any) -> None:
        super().set_mode(*modes, **keywords)
        if SECOND_PAGE in modes and self.first_page is None:
            self.first_page = dict(self.buffer), (self.cursor.y, self.cursor.x)
            self.buffer.clear()

    def reset_mode(self, *modes: int, **keywords: Any) -> None:
        """Left twice, a page moves the cursor of whoever came after: a fault."""
        super().reset_mode(*modes, **keywords)
        assert SECOND_PAGE not in modes or self.first_page is not None
        if SECOND_PAGE in modes and self.first_page is not None:
            self.buffer.clear()
            self.buffer.update(self.first_page[0])
            self.cursor.y, self.cursor.x = self.first_page[1]
            self.first_page = None

    @property
    def is_calm(self) -> bool:
        """As a shell wants to find it: first page, a cursor, rows that run on."""
        wraps = pyte.modes.DECAWM in self.mode
        return self.first_page is None and wraps and not self.cursor.hidden

    def rows(self) -> list[str]:
        """All rows, without the blanks at their ends."""
        return [row.rstrip() for row in self.display]


class TinyTerminal:
    """A pseudo-terminal and the emulator behind it."""

    def __init__(self, columns: int, rows: int = 24) -> None:
        self.master, self.slave = os.openpty()
        os.set_blocking(self.master, False)
        self.written = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.screen = Emulator(columns, rows)
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int = 24) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def rows(self) -> list[str]:
        """What is shown, once all that was written has been taken."""
        with contextlib.suppress(BlockingIOError, OSError):
            while chunk := os.read(self.master, 65536):
                self.written += (text := self._decoder.decode(chunk))
                self.screen.feed(text)
        return self.screen.rows()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Takes what is written until `condition` holds; fails when patience ends."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, "\n".join(self.screen.rows())
            select.select([self.master], [], [], 0.05)
            self.rows()


@contextlib.contextmanager
def tiny_terminal(columns: int, rows: int = 24) -> Iterator[tuple[TinyTerminal, TextIO]]:
    """A terminal and a stream that writes to it."""
    terminal = TinyTerminal(columns, rows)
    try:
        with os.fdopen(terminal.slave, "w", encoding="utf-8") as stream:
            yield terminal, stream
    finally:
        os.close(terminal.master)
