"""Workers that hang, crash, lie or are ended: what SystemEngine makes of each."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pyttsx3_alone import espeak_only, faked, utterance

from presence.errors import NarrationError
from presence.narration.system import WORKER, SystemEngine


@pytest.fixture(scope="module")
def engine() -> Iterator[SystemEngine]:
    made = SystemEngine()
    yield made
    made.close()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the engine puts its temporary folders during this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def alive(tmp_path: Path) -> Iterator[int]:
    """The reading end of a pipe by name: it ends when all the processes that wrote are gone."""
    os.mkfifo(tmp_path / "alive")
    end = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(end, True)
    yield end
    os.close(end)


HANG = """
import subprocess, threading
pipe = os.open(os.path.join(os.path.dirname(__file__), "alive"), os.O_WRONLY)
os.set_inheritable(pipe, True)
child = subprocess.Popen(
    [sys.executable, "-c", "import threading; threading.Event().wait()"], close_fds=False
)
os.write(pipe, b"x")
threading.Event().wait()
"""


def everything_written(end: int) -> bytes:
    """What was written by all who wrote, once the last of them is gone."""
    return b"".join(iter(lambda: os.read(end, 64), b""))


@espeak_only
def test_a_hang_is_ended_with_its_children(tmp_path: Path, alive: int) -> None:
    """After its time a line is given up, and of its two attempts nobody is left.

    The second of them may be too slow to write on a busy machine; that is no fault.
    """
    with pytest.raises(NarrationError, match=r"longer than 1\.5 s"):
        faked(HANG, tmp_path, limit_s=3.0).synthesize(utterance("Breathe in."))
    assert everything_written(alive) in (b"x", b"xx")


@espeak_only
def test_closing_ends_a_line_at_once(tmp_path: Path, alive: int) -> None:
    """`close` ends the process of a line under way; the line is not tried again."""
    engine = faked(HANG, tmp_path)
    problems: list[NarrationError] = []

    def synthesize() -> None:
        try:
            engine.synthesize(utterance("Breathe in."))
        except NarrationError as problem:
            problems.append(problem)

    voices = engine.voices()
    line = threading.Thread(target=synthesize)
    writer = os.open(tmp_path / "alive", os.O_WRONLY)  # or reading would end before it begins
    line.start()
    assert os.read(alive, 1) == b"x"
    os.close(writer)
    engine.close()
    line.join(30)
    assert "closed" in str(problems[0])
    assert everything_written(alive) == b""
    assert engine.voices() == voices


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("sys.exit(3)", "code 3"),
        ("print('first'); raise MemoryError('no room')", "MemoryError: no room"),
        ("os.abort()", "signal 6"),
        ("os._exit(0)", "no result"),
        ("open(request['result'], 'w').write('{')", "no result"),
        ("open(request['result'], 'w').write('{\"error\": \"it broke\"}')", "it broke"),
    ],
)
@espeak_only
def test_a_failure_says_what_happened_after_a_second_attempt(
    tmp_path: Path, code: str, message: str
) -> None:
    """A worker that fails is tried twice, and the reason is in the message."""
    tried = tmp_path / "tried"
    engine = faked(f"open({str(tried)!r}, 'a').write('x')\n{code}", tmp_path)
    with pytest.raises(NarrationError, match=message):
        engine.synthesize(utterance("Breathe in."))
    assert tried.read_text() == "xx"


@espeak_only
def test_a_second_attempt_can_succeed(engine: SystemEngine, tmp_path: Path) -> None:
    """A line that fails once is made by the second attempt, as if nothing had been."""
    tried = str(tmp_path / "tried")
    flaky = faked(
        f"""
        if os.path.exists({tried!r}):
            work()
        open({tried!r}, "w").close()
        os.abort()
        """,
        tmp_path,
    )
    line = engine.resolve(utterance("Breathe in."))
    assert np.array_equal(flaky.synthesize(line).samples, engine.synthesize(line).samples)


def test_a_worker_that_is_not_there_is_reported() -> None:
    """Without a worker to start there is an error with a way out, not a traceback."""
    with pytest.raises(NarrationError, match="can't be reached") as refused:
        SystemEngine(["/no/such/python"]).voices()
    assert "--engine espeak" in refused.value.hint


def test_temporary_folders_are_removed(temporary: Path) -> None:
    """Nothing of a line stays in the temporary folder, whether it was made or not."""
    engine = SystemEngine()
    engine.synthesize(utterance("Breathe in."))
    with pytest.raises(NarrationError):
        faked("sys.exit(3)", temporary.parent).synthesize(utterance("Breathe in."))
    assert list(temporary.iterdir()) == []


def test_the_list_is_asked_for_once(tmp_path: Path) -> None:
    """Voices, version and all resolving cost one process."""
    asked = tmp_path / "asked"
    script = tmp_path / "counting.py"
    script.write_text(
        f"import os, sys\nopen({str(asked)!r}, 'a').write('x')\n"
        f"os.execv(sys.executable, [sys.executable, *{WORKER!r}[1:]])\n"
    )
    engine = SystemEngine([sys.executable, str(script)])
    makers: list[Callable[[], object]] = [engine.version, engine.voices] * 2
    threads = [threading.Thread(target=maker) for maker in makers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.resolve(utterance("Breathe in."))
    assert asked.read_text() == "x"
    assert engine.version().startswith("2.")


def test_importing_is_cheap() -> None:
    """Neither pyttsx3 nor soundfile is loaded before a line is asked for."""
    code = (
        "import sys, presence.narration.system; print({'pyttsx3', 'soundfile'} & set(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 (the code is in this file)
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "set()"
