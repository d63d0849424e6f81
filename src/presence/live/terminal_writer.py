"""Text in, written to a terminal as fast as it takes it: nobody is kept waiting by Ctrl-S."""

import os
import select
import sys
from contextlib import suppress
from typing import Final, TextIO

_LAST_WORDS_WAIT_S: Final = 1.0


class TerminalWriter:
    """Writes past a stream's buffer, which a signal's handler must not enter a second time.

    It opens the terminal once more, because whether writing waits is a property that standard
    error shares with the shell.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._descriptor: int | None = None
        self._pending = b""

    def open(self) -> None:
        """Where the terminal can't be opened by its name, writing goes through the stream."""
        self._stream.flush()
        if sys.platform == "win32":
            return
        with suppress(OSError):
            name = os.ttyname(self._stream.fileno())
            self._descriptor = os.open(name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def is_free(self) -> bool:
        """Whether all has gone out, and there is a place for more."""
        self._push()
        return not self._pending

    def write(self, text: str) -> None:
        """Returns at once; what the terminal does not take now follows with the next call."""
        if self._descriptor is None:
            with suppress(OSError):
                self._stream.write(text)
                self._stream.flush()
            return
        self._pending += text.encode(self._stream.encoding, "replace")
        self._push()

    def last_words(self, text: str) -> None:
        """In place of all that has not gone out yet; waits a moment for them, if it must."""
        self._pending = b""
        self.write(text)
        if self._pending and self._descriptor is not None:
            select.select([], [self._descriptor], [], _LAST_WORDS_WAIT_S)
            self._push()

    def _push(self) -> None:
        if self._descriptor is None or not self._pending:
            return
        try:
            self._pending = self._pending[os.write(self._descriptor, self._pending) :]
        except BlockingIOError:
            pass
        except OSError:  # the terminal is gone, and nobody looks at it
            self._pending = b""
