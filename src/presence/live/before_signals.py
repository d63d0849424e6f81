"""Signals with an action each in; when one strikes, the action first, then what it did before."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

_Handler = Callable[[int, FrameType | None], Any] | int | None


class BeforeSignals:
    """As long as it is entered, each signal in `actions` runs its action before its old handler.

    Where the old one was the system's own, that acts as if nothing had been handled. A signal that
    is ignored stays so. Outside the main thread, where signals can't be handled, it does nothing.
    """

    def __init__(self, actions: dict[int, Callable[[], object]]) -> None:
        self._actions = actions
        self._before: dict[int, _Handler] = {}
        self._is_held = False
        self._waiting: list[int] = []

    @contextmanager
    def held(self) -> Iterator[None]:
        """What strikes meanwhile waits for the end: for work that must not be cut in two."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            while self._waiting:
                self._struck(self._waiting.pop(0), None)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in self._actions:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._struck)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def _struck(self, number: int, frame: FrameType | None) -> None:
        if self._is_held:
            self._waiting.append(number)
            return
        self._actions[number]()
        before = self._before.get(number)
        if callable(before):
            before(number, frame)
            return
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._struck)  # stopped, it comes here once it goes on
