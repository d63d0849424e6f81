"""Conditions that another thread or process brings about → returns as soon as they hold."""

import threading
import time
from collections.abc import Callable

PATIENCE_S = 20.0
"""No test waits so long unless it fails."""


def until(condition: Callable[[], object]) -> None:
    """Returns once the condition holds; fails where it never does."""
    deadline, look = time.monotonic() + PATIENCE_S, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "what was waited for never came"
        look.wait(0.002)
