"""The embedded engine: the same line is the same bytes, and no failure outlives its line."""

import gc
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from speech import descendants, utterance

from presence.audio import Clip
from presence.errors import NarrationError
from presence.narration import espeak_process
from presence.narration.espeak import EspeakEngine

needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="a worker makes one line there")

LINES = (
    "Let your shoulders soften.",
    "She sells seashells, softly, by the shore.",  # the noise of 's' is where state would show
    "Zürich, naïve, ☕ and 3.5 breaths.",
)


@pytest.fixture
def engine() -> Iterator[EspeakEngine]:
    made = EspeakEngine()
    yield made
    made.close()


def say(engine: EspeakEngine, text: str) -> Clip:
    return engine.synthesize(engine.resolve(utterance(text)))


def sound(engine: EspeakEngine, text: str) -> bytes:
    return say(engine, text).samples.tobytes()


@pytest.mark.parametrize("text", LINES)
def test_a_line_is_the_same_bytes_each_time(engine: EspeakEngine, text: str) -> None:
    """The engine's noise goes on from line to line, so a reused process would differ."""
    assert len({sound(engine, text) for _ in range(5)}) == 1


def test_what_was_said_before_does_not_change_a_line(engine: EspeakEngine) -> None:
    """A line after others is the line alone, with another voice and rate between."""
    alone = sound(engine, LINES[1])
    engine.synthesize(utterance("Vorher.", "de+f2", rate_wpm=90, pitch=80))
    assert sound(engine, LINES[1]) == alone


def test_engines_agree(engine: EspeakEngine) -> None:
    """A second engine, as another process of the player would have, makes the same bytes."""
    other = EspeakEngine()
    try:
        assert [sound(other, text) for text in LINES] == [sound(engine, text) for text in LINES]
    finally:
        other.close()


def test_threads_agree(engine: EspeakEngine) -> None:
    """Eight threads at once, each on its own worker or taking turns, get their own lines whole."""
    alone = [sound(engine, text) for text in LINES]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: sound(engine, text), LINES * 8))
    assert found == alone * 8


def test_rate_and_pitch_are_heard(engine: EspeakEngine) -> None:
    """A slower rate is a longer clip, and a pitch is another sound of nearly that length."""
    usual = say(engine, LINES[0])
    slower = engine.synthesize(utterance(LINES[0], "en-us+f2", rate_wpm=80))
    higher = engine.synthesize(utterance(LINES[0], "en-us+f2", pitch=80))
    assert slower.frame_count > 1.3 * usual.frame_count
    assert higher.samples.tobytes() != usual.samples.tobytes()
    assert abs(higher.frame_count / usual.frame_count - 1) < 0.2


def first_worker(engine: EspeakEngine) -> int:
    """The id of the one worker process that waits for a line."""
    others = descendants(os.getpid())
    engine.start()
    (worker,) = descendants(os.getpid()) - others
    return worker


@needs_proc
@needs_fork
def test_a_worker_killed_while_idle_is_not_noticed(engine: EspeakEngine) -> None:
    """The line goes to a new worker: nothing was under way, so nothing failed."""
    worker = first_worker(engine)
    expected = sound(engine, LINES[0])
    os.kill(worker, signal.SIGKILL)
    os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
    assert sound(engine, LINES[0]) == expected


@needs_proc
@needs_fork
def test_a_worker_killed_midway_fails_its_line_only(engine: EspeakEngine) -> None:
    """A stopped worker has the line and can't answer: killed then, the line is an error."""
    worker = first_worker(engine)
    os.kill(worker, signal.SIGSTOP)
    os.waitid(os.P_PID, worker, os.WSTOPPED | os.WNOWAIT)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(sound, engine, LINES[0])
        wait_until_asked(worker, asked)
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(NarrationError, match=r"could not say 'Let your .* was ended"):
            asked.result()
    assert sound(engine, LINES[0])
    assert worker not in descendants(os.getpid())


def wait_until_asked(worker: int, asked: Future[bytes]) -> None:
    """Until a request lies in the pipe to a stopped worker."""
    descriptor = os.open(f"/proc/{worker}/fd/0", os.O_RDONLY | os.O_NONBLOCK)
    try:
        while not asked.done() and not select.select([descriptor], [], [], 1)[0]:
            pass
    finally:
        os.close(descriptor)


@needs_proc
@needs_fork
def test_a_worker_that_hangs_is_given_up() -> None:
    """After the limit the line is an error that says so, the worker gone, the next line made."""
    engine = EspeakEngine(limit_s=0.5)
    try:
        worker = first_worker(engine)
        os.kill(worker, signal.SIGSTOP)
        with pytest.raises(NarrationError, match=r"it took longer than 0\.5 s"):
            say(engine, LINES[0])
        assert worker not in descendants(os.getpid())
        assert say(engine, LINES[0]).peak > 0
    finally:
        engine.close()


@needs_proc
@needs_fork
def test_closing_ends_a_line_under_way(engine: EspeakEngine) -> None:
    """Nobody waits for a hung line when the player ends; the engine can be used again."""
    worker = first_worker(engine)
    os.kill(worker, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(sound, engine, LINES[0])
        wait_until_asked(worker, asked)
        engine.close()
        with pytest.raises(NarrationError, match="the engine was closed"):
            asked.result()
    assert sound(engine, LINES[0])


@needs_proc
@needs_fork
def test_a_crash_of_the_library_is_an_error(
    engine: EspeakEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child ended by a signal, as by a fault in C, fails its line at once and no other."""
    program = espeak_process._PROGRAM.read_text(encoding="utf-8")
    crashing = tmp_path / "espeak_worker.py"
    start = "        samples, words = espeak.speak("
    assert start in program
    crash = f'        if "crash" in request["text"]:\n            os.abort()\n{start}'
    crashing.write_text(program.replace(start, crash), encoding="utf-8")
    monkeypatch.setattr(espeak_process, "_PROGRAM", crashing)
    with pytest.raises(NarrationError, match="its process was ended"):
        say(engine, "Now crash.")
    assert say(engine, "Now go on.").peak > 0


@needs_proc
def test_nothing_is_left_after_close(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process, no thread, no open file and no temporary file outlives the engine."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    gc.collect()  # what other tests let go of is not to be closed in between
    threads, files = set(threading.enumerate()), len(list(Path("/proc/self/fd").iterdir()))
    before = descendants(os.getpid())
    engine = EspeakEngine()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: sound(engine, text), LINES * 4))
    assert descendants(os.getpid()) - before
    engine.close()
    assert descendants(os.getpid()) == before
    assert len(list(Path("/proc/self/fd").iterdir())) == files
    assert not list(tmp_path.iterdir())
    for thread in set(threading.enumerate()) - threads:
        thread.join(10)  # a watchdog that was called off ends by itself
    assert set(threading.enumerate()) <= threads


def test_a_library_that_can_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message holds the library's own words rather than that a process has ended."""
    engine = EspeakEngine()
    monkeypatch.setattr(engine, "_library", (str(tmp_path / "none.so"), str(tmp_path)))
    with pytest.raises(NarrationError, match=r"none\.so"):
        engine.synthesize(utterance("Hello.", "en-us+f2"))
