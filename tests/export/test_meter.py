"""Blocks come in; what is said of the whole must be what the standards, and other meters, say."""

import math
import tracemalloc

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presence.audio import Samples
from presence.export.k_weighting import KWeighting
from presence.export.meter import Measures, Meter
from presence.loudness import STEP_FRAMES, loudness_lufs, step_energies

RATE_HZ = 48_000


def measured(samples: Samples, block_frames: int = 1 << 15) -> Measures:
    """What the meter says when it is given so much at a time."""
    meter = Meter()
    for start in range(0, len(samples), block_frames):
        meter.add(samples[start : start + block_frames])
    return meter.measures()


def tone(level_dbfs: float, seconds: float, hz: float = 1000.0, phase: float = 0.0) -> Samples:
    """A sine of that peak level on both sides."""
    turns = hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * turns + phase)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def speech_and_rests(seed: int, seconds: int = 60) -> Samples:
    """Noise that comes and goes as lines do, over a quiet bed."""
    source = np.random.default_rng(seed)
    noise = source.normal(0, 1, (seconds * RATE_HZ, 2))
    levels = np.repeat(source.uniform(-45, -15, seconds), RATE_HZ)
    return (noise * 10 ** (levels / 20)[:, np.newaxis]).astype(np.float32).clip(-1, 1)


@pytest.mark.parametrize("seed", range(4))
def test_integrated_loudness_is_that_of_another_meter(seed: int) -> None:
    """Within a tenth of a unit of pyloudnorm, which holds the whole in memory."""
    samples = speech_and_rests(seed)
    theirs = pyloudnorm.Meter(RATE_HZ).integrated_loudness(samples.astype(np.float64))
    assert abs(measured(samples).integrated_lufs - theirs) <= 0.1
    assert abs(measured(samples).integrated_lufs - loudness_lufs(samples)) <= 0.01


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        ([(-23, 20)], -23),
        ([(-33, 20)], -33),
        ([(-36, 10), (-23, 60), (-36, 10)], -23),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
    ],
)
def test_integrated_loudness_is_that_of_tech_3341(
    parts: list[tuple[float, float]], lufs: float
) -> None:
    """Its cases 1 to 5, within the tenth of a unit that it allows: both gates have work."""
    samples = np.concatenate([tone(level, seconds) for level, seconds in parts])
    assert abs(measured(samples).integrated_lufs - lufs) <= 0.1


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 40), min_size=1, max_size=6))
@settings(deadline=None, max_examples=20)
def test_weighing_by_matrices_is_weighing_by_transforms(seed: int, steps: list[int]) -> None:
    """Mono and stereo, silent and loud in turn: what the filters remember is carried on."""
    source = np.random.default_rng(seed)
    filters, pieces = KWeighting(), []
    for count in steps:
        piece = source.normal(0, 0.1, (count * STEP_FRAMES, 2)).astype(np.float32)
        kind = source.integers(3)
        piece = (piece, np.repeat(piece[:, :1], 2, axis=1), piece * 0)[kind]
        pieces.append(piece)
    found = np.concatenate([filters.energies(piece) for piece in pieces])
    expected = step_energies(np.concatenate(pieces))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("parts", "range_lu"),
    [
        ([(-20, 20), (-30, 20)], 10),
        ([(-20, 20), (-15, 20)], 5),
        ([(-40, 20), (-20, 20)], 20),
        ([(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)], 15),
    ],
)
def test_the_range_is_that_of_tech_3342(parts: list[tuple[int, int]], range_lu: float) -> None:
    """Its minimum requirements 1 to 4, each within 1 LU, as it asks."""
    samples = np.concatenate([tone(level, seconds) for level, seconds in parts])
    assert abs(measured(samples).range_lu - range_lu) <= 1.0


@pytest.mark.parametrize(
    ("hz", "phase"),
    [
        (12_000, 0.0),
        (12_000, math.pi / 4),
        (8_000, math.pi / 3),
        (6_000, 3 * math.pi / 8),
    ],
)
def test_the_true_peak_is_that_of_tech_3341(hz: float, phase: float) -> None:
    """Its cases 15 to 18: sines whose samples miss their peaks, within +0.2 and −0.4 dB."""
    swell = np.minimum(1, np.minimum(np.arange(RATE_HZ), np.arange(RATE_HZ)[::-1]) / 480)
    samples = (tone(-6.0, 1, hz, phase) * swell[:, np.newaxis]).astype(np.float32)
    found = measured(samples).true_peak_dbtp
    assert -6.4 <= found <= -5.8


@given(st.integers(1, 200_000), st.integers(0, 3))
@settings(deadline=None, max_examples=20)
def test_how_much_comes_at_a_time_makes_no_difference(block_frames: int, seed: int) -> None:
    """Every edge of a block is one inside of another."""
    samples = speech_and_rests(seed, 5)
    whole, parted = measured(samples, len(samples)), measured(samples, max(block_frames, 500))
    for name in Measures.__dataclass_fields__:
        assert getattr(parted, name) == pytest.approx(getattr(whole, name), abs=0.011)


def test_silence_and_less_than_a_block() -> None:
    """Nothing is −inf, and what is short is padded, as in the meter for clips."""
    nothing = measured(np.zeros((RATE_HZ, 2), dtype=np.float32))
    assert nothing.integrated_lufs == nothing.true_peak_dbtp == nothing.floor_db == -math.inf
    assert nothing.range_lu == 0
    short = tone(-20, 0.25)
    assert measured(short).integrated_lufs == pytest.approx(loudness_lufs(short), abs=0.01)
    assert Meter().measures().integrated_lufs == -math.inf


def test_the_floor_is_the_quietest_half_second() -> None:
    """Wherever it begins, to a tenth of a second; digital silence is below any noise."""
    noisy = np.concatenate([tone(-20, 2.03), tone(-63, 0.6), tone(-20, 2)])
    assert measured(noisy).floor_db == pytest.approx(-66.0, abs=0.1)
    assert measured(np.concatenate([noisy, tone(-20, 1) * 0])).floor_db == -math.inf
    assert measured(tone(-20, 3)).rms_db == pytest.approx(-23.0, abs=0.05)


def test_memory_does_not_grow() -> None:
    """An hour takes what a minute takes."""
    block = speech_and_rests(1, 10)
    meter = Meter()
    meter.add(block)
    tracemalloc.start()
    for _ in range(20):
        meter.add(block)
    first, _ = tracemalloc.get_traced_memory()
    for _ in range(100):
        meter.add(block)
    last, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert last - first < 20_000
