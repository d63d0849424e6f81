"""`presence watch` as an author runs it: saves go in, what it says comes out, line by line."""

import contextlib
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from processes import PRESENCE, environment, start

PATIENCE_S = 30.0


class Lines:
    """What a stream says, read as it comes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._found: queue.Queue[str | None] = queue.Queue()
        self.thread = threading.Thread(target=self._run, args=(stream,), daemon=True)
        self.thread.start()

    def until(self, wanted: str) -> list[str]:
        """All that is said up to the line in which `wanted` stands; fails if it never is."""
        said: list[str] = []
        while not said or wanted not in said[-1]:
            try:
                line = self._found.get(timeout=PATIENCE_S)
            except queue.Empty:
                line = None
            assert line is not None, f"never said: {wanted!r}, but {said}"
            said.append(line)
        return said

    def rest(self) -> list[str]:
        """All that is said until the stream ends; the process has been ended."""
        self.thread.join(PATIENCE_S)
        return list(iter(self._found.get_nowait, None))

    def _run(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._found.put(line.decode().rstrip("\n"))
        self._found.put(None)


class Watch:
    """A running watch of `file`."""

    def __init__(self, process: "subprocess.Popen[bytes]", file: Path) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self.process = process
        self.file = file
        self.out, self.err = Lines(process.stdout), Lines(process.stderr)

    def save(self, text: str) -> None:
        """As vim and VS Code do it: written beside, then renamed over."""
        beside = self.file.with_name(".beside")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.file)

    def end(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)


@contextlib.contextmanager
def watching(file: Path, cache: Path, *options: str, craft: bool = False) -> Iterator[Watch]:
    """A watch that has had its first look."""
    words: list[str | Path] = [
        *PRESENCE,
        "watch",
        file,
        *options,
        *([] if craft else ["--no-craft"]),
    ]
    process = start(words, environment(cache))
    try:
        watch = Watch(process, file)
        watch.out.until(str(file))
        yield watch
    finally:
        process.kill()
        process.wait()
        watch.out.thread.join(PATIENCE_S)
        watch.err.thread.join(PATIENCE_S)
        for stream in (process.stdin, process.stdout, process.stderr):
            assert stream is not None
            stream.close()
