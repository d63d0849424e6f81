"""Requests → replies of one espeak worker process, which is ended if it takes too long."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

_PROGRAM: Final = Path(__file__).with_name("espeak_worker.py")


class WorkerError(Exception):
    """A worker gave no reply, or one that says why there is no sound."""


class Worker:
    """A process that has loaded the library and answers one request at a time.

    `kill` may be called from any thread; the rest is for whoever has the worker.
    """

    def __init__(self, library: str, data: str, voice: str) -> None:
        """`voice` is the one that will be asked for most."""
        self._process = subprocess.Popen(  # noqa: S603 (our own program, our own arguments)
            [sys.executable, "-I", "-S", str(_PROGRAM), library, data, voice],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the player, which then ends its workers
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.reusable = hasattr(os, "fork")
        self._lock = threading.Lock()
        self._killed_because = ""

    @property
    def is_killed(self) -> bool:
        return bool(self._killed_because)

    def ask(self, request: dict[str, Any], limit_s: float) -> tuple[dict[str, Any], bytes]:
        """The reply's header and samples.

        Raises BrokenPipeError if the process was gone before it was asked, else WorkerError.
        """
        watchdog = threading.Timer(limit_s, self.kill, [f"it took longer than {limit_s:g} s"])
        watchdog.start()
        try:
            reply = self._exchange(json.dumps(request).encode() + b"\n")
        finally:
            watchdog.cancel()
        if reply is None:
            raise WorkerError(self._killed_because or "its process was ended")
        header, data = reply
        if "error" in header:
            raise WorkerError(header["error"])
        return header, data

    def kill(self, because: str) -> None:
        """Ends the process and the child that may be speaking for it; `ask` then raises."""
        with self._lock:
            self._kill(because)

    def end(self) -> None:
        """Ends the process, if it still runs, and leaves nothing of it."""
        with self._lock:
            self._kill("it was ended")
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):  # a request that nobody took is still in it
                    pipe.close()

    def _exchange(self, request: bytes) -> tuple[dict[str, Any], bytes] | None:
        """None if the reply broke off."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        process.stdin.write(request)
        process.stdin.flush()
        first = process.stdout.readline()
        if not first.endswith(b"\n"):
            return None
        header: dict[str, Any] = json.loads(first)
        data = process.stdout.read(header["bytes"])
        return (header, data) if len(data) == header["bytes"] else None

    def _kill(self, because: str) -> None:
        """With the lock held. Only `end` waits for the process: until then its id is its own."""
        if self._process.returncode is not None:
            return
        self._killed_because = self._killed_because or because
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # it has just ended
                os.killpg(self._process.pid, signal.SIGKILL)
