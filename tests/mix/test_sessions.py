"""Exercises come in; their samples must be as written, and the same however they are read."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from silent_sessions import Signal, compiled, session_of, whole

from presence.audio import Clip, Samples
from presence.errors import PresenceError
from presence.loudness import VOICE_LUFS, loudness_lufs
from presence.mix.limiter import CEILING
from presence.mix.session import Session
from presence.mix.track import Track
from presence.narration.engine import Engine
from presence.narration.espeak import EspeakEngine
from presence.narration.silent import SilentEngine
from presence.sequence.cues import Utterance
from presence.sequence.settings import Settings
from presence.units import frames_of

RATE_HZ: Final = 48_000


class BuzzingEngine(SilentEngine):
    """Says every line as a buzz as long as the silent engine's, loud from end to end."""

    name = "buzzing"
    speaks = True

    def synthesize(self, utterance: Utterance) -> Clip:
        length = super().synthesize(utterance).frame_count
        wave = np.where(np.arange(length) // 240 % 2, 0.5, -0.5).astype(np.float32)
        return Clip(wave, RATE_HZ)


# Any frames, in any order

FULL = """ambient: {sound: rain, level: 0 dB, fade: 2s}
voice: {volume: 6 dB}
steps:
  - section: One
  - say: One two three.
  - bell: {times: 2, every: 1s, level: 6 dB}
  - pause: 3s
  - ambient: {sound: long.ogg, level: -6 dB, fade: 4s}
  - say: Four five six.
  - pause: 6s
  - say: Seven.
  - breathe: {in: 2s, hold: 1s, out: 3s, times: 2}
  - section: Two
  - ambient: {sound: short.wav, fade: 0s}
  - pause: 9s
  - say: Eight nine ten.
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, Samples]:
    """An exercise with everything in it, loud enough for the limiter; and all its samples."""
    folder = tmp_path_factory.mktemp("full")
    random = np.random.default_rng(2)
    soundfile.write(folder / "short.wav", random.uniform(-0.3, 0.3, (7001, 1)), 44100)
    with soundfile.SoundFile(folder / "long.ogg", "w", 32000, 2, subtype="VORBIS") as file:
        for _ in range(100):
            file.write(random.uniform(-0.3, 0.3, (32000, 2)))
    sequence = compiled(folder, FULL)
    with session_of(sequence, folder, BuzzingEngine(), volume_db=6.0) as session:
        samples = whole(session)
    return session_of(sequence, folder, BuzzingEngine(), volume_db=6.0), samples


@given(st.lists(st.tuples(st.integers(0, 45 * RATE_HZ), st.integers(1, 70_000)), max_size=6))
@settings(deadline=None, max_examples=15)
def test_any_frames_in_any_order_are_those_of_a_reading_from_the_start(
    full: tuple[Session, Samples], asked: list[tuple[int, int]]
) -> None:
    """To the bit: what is played is what is exported, after any jump."""
    session, samples = full
    for start, count in asked:
        np.testing.assert_array_equal(session.read(start, count), samples[start : start + count])


@pytest.mark.parametrize("block_frames", [1000, 16_384, 99_999])
def test_blocks_of_any_size_are_the_same_samples(
    full: tuple[Session, Samples], block_frames: int
) -> None:
    """The player's blocks and the exporter's differ in size, and in nothing else."""
    np.testing.assert_array_equal(whole(full[0], block_frames), full[1])


def test_the_mix_never_exceeds_the_ceiling(full: tuple[Session, Samples]) -> None:
    """Voice, bells, bed and 6 dB on top of all: the limiter has work, and does it."""
    peak = np.abs(full[1]).max()
    assert 0.99 * CEILING < peak <= np.float32(CEILING)


def test_the_end_is_where_the_samples_end(full: tuple[Session, Samples]) -> None:
    """`finish` tells the length; beyond it there is nothing."""
    session, samples = full
    assert session.finish() == len(samples)
    assert session.read(len(samples), 100).shape == (0, 2)
    assert session.read(len(samples) + 10**9, 100).shape == (0, 2)
    assert len(session.read(len(samples) - 10, 100)) == 10


def test_what_is_handed_out_cannot_be_written_to(full: tuple[Session, Samples]) -> None:
    """A block is kept for the next reading of it."""
    with pytest.raises(ValueError, match="read-only"):
        full[0].read(0, 100)[:] = 0.0


def test_a_moment_may_be_asked_for_while_another_thread_reads(tmp_path: Path) -> None:
    """The screen looks while the player reads: never an error, and never a jump back in time."""
    steps = "{section: 'S {round}'}, {say: 'Line {round}.'}, {pause: 1s}, {breathe: resonance}"
    sequence = compiled(
        tmp_path, f"voice: {{rate: 120}}\nsteps: [{{repeat: {{times: 400, steps: [{steps}]}}}}]"
    )
    problems: list[str] = []
    done = threading.Event()

    def look(session: Session) -> None:
        whole_s = session.moment(0).remaining_s
        while not done.is_set():
            moment = session.moment(0)
            if (moment.section, moment.line) not in (("S 1", "Line 1."), ("S 1", ""), ("", "")):
                problems.append(f"{moment} at frame 0")
            if abs(moment.remaining_s - whole_s) > 1e-3:  # exact for the silent engine
                problems.append(f"{moment.remaining_s} s left, once {whole_s}")

    with session_of(sequence, tmp_path) as session:
        looker = threading.Thread(target=look, args=(session,))
        looker.start()
        try:
            session.finish()
        finally:
            done.set()
            looker.join()
    assert problems == []


def test_a_line_never_comes_without_its_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all is placed in between two looks, as another thread may, whichever comes first.

    Placed beforehand, or by looks that find nothing yet, it would always be there as a whole.
    """
    script = "voice: {rate: 120}\nsteps: [{section: One}, {say: One two.}]"
    with session_of(compiled(tmp_path, script), tmp_path) as session:

        def looked(track: Track[Any]) -> Callable[[int], int]:
            def latest(frame: int, look: Callable[[int], int] = track.latest) -> int:
                found = look(frame)
                session.finish()
                return found

            return latest

        for track in (session.timeline.sections, session.timeline.voice):
            monkeypatch.setattr(track, "latest", looked(track))
        first = session.moment(0)
        assert (first.section, first.line) == ("One", "")
        assert (session.moment(0).section, session.moment(0).line) == ("One", "One two.")


def test_a_moment_tells_section_line_and_what_is_left(tmp_path: Path) -> None:
    """Before the first line nothing is said; a breath's word is a line like any other."""
    script = """voice: {rate: 120}
steps:
  - pause: 1s
  - section: One
  - say: One two.
  - pause: 3s
  - breathe: {in: 4s, out: 4s, times: 1, cue: voice}
"""
    with session_of(compiled(tmp_path, script), tmp_path) as session:
        session.finish()
        told = [session.moment(second * RATE_HZ) for second in (0, 1, 4, 5, 9, 13, 99)]
    assert [moment.section for moment in told] == ["", *["One"] * 6]
    said = ["", "One two.", "One two.", "Breathe in", "Breathe out", "Breathe out", "Breathe out"]
    assert [moment.line for moment in told] == said
    assert [moment.line_number for moment in told] == [0, 1, 1, 2, 3, 3, 3]
    assert [moment.remaining_s for moment in told] == [13, 12, 9, 8, 4, 0, 0]


# Written time, in samples


def gaps_of(samples: Samples, shortest: int) -> list[int]:
    """The lengths of the digital silences between sounds that have at least so many frames."""
    sounding = np.flatnonzero(np.abs(samples).max(axis=1) > 0.0)
    gaps = np.diff(sounding) - 1
    return [int(gap) for gap in gaps if gap >= shortest]


@pytest.mark.parametrize("engine", [EspeakEngine(), BuzzingEngine()], ids=["espeak", "buzzing"])
def test_eight_seconds_are_384000_frames_between_sounds(tmp_path: Path, engine: Engine) -> None:
    """From the last sounding frame of a line to the first of the next, in the mixed samples."""
    script = """steps:
  - say: Find a comfortable place.
  - pause: 8s
  - say: "Let your shoulders soften. [8s] And your jaw."
  - repeat: {times: 3, steps: [{pause: 8s}, {say: "Breathe, {round}."}]}
"""
    with session_of(compiled(tmp_path, script), tmp_path, engine) as session:
        samples = whole(session)
    # a clip's last frames may be too soft for sixteen bits, and so be digital silence
    assert gaps_of(samples, 7 * RATE_HZ) == [384_000] * 5


def test_the_silent_engine_is_digital_silence(tmp_path: Path) -> None:
    """Only the lengths of its clips show where a line is."""
    script = "steps: [{say: One two.}, {pause: 8s}, {say: Three.}]"
    with session_of(compiled(tmp_path, script), tmp_path) as session:
        assert not whole(session).any()
        lines = session.timeline.voice.placed
    assert lines[1].start_frame - lines[0].end_frame == 384_000


# The bed


def rms_db(samples: Signal) -> float:
    """The level of a stretch."""
    return float(10.0 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def mixed(folder: Path, script: str, choice: Settings | None = None) -> Samples:
    """The samples of a script with the silent engine."""
    with session_of(compiled(folder, script, choice), folder) as session:
        return whole(session)


@pytest.mark.parametrize("sound", ["rain", "drone", "own.wav"])
@pytest.mark.parametrize("level_db", [-16.0, -30.0])
def test_a_bed_is_as_far_below_the_voice_as_was_asked(
    tmp_path: Path, sound: str, level_db: float
) -> None:
    """Measured away from lines and fades, of a built-in bed and of a file of any loudness."""
    noise = np.random.default_rng(1).standard_normal((8 * RATE_HZ, 2)) * 0.003
    soundfile.write(tmp_path / "own.wav", noise, RATE_HZ, subtype="FLOAT")
    bed = f"ambient: {{sound: {sound}, level: {level_db:g} dB, fade: 1s}}\n"
    samples = mixed(tmp_path, f"{bed}steps: [{{pause: 40s}}]")
    found = loudness_lufs(samples[2 * RATE_HZ : -2 * RATE_HZ])
    assert found == pytest.approx(VOICE_LUFS + level_db, abs=0.5)


def test_a_bed_steps_back_by_3_db_for_a_line(tmp_path: Path) -> None:
    """The same frames of the bed, with and without a line, differ by 3 dB under it."""
    bed = "ambient: rain\n"
    plain = mixed(tmp_path, f"{bed}steps: [{{pause: 40s}}]")
    line = "{pause: 20s}, {say: One two three.}, {pause: 20s}"
    spoken = mixed(tmp_path, f"{bed}steps: [{line}]")
    under, before = slice(20 * RATE_HZ, 21 * RATE_HZ), slice(17 * RATE_HZ, 18 * RATE_HZ)
    assert rms_db(spoken[under]) - rms_db(plain[under]) == pytest.approx(-3.0, abs=1e-3)
    np.testing.assert_array_equal(spoken[before], plain[before])


def steady(folder: Path) -> None:
    """Two beds without any change in them, so that every step in a mix is the mixer's own."""
    for name, level in (("low.wav", 0.2), ("high.wav", 0.4)):
        wave = level * np.cos(2 * np.pi * 100 * np.arange(60 * RATE_HZ) / RATE_HZ)
        soundfile.write(folder / name, wave, RATE_HZ, subtype="FLOAT")


def envelope(samples: Samples) -> Signal:
    """The level of each hundredth of a second, one period of the steady beds."""
    used = samples[: len(samples) // 480 * 480, 0].reshape(-1, 480)
    return np.asarray(np.sqrt(2 * np.mean(np.square(used, dtype=np.float64), axis=1)))


def test_a_bed_fades_in_and_out_at_equal_power_within_the_closing_pause(tmp_path: Path) -> None:
    """In over the first 4 s and out over the last, each a quarter of a sine, to nothing."""
    steady(tmp_path)
    samples = mixed(tmp_path, "ambient: {sound: low.wav, fade: 4s}\nsteps: [{pause: 20s}]")
    assert len(samples) == 20 * RATE_HZ
    level = envelope(samples)
    full = level[1000]
    rise = np.sin(np.pi / 2 * (np.arange(400) + 0.5) / 400)
    np.testing.assert_allclose(level[:400] / full, rise, atol=0.01)
    np.testing.assert_allclose(level[-400:] / full, rise[::-1], atol=0.01)
    np.testing.assert_allclose(level[400:-400] / full, 1.0, atol=0.01)
    assert abs(samples[-1]).max() < 1e-5


CHANGES = {
    "to another": "{pause: 9s}, {ambient: {sound: high.wav, fade: 3s}}, {pause: 9s}",
    "off": "{pause: 9s}, {ambient: {sound: off, fade: 3s}}, {pause: 9s}",
    "off at the very end": "{pause: 9s}, {ambient: {sound: off, fade: 3s}}",
    "to another at the very end": "{pause: 9s}, {ambient: {sound: high.wav, fade: 3s}}",
    "within a fade": "{pause: 9s}, {ambient: {sound: high.wav, fade: 9s}}, {pause: 2s}, "
    "{ambient: {sound: low.wav, fade: 1s}}, {pause: 9s}",
    "twice at once": "{pause: 9s}, {ambient: {sound: high.wav, fade: 2s}}, "
    "{ambient: {sound: low.wav, fade: 4s}}, {pause: 9s}",
    "at the start": "{ambient: {sound: high.wav, fade: 4s}}, {pause: 9s}",
    "shorter than its fades": "{pause: 1s}",
}


@pytest.mark.parametrize("steps", CHANGES.values(), ids=CHANGES)
def test_no_change_of_bed_is_a_step(tmp_path: Path, steps: str) -> None:
    """No two frames differ by more than the waves and the fades themselves can."""
    steady(tmp_path)
    samples = mixed(tmp_path, f"ambient: {{sound: low.wav, fade: 2s}}\nsteps: [{steps}]")
    steepest = 2 * np.pi * 100 / RATE_HZ * 2 * np.abs(samples).max()
    assert np.abs(np.diff(samples, axis=0, prepend=0.0, append=0.0)).max() < steepest
    assert np.abs(samples).max() > 0.01


def test_a_bed_that_is_replaced_as_it_begins_is_not_heard(tmp_path: Path) -> None:
    """As where an exercise begins at a section that changes the bed."""
    steady(tmp_path)
    change = "{ambient: {sound: low.wav, fade: 4s}}, {pause: 12s}"
    replaced = mixed(tmp_path, f"ambient: high.wav\nsteps: [{change}]")
    np.testing.assert_array_equal(replaced, mixed(tmp_path, f"steps: [{change}]"))


def test_a_cut_is_a_cut(tmp_path: Path) -> None:
    """`fade: 0s`: all of one bed up to the frame, and all of the other from it on, or nothing."""
    steady(tmp_path)
    cut = "{pause: 5s}, {ambient: {sound: off, fade: 0s}}, {pause: 5s}"
    samples = mixed(tmp_path, f"ambient: {{sound: low.wav, fade: 0s}}\nsteps: [{cut}]")
    level = envelope(samples)
    np.testing.assert_allclose(level[:500], level[200], rtol=0.01)
    assert not samples[5 * RATE_HZ :].any()


def test_a_later_cut_ends_an_earlier_fade(tmp_path: Path) -> None:
    """A bed that fades out over 9 s is gone as soon as a later one has cut in."""
    steady(tmp_path)
    steps = (
        "{pause: 9s}, {ambient: {sound: high.wav, fade: 9s}}, {pause: 1s}, "
        "{ambient: {sound: off, fade: 0s}}, {pause: 9s}"
    )
    samples = mixed(tmp_path, f"ambient: low.wav\nsteps: [{steps}]")
    assert samples[10 * RATE_HZ - 480 : 10 * RATE_HZ].any()
    assert not samples[10 * RATE_HZ :].any()


def test_a_session_begins_at_a_section_with_the_bed_of_that_place(tmp_path: Path) -> None:
    """The bed that lies there fades in anew, and the lines before it are not made."""
    steady(tmp_path)
    script = """ambient: low.wav
steps:
  - section: One
  - say: Never said here.
  - ambient: {sound: high.wav, fade: 2s}
  - section: Two
  - pause: 10s
"""
    with session_of(compiled(tmp_path, script, Settings(section="Two")), tmp_path) as session:
        samples = whole(session)
        assert session.made_count == 0
    expected = mixed(tmp_path, "ambient: {sound: high.wav, fade: 2s}\nsteps: [{pause: 10s}]")
    np.testing.assert_array_equal(samples, expected)


def test_a_bed_that_cannot_be_opened_ends_the_reading_in_words(tmp_path: Path) -> None:
    """Also where it was opened in the background."""
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    sequence = compiled(tmp_path, "ambient: bad.wav\nsteps: [{pause: 10s}]")
    with (
        session_of(sequence, tmp_path) as session,
        pytest.raises(PresenceError, match=r"bad\.wav is no sound"),
    ):
        session.read(0, 100)


@pytest.mark.parametrize("steps", ["{section: Nothing}", "{pause: 0s}", "{ambient: off}"])
def test_an_exercise_of_no_length_is_no_samples(tmp_path: Path, steps: str) -> None:
    """Nothing is placed, nothing is read, and the end is at its beginning."""
    with session_of(compiled(tmp_path, f"steps: [{steps}]"), tmp_path) as session:
        assert session.read(0, 100).shape == (0, 2)
        assert session.finish() == 0
        assert session.moment(0).remaining_s == 0.0


def test_two_bells_in_a_row_are_two_strikes(tmp_path: Path) -> None:
    """Struck as one they would be a louder bell."""
    with session_of(compiled(tmp_path, "steps: [bell, bell]"), tmp_path) as session:
        session.finish()
        starts = [strike.start_frame for strike in session.timeline.bells.placed]
    assert starts == [0, frames_of(4)]


# Memory

MEASURE = f"""
import sys
import threading
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from pathlib import Path
from peak_memory import peak_bytes
from presence.mix.session import Session
from presence.narration.silent import SilentEngine
from presence.narration.store import Store
from presence.script.reader import load
from presence.sequence.compiler import compile_script

folder = Path(sys.argv[1])
sequence = compile_script(load(folder / "exercise.yaml"))
live = sys.argv[2] == "live"
with Session(sequence, SilentEngine(), Store(folder), lenient=live) as session:
    frame, look = 0, threading.Event()
    while live and not session.ready_cue(len(sequence.cues)):
        look.wait(0.002)
    while read := len(session.read(frame, 1 << 16)):
        frame += read
        while live and not session.ready(frame, 1 << 16):
            look.wait(0.002)
print(frame / 48000, peak_bytes())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no getrusage")
@pytest.mark.parametrize("way", ["export", "live"])
def test_an_hour_needs_the_memory_of_ten_minutes(tmp_path: Path, way: str) -> None:
    """Blocks stream: no stage holds a session's samples, of which an hour has 1.4 GB; nor does
    all of it stay that is made in the background where people listen."""
    peaks = []
    for minutes in (10, 60):
        folder = tmp_path / str(minutes)
        folder.mkdir()
        steps = "{say: 'Minute {round}, and what it brings.'}, {pause: 57s}"
        compiled(
            folder, f"ambient: rain\nsteps: [{{repeat: {{times: {minutes}, steps: [{steps}]}}}}]"
        )
        # Fixed words and this interpreter: nothing here comes from outside.
        command = [sys.executable, "-c", MEASURE, str(folder), way]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        seconds, peak = map(float, done.stdout.split())
        assert seconds > minutes * 57
        peaks.append(peak)
    assert peaks[1] <= 1.15 * peaks[0]
