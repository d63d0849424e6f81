"""Time in, the moment to go on out: the clock of outputs that have no device to set their pace."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Tells time and waits for it."""

    def now_s(self) -> float:
        """Seconds since some fixed moment."""
        ...

    def wait_until(self, moment_s: float, stopping: threading.Event) -> bool:
        """Returns at `moment_s`, or earlier where `stopping` is set; whether that is set."""
        ...


class MonotonicClock:
    """The machine's clock, which no change of the date moves."""

    def now_s(self) -> float:
        return time.monotonic()

    def wait_until(self, moment_s: float, stopping: threading.Event) -> bool:
        return stopping.wait(max(0.0, moment_s - time.monotonic()))
