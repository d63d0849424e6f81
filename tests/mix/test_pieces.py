"""Gains, ducking, limiting, loops and breath tones, each against its definition done plainly."""

from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from silent_sessions import Signal

from presence import resources
from presence.audio import Samples
from presence.diagnostics import Span
from presence.errors import PresenceError
from presence.loudness import VOICE_LUFS, loudness_lufs
from presence.mix import breath
from presence.mix.duck import AFTER_FRAMES, BEFORE_FRAMES, HOLD_FRAMES, Duck
from presence.mix.limiter import CEILING, REACH_FRAMES, ceiling_of, limit
from presence.mix.loop import CROSSFADE_FRAMES, SHORT_FRAMES, Loop
from presence.mix.ramps import Gains, ease_db, fade_in, fade_out
from presence.mix.sounds import Sounds
from presence.mix.track import Placed
from presence.sequence.cues import Breath
from presence.true_peak import true_peak_of
from presence.units import SAMPLE_RATE_HZ, Seconds, gain_of_db

HERE: Final = Span("here.yaml", 1, 1, 1, 2)
RATE_HZ: Final = SAMPLE_RATE_HZ


def noise(frames: int, seed: int = 1, level: float = 0.1) -> Samples:
    """Stereo white noise."""
    made = np.random.default_rng(seed).standard_normal((frames, 2)) * level
    return made.astype(np.float32)


# Gains

operations = st.lists(
    st.one_of(
        st.tuples(st.integers(-50, 150), st.integers(0, 80)),  # a ramp: first frame, length
        st.tuples(st.integers(-50, 150), st.integers(-50, 150), st.floats(0.0, 2.0)),  # flat
    ),
    max_size=8,
)


@given(operations, st.floats(0.1, 2.0))
def test_gains_are_what_a_frame_by_frame_product_gives(
    steps: list[tuple[int, int] | tuple[int, int, float]], gain: float
) -> None:
    """Parts before, after, across and around the stretch; ramps and flat parts mixed."""
    gains = Gains(20, 120, gain)
    expected = np.full(100, gain)
    for step in steps:
        if len(step) == 2:
            ramp = np.linspace(0.0, 1.0, step[1], dtype=np.float32)
            gains.multiply(step[0], ramp)
            factors = {step[0] + at: float(value) for at, value in enumerate(ramp)}
        else:
            gains.multiply_flat(*step)
            factors = dict.fromkeys(range(step[0], step[1]), step[2])
        expected *= [factors.get(frame, 1.0) for frame in range(20, 120)]
    ones = np.ones((100, 2), dtype=np.float32)
    np.testing.assert_allclose(gains.scale(ones), np.stack([expected] * 2, axis=1), 1e-5, 1e-30)


@pytest.mark.parametrize("frames", [1, 2, 999, 48_000])
def test_fades_are_of_equal_power(frames: int) -> None:
    """The squares of a fade in and of its fade out are 1 at every frame; no step is large."""
    rising, falling = fade_in(frames), fade_out(frames)
    np.testing.assert_allclose(rising**2 + falling**2, 1.0, atol=1e-6)
    assert rising[0] == 0.0
    assert falling[0] == 1.0
    assert np.all(np.diff(rising) >= 0.0)
    assert np.abs(np.diff(rising, append=1.0)).max() <= np.pi / 2 / frames + 1e-6


def test_a_fade_of_no_length_is_empty() -> None:
    """`fade: 0s` is a cut, and no error."""
    assert len(fade_in(0)) == len(fade_out(0)) == len(ease_db(0, 3.0)) == 0


# Ducking


def depth_db(frames: Signal, lines: list[tuple[int, int]]) -> Signal:
    """The definition: 3 dB down in a half cosine over the 1.5 s before a line, up again over the
    3 s after it, and down all through a gap of under 8 s."""
    held = [lines[0]]
    for start, end in lines[1:]:
        if start - held[-1][1] < 8 * RATE_HZ:
            held[-1] = (held[-1][0], max(end, held[-1][1]))
        else:
            held.append((start, end))
    depth = np.zeros(len(frames))
    for start, end in held:
        before = np.clip((frames - (start - 1.5 * RATE_HZ)) / (1.5 * RATE_HZ), 0.0, 1.0)
        after = np.clip((frames - end) / (3 * RATE_HZ), 0.0, 1.0)
        depth += 3.0 * (0.5 - 0.5 * np.cos(np.pi * before)) * (0.5 + 0.5 * np.cos(np.pi * after))
    return depth


