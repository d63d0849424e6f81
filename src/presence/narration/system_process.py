"""A request → what a fresh worker process made of it: its result and its sound file, as bytes."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

_GRACE_S: Final = 5.0
"""How long after its limit a worker that nobody ended ends itself."""
_TAIL_BYTES: Final = 2000
_SAID_AT_MOST: Final = 300
"""Characters of a worker's last line in a message."""


class WorkerError(Exception):
    """A worker gave no result; the message says why."""


class WorkersEndedError(WorkerError):
    """The worker was ended because the engine was closed."""


class WorkerProcesses:
    """Starts a process for each request, any number of them at once."""

    def __init__(self, command: Sequence[str], limit_s: float) -> None:
        self._command = command
        self._limit_s = limit_s
        self._running: set[_Process] = set()
        self._lock = threading.Lock()

    def ask(self, **request: Any) -> tuple[dict[str, Any], bytes]:
        """The result, and the sound file's content, empty if there is none.

        Raises WorkerError, also where the temporary folder can't be written.
        """
        try:
            with tempfile.TemporaryDirectory(
                prefix="presence-", ignore_cleanup_errors=True
            ) as folder:
                return self._ask_in(Path(folder), request)
        except OSError as problem:
            raise WorkerError(f"no process or no temporary file: {problem}") from problem

    def end(self) -> None:
        """Ends all that is running: its callers get WorkersEndedError."""
        with self._lock:
            for process in self._running:
                process.end(WorkersEndedError("the engine was closed"))

    def _ask_in(self, folder: Path, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        result, clip = folder / "result.json", folder / "clip.wav"
        asked = folder / "request.json"
        files = {"result": str(result), "clip": str(clip)}
        request = {**request, **files, "limit_s": self._limit_s + _GRACE_S}
        asked.write_text(json.dumps(request), encoding="utf-8")
        said = folder / "said"
        with asked.open("rb") as stdin, said.open("wb") as output:
            self._run(stdin, output, said)
        try:
            told = json.loads(result.read_bytes())
        except (FileNotFoundError, ValueError) as problem:
            raise WorkerError(f"the process gave no result{_last_line(said)}") from problem
        return told, clip.read_bytes() if clip.is_file() else b""

    def _run(self, stdin: BinaryIO, output: BinaryIO, said: Path) -> None:
        """Returns once the process has ended by itself and well."""
        with self._lock:
            process = _Process(self._command, stdin, output)
            self._running.add(process)
        try:
            code = process.wait(self._limit_s)
        finally:
            with self._lock:
                self._running.discard(process)
        if code != 0:
            raise WorkerError(f"the process ended with {_spell(code)}{_last_line(said)}")


class _Process:
    """One process, in a group of its own, so that its children end with it."""

    def __init__(self, command: Sequence[str], stdin: BinaryIO, output: BinaryIO) -> None:
        self._failure: WorkerError | None = None
        self._popen = subprocess.Popen(  # noqa: S603 (our own program; a text is on stdin only)
            command,
            stdin=stdin,
            stdout=output,  # a file, not a pipe: a child that keeps it open holds nobody up
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the player, which then ends its workers
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def wait(self, limit_s: float) -> int:
        """The exit code, as soon as there is one. Raises the failure for which it was ended."""
        failure = WorkerError(f"it took longer than {limit_s:g} s")
        watchdog = threading.Timer(limit_s, self.end, [failure])
        watchdog.start()
        try:
            code = self._popen.wait()
        except BaseException:  # the player is ending: nobody waits for this any more
            self.end(failure)
            self._popen.wait()
            raise
        finally:
            watchdog.cancel()
        if self._failure:
            raise self._failure
        return code

    def end(self, failure: WorkerError) -> None:
        if self._popen.poll() is not None:
            return
        self._failure = failure
        if sys.platform == "win32":
            taskkill = Path(os.environ["SYSTEMROOT"], "System32", "taskkill.exe")
            tree = [taskkill, "/F", "/T", "/PID", str(self._popen.pid)]
            subprocess.run(tree, capture_output=True, check=False)  # noqa: S603 (Windows' own)
            self._popen.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # it has just ended
                os.killpg(self._popen.pid, signal.SIGKILL)


def _spell(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"


def _last_line(said: Path) -> str:
    """The last line of what a process printed, where an exception's message is."""
    with said.open("rb") as file:
        file.seek(max(0, said.stat().st_size - _TAIL_BYTES))
        lines = file.read().decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f": {last[:_SAID_AT_MOST]}" if last else ""
