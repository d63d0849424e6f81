"""Sessions as a live player asks them: what is ready, where cues are, what goes on at a frame."""

import os
import signal
import sys
import threading
from bisect import bisect_right
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from engines import ToneEngine
from hypothesis import given, settings
from hypothesis import strategies as st
from silent_sessions import compiled, session_of, whole
from speech import descendants
from waiting import until

from presence.audio import Clip
from presence.errors import NarrationError, PresenceError
from presence.mix.renderer import BLOCK_FRAMES
from presence.mix.session import Session
from presence.mix.source import BreathMoment
from presence.narration.engine import Engine
from presence.narration.espeak import EspeakEngine
from presence.narration.silent import SilentEngine
from presence.narration.store import Store
from presence.sequence.cues import CheckIn, Sequence, Speak, Utterance
from presence.units import SAMPLE_RATE_HZ as RATE_HZ

SCRIPT: Final = """ambient: {sound: rain, level: -20 dB, fade: 2s}
voice: {rate: 120}
partners: [Sam, Alex]
steps:
  - section: One
  - say: One two.
  - pause: 10s
  - say: Three four.
  - breathe: {in: 4s, out: 4s, times: 2, cue: voice}
  - check-in: {ask: How are you?, wait: 10s}
  - bell
  - section: Two
  - each-partner: [{say: "Now you, {partner}."}, {pause: 6s}]
  - repeat: {times: 30, steps: [{say: "Line {round}."}, {pause: 5s}]}
"""
LATER: Final = "Line 20."


class StuckEngine(ToneEngine):
    """Comes to no end with one line, until `stuck` is set."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line
        self.stuck = threading.Event()

    def synthesize(self, utterance: Utterance) -> Clip:
        if utterance.text == self.line:
            self.stuck.wait()
        return super().synthesize(utterance)

    def close(self) -> None:
        self.stuck.set()
        super().close()


def live(sequence: Sequence, folder: Path, engine: Engine) -> Session:
    """A Session for people who listen."""
    return Session(sequence, engine, Store(folder / "clips"), workers=2, lenient=True)


def index_of(sequence: Sequence, text: str) -> int:
    """The cue of a line."""
    cues = enumerate(sequence.cues)
    return next(i for i, cue in cues if isinstance(cue, Speak) and cue.utterance.text == text)


def opened(engine: ToneEngine, session: Session) -> None:
    """Lets the engine go on, and the session come to know every line."""
    engine.gate.set()
    until(lambda: session.ready_cue(len(session.sequence.cues)))


def test_an_asked_session_is_read_as_a_waited_for_one(tmp_path: Path) -> None:
    """Read block by block as each gets ready, it is bit for bit the export, and never waits."""
    sequence = compiled(tmp_path, SCRIPT)
    with session_of(sequence, tmp_path / "a", ToneEngine()) as exported:
        expected = whole(exported)
    engine = ToneEngine()
    with live(sequence, tmp_path / "b", engine) as session:
        frame, blocks = 0, []
        while frame < len(expected):
            until(partial(session.ready, frame, 4096))
            engine.gate.clear()  # nothing can be made while it is read
            blocks.append(session.read(frame, 4096))
            engine.gate.set()
            frame += len(blocks[-1])
        assert session.ready(frame, 4096)
        assert not len(session.read(frame, 4096))
        assert session.silent_lines == []
    np.testing.assert_array_equal(np.concatenate(blocks), expected)


def test_nothing_waits_for_a_line_that_hangs(tmp_path: Path) -> None:
    """Asked for what it can't have yet, it says so; the bed sounds; then the line is there."""
    engine = ToneEngine()
    engine.gate.clear()
    sequence = compiled(tmp_path, SCRIPT)
    with live(sequence, tmp_path, engine) as session:
        assert not session.ready(0, 100)
        assert not session.ready(60 * RATE_HZ, 100)
        assert not session.ready_cue(index_of(sequence, LATER))
        assert session.frame_of(index_of(sequence, LATER)) is None
        assert session.frame_of(0) == 0
        assert session.hold(
            0,
            RATE_HZ,
            1000,
        ).shape == (1000, 2)
        assert session.moment(0).line == ""
        opened(engine, session)
        until(lambda: session.ready(0, 100))
        assert session.moment(0).line == "One two."


