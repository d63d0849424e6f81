"""Just enough of a terminal to see what a program wrote: a pty, and the rows it would show."""

import contextlib
import fcntl
import os
import re
import struct
import termios
from collections.abc import Iterator
from typing import TextIO

CONTROL = re.compile(r"\x1b\[(\d*)([A-Za-z])|\r|\n|[^\x1b\r\n]+")


class TinyTerminal:
    """Knows text, line ends, `cursor up` and `erase below`; colours leave no trace."""

    def __init__(self, columns: int, rows: int = 24) -> None:
        self.master, self.slave = os.openpty()
        os.set_blocking(self.master, False)
        self.written = ""
        self._lines = [""]
        self._row = 0
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int = 24) -> None:
        """Breaks what is shown anew, as terminals do."""
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._columns = columns
        shown, self._lines, self._row = self._lines, [], 0
        for line in shown:
            pieces = [line[i : i + columns] for i in range(0, len(line), columns)] or [""]
            self._lines.extend(pieces)
        self._row = len(self._lines) - 1

    def rows(self) -> list[str]:
        """What is visible, without the blank row the cursor waits on."""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.master, 65536):
                self._take(chunk.decode())
        return self._lines[: self._row] if not self._lines[self._row] else self._lines

    def _take(self, text: str) -> None:
        self.written += text
        for match in CONTROL.finditer(text):
            number, command = match[1], match[2]
            if command == "A":
                self._row = max(0, self._row - int(number or 1))
            elif command == "J":
                self._lines = [*self._lines[: self._row], ""]
            elif match[0] == "\n":
                self._row += 1
                if self._row == len(self._lines):
                    self._lines.append("")
            elif match[0] != "\r" and command is None:
                self._lines[self._row] += match[0]
                assert len(self._lines[self._row]) <= self._columns, "a row runs over the edge"


@contextlib.contextmanager
def tiny_terminal(columns: int, rows: int = 24) -> Iterator[tuple[TinyTerminal, TextIO]]:
    """A terminal and a stream that writes to it."""
    terminal = TinyTerminal(columns, rows)
    try:
        with os.fdopen(terminal.slave, "w", encoding="utf-8") as stream:
            yield terminal, stream
    finally:
        os.close(terminal.master)
