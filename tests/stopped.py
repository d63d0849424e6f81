"""A process and a word → those it started whose command holds the word, stopped until let go."""

import contextlib
import os
import signal
import threading
from pathlib import Path
from typing import Self


class Stopped:
    """Stops them as soon as they are there, and those that come later, too."""

    def __init__(self, pid: int, word: str) -> None:
        self._pid, self._word = pid, word
        self._stopped: set[int] = set()
        self._let_go = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def go_on(self) -> None:
        """Lets all go on."""
        self._send(signal.SIGCONT)

    def end(self) -> None:
        """Kills those that were stopped; others are let be."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        self._let_go.set()
        self._thread.join()
        for pid in self._stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        self._stopped.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.go_on()

    def _watch(self) -> None:
        while not self._let_go.wait(0.001):
            for pid in descendants(self._pid) - self._stopped:
                if self._word in _command(pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGSTOP)
                        self._stopped.add(pid)


def descendants(pid: int) -> set[int]:
    """All processes that it started, and those that they started."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found |= {child} | descendants(child)
    return found


def is_there(pid: int) -> bool:
    """Whether a process runs, or is stopped, and is not only waited for by its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
