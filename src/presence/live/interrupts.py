"""Ctrl-C in, a count out: the first asks, the second insists."""

import signal
import threading
from types import FrameType
from typing import Self


class Interrupts:
    """Counts Ctrl-C as long as it lasts; the second raises KeyboardInterrupt where it strikes.

    Outside the main thread, where signals cannot be handled, it counts nothing.
    """

    def __init__(self) -> None:
        self.count = 0
        self._here = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        if self._here:
            self._before = signal.signal(signal.SIGINT, self._interrupted)
        return self

    def __exit__(self, *_: object) -> None:
        if self._here:
            signal.signal(signal.SIGINT, self._before)

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.count == 2:  # a third must not break the stopping
            raise KeyboardInterrupt