def ducked_db(duck: Duck, start: int, end: int, next_line: int | None) -> Signal:
    """What Duck makes of a stretch, in dB down."""
    gains = Gains(start, end)
    duck.apply(gains, next_line)
    return np.asarray(-20.0 * np.log10(gains.scale(np.ones((end - start, 1), np.float32))[:, 0]))


spoken = st.lists(
    st.tuples(
        st.one_of(
            st.integers(0, 20 * RATE_HZ),
            st.integers(HOLD_FRAMES - 2, HOLD_FRAMES + 2),
            st.integers(AFTER_FRAMES + BEFORE_FRAMES, HOLD_FRAMES),
        ),
        st.integers(1, 5 * RATE_HZ),
    ),
    min_size=1,
    max_size=6,
)


@given(spoken, st.integers(2_000, 200_000))
@settings(deadline=None, max_examples=30)
def test_the_bed_steps_back_as_defined_while_lines_are_still_to_come(
    parts: list[tuple[int, int]], block: int
) -> None:
    """Only lines that begin before a block's end are heard of, and where the next one begins."""
    lines: list[tuple[int, int]] = []
    for gap, length in parts:
        start = gap + (lines[-1][1] if lines else 0)
        lines.append((start, start + length))
    early, late = Duck(), Duck()
    for line in lines:
        late.hear(*line)
    heard = 0
    for start in range(0, lines[-1][1] + 5 * RATE_HZ, block):
        end = start + block
        while heard < len(lines) and lines[heard][0] < end:
            early.hear(*lines[heard])
            heard += 1
        next_line = lines[heard][0] if heard < len(lines) else None
        found = ducked_db(early, start, end, next_line)
        expected = depth_db(np.arange(start, end, dtype=np.float64), lines)
        np.testing.assert_allclose(found, expected, atol=1e-4)
        np.testing.assert_array_equal(found, ducked_db(late, start, end, None))


# Limiting


