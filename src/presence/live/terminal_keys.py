"""A Unix terminal in, single key presses out; the terminal is left as it was found."""

import os
import select
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable
from types import FrameType
from typing import Any, Final, Self

from presence.live.keys import Key, NoKeys, split_keys

assert sys.platform != "win32"  # noqa: S101 - tells the type checker to look away there

import termios  # noqa: E402 - as above
import tty  # noqa: E402 - as above

_Handler = Callable[[int, FrameType | None], Any] | int | None
_REST_OF_SEQUENCE_S: Final = 0.03
"""An arrow key is several characters that begin with Escape's; over a slow line they come apart."""


class TerminalKeys:
    """Key presses from the terminal behind a file descriptor.

    Its settings are put back on leaving, and where SIGTERM or SIGHUP ends the process. After
    a stop (Ctrl-Z) the shell sets them its own way; SIGCONT sets them anew.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._typed: deque[Key] = deque()
        self._hung_up = False
        self._settings: list[Any] = []
        self._handlers: dict[int, _Handler] = {}

    def poll(self, timeout_s: float) -> Key | None:
        if self._hung_up:
            return NoKeys().poll(timeout_s)
        if not self._typed and self._ready(timeout_s):
            self._typed.extend(split_keys(self._read()))
        return self._typed.popleft() if self._typed else None

    def __enter__(self) -> Self:
        self._settings = termios.tcgetattr(self._descriptor)
        self._single_keys()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGHUP):
                self._handlers[number] = signal.signal(number, self._restore_and_die)
            self._handlers[signal.SIGCONT] = signal.signal(signal.SIGCONT, self._continued)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()
        self._restore()

    def _ready(self, timeout_s: float) -> bool:
        return bool(select.select([self._descriptor], [], [], timeout_s)[0])

    def _read(self) -> str:
        typed = self._read_octets()
        if typed == b"\x1b" and self._ready(_REST_OF_SEQUENCE_S):
            typed += self._read_octets()
        return typed.decode(errors="replace")

    def _read_octets(self) -> bytes:
        try:
            typed = os.read(self._descriptor, 64)
        except OSError:  # the terminal is gone
            typed = b""
        self._hung_up = not typed
        return typed

    def _single_keys(self) -> None:
        """Unlike raw mode it leaves Ctrl-C and Ctrl-Z their meaning."""
        tty.setcbreak(self._descriptor, termios.TCSANOW)

    def _restore(self) -> None:
        try:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._settings)
        except termios.error:  # the terminal is gone, and its settings with it
            self._hung_up = True

    def _continued(self, _number: int, _frame: FrameType | None) -> None:
        if in_foreground(self._descriptor):
            self._single_keys()

    def _restore_and_die(self, number: int, _frame: FrameType | None) -> None:
        """As if it had not been handled, so that whoever sent it sees how the process ended."""
        self._restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def in_foreground(descriptor: int) -> bool:
    """A job in the background that changes the terminal's settings would be stopped."""
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        return False