def test_a_line_that_hangs_later_lets_all_before_it_be_read(tmp_path: Path) -> None:
    """Ready up to the block that holds it, not beyond; then, once it is made, ready there too."""
    sequence = compiled(tmp_path, "steps: [{say: One.}, {pause: 30s}, {say: Two.}, {pause: 9s}]")
    engine = StuckEngine("Two.")
    with live(sequence, tmp_path, engine) as session:
        until(lambda: session.ready(0, 100))
        second = session.timeline.next_line_frame()
        assert second is not None
        before = (second // BLOCK_FRAMES - 1) * BLOCK_FRAMES
        assert session.ready(0, before)
        assert session.read(0, before).shape == (before, 2)
        assert not session.ready(second, 1)
        engine.stuck.set()
        until(lambda: session.ready(second, 1))
        assert session.read(second, 48_000)[:, 0].any()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Of which all is placed."""
    folder = tmp_path_factory.mktemp("done")
    session = session_of(compiled(folder, SCRIPT), folder, ToneEngine())
    session.finish()
    return session


def test_every_cue_has_its_frame(done: Session) -> None:
    """That of the thing it placed; beyond the last of them, the end."""
    cues, timeline = done.sequence.cues, done.timeline
    frames = [done.frame_of(index) for index in range(len(cues))]
    assert all(frame is not None for frame in frames)
    assert frames == sorted(frame for frame in frames if frame is not None)
    lines = [frame for frame, cue in zip(frames, cues, strict=True) if isinstance(cue, Speak)]
    assert lines == [p.start_frame for p in timeline.voice.placed if isinstance(p.item, Speak)]
    gates = [frame for frame, cue in zip(frames, cues, strict=True) if isinstance(cue, CheckIn)]
    assert gates == [p.start_frame for p in timeline.check_ins.placed]
    assert done.frame_of(len(cues)) == done.finish()
    assert done.ready_cue(len(cues))


@given(st.integers(0, 300 * RATE_HZ))
@settings(deadline=None)
def test_the_cue_at_a_frame_is_the_last_that_began(done: Session, frame: int) -> None:
    """Among cues that begin at one frame, the last of them."""
    frames = [done.frame_of(index) or 0 for index in range(len(done.sequence.cues))]
    assert done.cue_at(frame) == bisect_right(frames, frame) - 1


def test_far_ahead_is_placed_by_lengths_alone(tmp_path: Path) -> None:
    """Once the background has made every line, a leap to the end fetches no clip at all."""
    engine, sequence = ToneEngine(), compiled(tmp_path, SCRIPT)
    with live(sequence, tmp_path, engine) as session:
        narrator = session._narrator
        opened(engine, session)
        until(lambda: not narrator._making or all(f.done() for f in narrator._making.values()))
        expected = session.finish()
    with live(sequence, tmp_path, ToneEngine()) as session:
        narrator = session._narrator
        last = [cue for cue in sequence.cues if isinstance(cue, Speak)][-1].utterance
        until(lambda: narrator.known_frame_count(last))
        assert session.ready_cue(len(sequence.cues))
        assert session.frame_of(len(sequence.cues)) == expected
        assert not narrator._kept
        assert session.made_count == 0


def test_a_moment_tells_whose_line_and_which_breath(done: Session) -> None:
    """The partner a line is for; the phase of a breath, how far it is and how long."""
    timeline, sequence = done.timeline, done.sequence
    for name in ("Sam", "Alex"):
        frame = done.frame_of(index_of(sequence, f"Now you, {name}."))
        assert frame is not None
        assert done.moment(frame).partner == name
        assert done.moment(frame).section == "Two"
    assert done.moment(0).partner is None
    phases = timeline.breaths.placed
    assert done.moment(phases[0].start_frame - 1).breath is None
    assert done.moment(phases[0].start_frame).breath == BreathMoment("in", 0.0, 4.0)
    assert done.moment(phases[1].start_frame + RATE_HZ).breath == BreathMoment("out", 0.25, 4.0)
    assert done.moment(phases[-1].end_frame).breath is None
    end = done.finish()
    assert [done.moment(frame).progress for frame in (0, end // 2, end, 2 * end)] == [
        0.0,
        pytest.approx(0.5, abs=1e-6),
        1.0,
        1.0,
    ]


def test_a_line_that_cannot_be_said_is_a_silence_to_be_read(tmp_path: Path) -> None:
    """Shown, told once with its reason, and as long as it would be; the exercise goes on."""
    sequence = compiled(tmp_path, SCRIPT)
    engine = ToneEngine(fails=lambda text: text == "Three four.")
    with live(sequence, tmp_path, engine) as session:
        opened(engine, session)
        first, bad = session.timeline.voice.placed[:2]
        assert bad.frame_count == RATE_HZ  # two words at 120 a minute
        until(lambda: session.ready(bad.start_frame, bad.frame_count))
        assert session.moment(bad.start_frame).line == "Three four."
        assert session.moment(bad.start_frame).silent_line
        assert not session.moment(first.start_frame).silent_line
        assert session.silent_lines == [("Three four.", "can't say 'Three four.'")]


def test_closing_wakes_whoever_reads(tmp_path: Path) -> None:
    """A reading that waits for a line ends at once, with an error in words."""
    engine = ToneEngine()
    engine.gate.clear()
    session = session_of(compiled(tmp_path, SCRIPT), tmp_path, engine)
    with ThreadPoolExecutor(2) as pool:
        reading, finishing = pool.submit(session.read, 0, 100), pool.submit(session.finish)
        assert engine.begun.acquire(timeout=10)
        session.close()
        for waiting in (reading, finishing):
            with pytest.raises(NarrationError, match="closed"):
                waiting.result(timeout=20)


def test_others_are_answered_while_one_waits_for_a_line(tmp_path: Path) -> None:
    """A reading that waits keeps nobody from asking, nor from hearing the bed."""
    engine = ToneEngine()
    engine.gate.clear()
    with (
        session_of(compiled(tmp_path, SCRIPT), tmp_path, engine) as session,
        ThreadPoolExecutor(2) as pool,
    ):
        reading = pool.submit(session.read, 0, 100)
        assert engine.begun.acquire(timeout=10)
        asked = pool.submit(lambda: (session.ready(0, 100), session.ready_cue(5)))
        assert asked.result(timeout=20) == (False, False)
        assert session.hold(0, 0, 10).shape == (10, 2)
        assert session.moment(0).line_number == 0
        assert not reading.done()
        engine.gate.set()
        assert len(reading.result(timeout=20)) == 100


def test_a_feeder_and_a_screen_may_ask_at_once(tmp_path: Path) -> None:
    """One thread leaps about and reads, two others ask all there is: the samples are the same."""
    sequence = compiled(tmp_path, SCRIPT)
    with session_of(sequence, tmp_path, ToneEngine()) as exported:
        expected = whole(exported)
    over, problems = threading.Event(), list[str]()
    with live(sequence, tmp_path / "anew", ToneEngine()) as session:

        def ask(seed: int) -> None:
            random = np.random.default_rng(seed)
            while not over.is_set():
                index = int(random.integers(0, len(sequence.cues) + 1))
                frame = session.frame_of(index) if session.ready_cue(index) else None
                if frame is not None and index < len(sequence.cues):
                    if session.cue_at(frame) < index:
                        problems.append(f"cue {index} lies at {frame}, and another there")
                    session.moment(frame)
                    session.hold(frame, 7, 50)

        askers = [threading.Thread(target=ask, args=(seed,)) for seed in (1, 2)]
        for asker in askers:
            asker.start()
        try:
            for start in np.random.default_rng(3).integers(0, len(expected), 60).tolist():
                until(partial(session.ready, start, 3000))
                read = session.read(start, 3000)
                np.testing.assert_array_equal(read, expected[start : start + 3000])
        finally:
            over.set()
            for asker in askers:
                asker.join(20)
    assert problems == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="its workers serve one line there")
@pytest.mark.skipif(sys.platform != "linux", reason="looks for the worker in /proc")
def test_a_worker_that_is_stopped_costs_its_line_and_nothing_else(tmp_path: Path) -> None:
    """A real voice whose process stands still: not ready, the bed plays, and after the engine's
    limit the line is a silence; the next ones are spoken by a new process."""
    engine = EspeakEngine(limit_s=1.0)
    before = descendants(os.getpid())
    engine.start()
    (worker,) = descendants(os.getpid()) - before
    os.kill(worker, signal.SIGSTOP)
    script = "ambient: rain\nsteps: [{say: One two.}, {pause: 3s}, {say: Three four.}]"
    sequence = compiled(tmp_path, script)
    with Session(sequence, engine, Store(tmp_path / "clips"), workers=1, lenient=True) as session:
        assert not session.ready(0, 1000)
        assert session.hold(0, 2 * RATE_HZ, 1000).shape == (1000, 2)
        until(lambda: session.ready(0, 1000))
        until(lambda: session.ready_cue(len(sequence.cues)))
        until(lambda: session.ready(session.finish() - 1000, 1000))
        first, second = session.timeline.voice.placed
        reason = "the embedded voice could not say 'One two.': it took longer than 1 s"
        assert session.silent_lines == [("One two.", reason)]
        assert session.moment(first.start_frame).silent_line
        assert not session.moment(second.start_frame).silent_line
        assert session.made_count == 1
    assert worker not in descendants(os.getpid())


def test_recordings_that_cannot_be_read_are_shown_instead(tmp_path: Path) -> None:
    """Deleted between the check and the line: five seconds to read its words."""
    import soundfile

    file = tmp_path / "line.wav"
    soundfile.write(file, np.sin(np.arange(48_000) / 20) * 0.3, 48_000)
    sequence = compiled(tmp_path, "steps: [{recording: {file: line.wav, text: My own words.}}]")
    file.unlink()
    with live(sequence, tmp_path, SilentEngine()) as session:
        until(lambda: session.ready(0, 100))
        assert session.finish() == 5 * RATE_HZ
        assert [text for text, _ in session.silent_lines] == ["My own words."]


def test_a_bed_is_opened_before_it_is_needed(tmp_path: Path) -> None:
    """A long file takes a while to be opened and measured: never on the thread that reads."""
    import soundfile

    for name in ("one.ogg", "two.ogg"):
        noise = np.random.default_rng(len(name)).uniform(-0.3, 0.3, (30 * RATE_HZ, 2))
        soundfile.write(tmp_path / name, noise, RATE_HZ)
    change = "{ambient: {sound: two.ogg, fade: 1s}}"
    script = f"ambient: one.ogg\nsteps: [{{pause: 30s}}, {change}, {{pause: 9s}}]"
    with live(compiled(tmp_path, script), tmp_path, SilentEngine()) as session:
        sounds = session._sounds
        until(lambda: session.ready(0, 100))
        session.read(0, 100)
        assert list(sounds._loops) == [tmp_path / "one.ogg"]
        until(lambda: tmp_path / "two.ogg" in sounds._preparing)
        until(lambda: session.ready(30 * RATE_HZ, 100))
        assert sounds._preparing[tmp_path / "two.ogg"].done()
        session.read(30 * RATE_HZ, 100)
        assert set(sounds._loops) == {tmp_path / "one.ogg", tmp_path / "two.ogg"}


def test_a_bed_that_cannot_be_opened_is_ready_to_say_so(tmp_path: Path) -> None:
    """The reading tells, at once; nobody waits for a bed that never comes."""
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    sequence = compiled(tmp_path, "ambient: bad.wav\nsteps: [{pause: 10s}]")
    with live(sequence, tmp_path, SilentEngine()) as session:
        until(lambda: session.ready(0, 100))
        with pytest.raises(PresenceError, match=r"bad\.wav is no sound"):
            session.read(0, 100)


def test_a_closed_session_is_asked_in_vain(tmp_path: Path) -> None:
    """A player that has not heard of it yet gets silence, and no error."""
    session = live(compiled(tmp_path, SCRIPT), tmp_path, ToneEngine())
    until(lambda: session.ready(0, 100))
    session.close()
    assert not session.ready(0, 100)
    assert not session.hold(0, 0, 100).any()
    assert session.moment(0).line == "One two."


def test_any_number_of_lines_may_be_needed_at_once(tmp_path: Path) -> None:
    """More than are kept in memory: a long stretch of short lines gets ready, and stays so."""
    steps = '[{repeat: {times: 40, steps: [{say: "{round}."}]}}]'
    sequence = compiled(tmp_path, f"voice: {{gap: 0s}}\nsteps: {steps}")
    with session_of(sequence, tmp_path / "a", ToneEngine()) as exported:
        expected = whole(exported)
    with live(sequence, tmp_path / "b", ToneEngine()) as session:
        until(lambda: session.ready(0, 15 * RATE_HZ))
        assert session.ready(0, 15 * RATE_HZ)
        read = session.read(0, 15 * RATE_HZ)
    assert len(read) == 15 * RATE_HZ
    np.testing.assert_array_equal(read, expected[: 15 * RATE_HZ])