def loud(frames: int, seed: int = 3) -> Samples:
    """Noise with bursts far above the ceiling and quiet parts between them."""
    samples = noise(frames, seed)
    envelope = np.repeat(np.random.default_rng(seed).choice([0.3, 1.0, 8.0], 40), frames // 40 + 1)
    return np.asarray(samples * envelope[:frames, np.newaxis], dtype=np.float32)


@given(st.integers(0, 1000), st.floats(0.1, 100.0))
@settings(deadline=None, max_examples=20)
def test_the_limiter_never_exceeds_its_ceiling(seed: int, level: float) -> None:
    """However loud, and both sides alike: the gain of a frame is one number."""
    samples = loud(30_000, seed) * np.float32(level)
    limited = limit(samples)
    assert len(limited) == 30_000 - 2 * REACH_FRAMES
    assert np.abs(limited).max() <= np.float32(CEILING)
    middle = samples[REACH_FRAMES:-REACH_FRAMES]
    assert np.all(np.abs(limited) <= np.abs(middle))
    cross = limited[:, 0] * middle[:, 1] - limited[:, 1] * middle[:, 0]
    assert np.abs(cross).max() <= 1e-5 * np.abs(middle).max()


@given(st.integers(0, 1000), st.floats(0.1, 4.0))
@settings(deadline=None, max_examples=20)
def test_the_wave_between_the_samples_is_held_too(seed: int, level: float) -> None:
    """Below -1 dBTP: a limiter that looks at samples lets some of these pass by 2 dB."""
    samples = loud(30_000, seed) * np.float32(level)
    assert true_peak_of(limit(samples)) <= gain_of_db(-1.0) + 1e-6
    assert true_peak_of(limit(samples, ceiling_of(-3.0))) <= gain_of_db(-3.0) + 1e-6


def test_a_peak_between_samples_alone_is_found() -> None:
    """No sample of it passes the ceiling, and what is limited is not clipped."""
    turns = np.arange(24_000) / 4 + 1 / 8  # a quarter of the rate, its samples 3 dB down
    wave = 1.2 * np.sin(2 * np.pi * turns) * np.hanning(24_000)
    samples = np.stack([wave, wave], axis=1).astype(np.float32)
    assert np.abs(samples).max() < CEILING
    assert true_peak_of(samples) > gain_of_db(1.0)
    assert gain_of_db(-1.05) <= true_peak_of(limit(samples)) <= gain_of_db(-1.0)


def test_what_is_quiet_stays_untouched() -> None:
    """Further than its reach from any peak, not a bit of a sample changes."""
    samples = noise(40_000, level=0.05)
    samples[20_000] = 3.0
    limited = limit(samples)
    near = np.abs(np.arange(REACH_FRAMES, 40_000 - REACH_FRAMES) - 20_000) <= REACH_FRAMES
    middle = samples[REACH_FRAMES:-REACH_FRAMES]
    np.testing.assert_array_equal(limited[~near], middle[~near])
    assert np.all(np.abs(limited[near]) <= np.abs(middle[near]))
    assert np.abs(limited[near]).max() == pytest.approx(CEILING, abs=1e-6)


@pytest.mark.parametrize(("start", "length"), [(0, 5000), (7777, 16_384), (30_000, 1)])
def test_a_stretch_limited_alone_is_the_same_stretch_of_the_whole(start: int, length: int) -> None:
    """The gain depends on the frames within reach, and on nothing else."""
    samples = loud(60_000)
    part = limit(samples[start : start + length + 2 * REACH_FRAMES])
    np.testing.assert_allclose(part, limit(samples)[start : start + length], rtol=0, atol=1e-6)


def test_the_limiter_bends_and_does_not_clip() -> None:
    """A peak alone is lowered by a gain that is smooth around it: no corner of a wave is cut."""
    wave = 2.0 * np.sin(2 * np.pi * 200 * np.arange(24_000) / RATE_HZ) * np.hanning(24_000)
    samples = np.stack([wave, wave], axis=1).astype(np.float32)
    gain = limit(samples)[:, 0] / np.where(wave == 0, 1, wave)[REACH_FRAMES:-REACH_FRAMES]
    sounding = np.abs(wave[REACH_FRAMES:-REACH_FRAMES]) > 0.1
    steps = np.diff(gain[sounding])[np.diff(np.flatnonzero(sounding)) == 1]
    assert np.abs(steps).max() < 1.0 / 1024


# Loops


@pytest.fixture(params=[0.1, 0.37, 1.5, 13.0])
def short_bed(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Samples]:
    """A file of noise of some length, and what is in it."""
    path = tmp_path / "bed.wav"
    samples = noise(round(request.param * RATE_HZ))
    soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")
    return path, samples


def looped(samples: Samples, frames: int) -> Signal:
    """The definition: each pass begins a crossfade before the last one ends."""
    fade = min(CROSSFADE_FRAMES, len(samples) // 4)
    period = len(samples) - fade
    ramp = np.sin(np.linspace(0.0, np.pi / 2, fade, endpoint=False))
    fall = np.cos(np.linspace(0.0, np.pi / 2, fade, endpoint=False))
    made = np.zeros((frames + 2 * len(samples), 2))
    for number, start in enumerate(range(0, frames, period)):
        one = samples.astype(np.float64)
        one[:fade] *= ramp[:, np.newaxis] if number else 1.0
        one[period:] *= fall[:, np.newaxis]
        made[start : start + len(one)] += one
    return made[:frames]


def test_a_loop_read_anywhere_is_its_definition(short_bed: tuple[Path, Samples]) -> None:
    """From any frame, in any length, over any number of turns."""
    path, samples = short_bed
    loop = Loop(path)
    expected = looped(samples, 3 * len(samples) + 100)
    random = np.random.default_rng(5)
    for _ in range(40):
        start = int(random.integers(0, 2 * len(samples)))
        count = int(random.integers(1, len(samples)))
        part = loop.read(start, count)
        np.testing.assert_allclose(part, expected[start : start + count], atol=1e-6)
    assert np.abs(expected).max() <= loop.peak


def test_a_long_bed_is_streamed_and_is_its_definition_too(tmp_path: Path) -> None:
    """Over 90 s; read at its seams, forwards and back, and never held whole."""
    path = tmp_path / "long.flac"
    samples = np.clip(np.round(noise(SHORT_FRAMES + 12_345) * 32768), -32768, 32767)
    soundfile.write(path, samples.astype(np.int16), RATE_HZ, subtype="PCM_16")
    loop = Loop(path)
    expected = looped((samples / 32768).astype(np.float32), len(samples) + 20 * RATE_HZ)
    period = loop.period
    for start in (0, period - 500, 44 * RATE_HZ, period + 100, 3, period + CROSSFADE_FRAMES - 9):
        part = loop.read(start, 16_384)
        np.testing.assert_allclose(part, expected[start : start + 16_384], atol=1e-6)
    loop.close()


def test_the_power_of_noise_is_even_across_the_seam(tmp_path: Path) -> None:
    """An equal-power fold: a linear one would dip by 3 dB in the middle of the seam."""
    path = tmp_path / "bed.wav"
    soundfile.write(path, noise(20 * RATE_HZ), RATE_HZ, subtype="FLOAT")
    loop = Loop(path)
    around = loop.read(loop.period - 3 * RATE_HZ, 9 * RATE_HZ)
    levels = 10 * np.log10(np.mean(around.reshape(36, -1) ** 2, axis=1))
    assert levels.max() - levels.min() < 0.4


@pytest.mark.parametrize("seconds", [0.1, 0.25, 0.4, 2.0, 20.0])
def test_a_bed_of_any_length_is_as_loud_as_it_was_measured(tmp_path: Path, seconds: float) -> None:
    """A bed of a tenth of a second is heard without end, so it is not measured with silence."""
    path = tmp_path / "bed.wav"
    soundfile.write(path, noise(round(seconds * RATE_HZ)), RATE_HZ, subtype="FLOAT")
    loop = Loop(path)
    assert loop.lufs == pytest.approx(loudness_lufs(loop.read(0, 10 * RATE_HZ)), abs=0.5)


@pytest.mark.parametrize("name", resources.beds())
def test_a_built_in_bed_is_looped_as_it_is(name: str) -> None:
    """It was made to lead back to its start; a crossfade would make its partials beat."""
    path = resources.sounds()[name]
    samples, _ = soundfile.read(path, dtype="float32")
    loop = Loop(path)
    assert loop.period == len(samples)
    around = np.concatenate([samples[-5000:], samples[:5000]])
    np.testing.assert_array_equal(loop.read(2 * len(samples) - 5000, 10_000), around)


def test_a_bed_that_cannot_serve_says_why(tmp_path: Path) -> None:
    """Too short, silent, or no sound at all."""
    path = tmp_path / "bed.wav"
    soundfile.write(path, noise(RATE_HZ // 10 - 1), RATE_HZ)
    with pytest.raises(PresenceError, match="shorter than a tenth of a second"):
        Loop(path)
    soundfile.write(path, np.zeros((RATE_HZ, 2)), RATE_HZ)
    with pytest.raises(PresenceError, match="is silent"):
        Loop(path)
    soundfile.write(path, noise(RATE_HZ) * np.float32("inf"), RATE_HZ, subtype="FLOAT")
    with pytest.raises(PresenceError, match="no numbers"):
        Loop(path)


def test_any_number_of_beds_and_bells_may_come_and_go(tmp_path: Path) -> None:
    """Those asked for long ago are let go, and are the same when they come back."""
    sounds = Sounds()
    paths = [tmp_path / f"{number}.wav" for number in range(6)]
    for number, path in enumerate(paths):
        soundfile.write(path, noise(RATE_HZ, seed=number), RATE_HZ)
    sounds.prepare(paths[0])
    first = sounds.loop(paths[0])
    before = [(sounds.loop(path).read(0, 100), sounds.bell(path).samples) for path in paths]
    after = [(sounds.loop(path).read(0, 100), sounds.bell(path).samples) for path in paths]
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old[0], new[0])
        np.testing.assert_array_equal(old[1], new[1])
    assert sounds.loop(paths[0]) is not first
    assert sounds.loop(paths[0]) is sounds.loop(paths[0])
    sounds.close()


def test_a_bell_is_as_loud_as_the_voice_and_rings_within_a_minute(tmp_path: Path) -> None:
    """Its level is set from there; what is longer is no bell, what is silent no sound."""
    sounds, path = Sounds(), tmp_path / "bell.wav"
    soundfile.write(path, noise(2 * RATE_HZ, level=0.01), RATE_HZ, subtype="FLOAT")
    assert loudness_lufs(sounds.bell(path).samples) == pytest.approx(VOICE_LUFS, abs=0.01)
    long, silent = tmp_path / "long.wav", tmp_path / "silent.wav"
    soundfile.write(long, np.zeros(60 * 8000 + 1), 8000)
    with pytest.raises(PresenceError, match="longer than 60 s"):
        sounds.bell(long)
    soundfile.write(silent, np.zeros(0), 8000)
    with pytest.raises(PresenceError, match="is silent"):
        sounds.bell(silent)


# Breath tones


def phase(name: str, seconds: Seconds, start: int = 1000) -> Placed[Breath]:
    """One phase of a breath, from frame `start`."""
    cue = Breath(name, seconds, None, True, 0.0, HERE)
    return Placed(start, round(seconds * RATE_HZ), cue)


def tone_of(placed: Placed[Breath]) -> Samples:
    """The whole tone of a phase."""
    samples = breath.tone(placed, placed.start_frame, placed.end_frame)
    assert samples is not None
    return samples


@pytest.mark.parametrize("name", ["in", "hold", "out"])
@pytest.mark.parametrize("seconds", [Seconds("0.5"), Seconds(4), Seconds(60)])
def test_a_tone_begins_and_ends_at_nothing(name: str, seconds: Seconds) -> None:
    """It swells and fades, so that phases follow each other without a click."""
    samples = tone_of(phase(name, seconds))
    assert samples[0] == 0.0
    assert abs(samples[-1]) < 1e-6
    assert 0.3 * breath.LEVEL < np.abs(samples).max() <= breath.PEAK


@given(cuts=st.lists(st.integers(1, 4 * RATE_HZ - 1), min_size=1, max_size=5, unique=True))
@settings(deadline=None, max_examples=20)
def test_a_tone_is_continuous_where_blocks_meet(cuts: list[int]) -> None:
    """Made in parts, it is the whole."""
    made = phase("in", Seconds(4))
    edges = [made.start_frame, *sorted(made.start_frame + cut for cut in cuts), made.end_frame]
    parts = [breath.tone(made, a, b) for a, b in pairwise(edges)]
    joined = np.concatenate([part for part in parts if part is not None])
    np.testing.assert_allclose(joined, tone_of(made), atol=1e-9)


def pitch_hz(samples: Samples) -> float:
    """The frequency of the strongest partial."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 18))
    return float(np.argmax(spectrum)) * RATE_HZ / (1 << 18)


def test_the_tone_rises_in_stays_and_falls_out() -> None:
    """From G3 to C4 and back: measured near the beginning and near the end of each phase."""
    measured = {}
    for name in ("in", "hold", "out"):
        tone = tone_of(phase(name, Seconds(8)))
        measured[name] = [pitch_hz(tone[at : at + 9600]) for at in (9600, 364_800)]
    assert measured["in"] == pytest.approx([198.5, 259.1], abs=2.0)
    assert measured["hold"] == pytest.approx([261.6, 261.6], abs=1.0)
    assert measured["out"] == pytest.approx([259.1, 198.5], abs=2.0)


def test_rest_is_silent_and_so_is_a_breath_led_by_voice_alone() -> None:
    """Nothing is computed where nothing sounds."""
    assert breath.tone(phase("rest", Seconds(4)), 1000, 2000) is None
    silent = Placed(0, 48_000, Breath("in", Seconds(1), None, False, 0.0, HERE))
    assert breath.tone(silent, 0, 48_000) is None


def test_the_tone_is_soft_beside_the_voice() -> None:
    """Some 12 dB below it: a lead, not a siren."""
    lufs = loudness_lufs(tone_of(phase("in", Seconds(8))))
    assert -15.0 < lufs - VOICE_LUFS < -9.0
    assert gain_of_db(-30.0) == breath.LEVEL
