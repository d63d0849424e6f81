"""Samples come in; their loudness must be what ITU-R BS.1770 and EBU Tech 3341 say it is."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from presence.loudness import loudness_lufs

RATE_HZ = 48_000

Signal = NDArray[np.float64]


def tone(level_dbfs: float, seconds: float, hz: float = 1000.0) -> Signal:
    """A sine of that peak level on both sides."""
    wave = 10 ** (level_dbfs / 20) * np.sin(
        2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    )
    return np.stack([wave, wave], axis=1)


def filtered(samples: Signal, b: tuple[float, ...], a: tuple[float, ...]) -> Signal:
    """One biquad, a frame at a time."""
    made = np.zeros_like(samples)
    x1 = x2 = y1 = y2 = np.zeros(samples.shape[1])
    for frame, x in enumerate(samples):
        y = b[0] * x + b[1] * x1 + b[2] * x2 - a[1] * y1 - a[2] * y2
        x1, x2, y1, y2 = x, x1, y, y1
        made[frame] = y
    return made


def plain_lufs(samples: Signal) -> float:
    """BS.1770-4 as it is written: two filters, blocks of 400 ms every 100 ms, two gates."""
    shelf = (1.53512485958697, -2.69169618940638, 1.19839281085285)
    weighted = filtered(samples, shelf, (1.0, -1.69065929318241, 0.73248077421585))
    weighted = filtered(weighted, (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
    starts = range(0, len(samples) - 19_200 + 1, 4800)
    powers = np.array([np.mean(weighted[at : at + 19_200] ** 2, axis=0).sum() for at in starts])
    loud = powers[-0.691 + 10 * np.log10(powers + 1e-30) > -70]
    gate = -0.691 + 10 * np.log10(loud.mean()) - 10
    loud = loud[-0.691 + 10 * np.log10(loud) > gate]
    return float(-0.691 + 10 * np.log10(loud.mean()))


def test_the_reference_tone() -> None:
    """A full-scale sine of 997 Hz in one channel is -3.01 LUFS."""
    stereo = tone(0.0, 5.0, 997.0)
    stereo[:, 1] = 0.0
    assert loudness_lufs(stereo.astype(np.float32)) == pytest.approx(-3.01, abs=0.02)


CASES = {
    # EBU Tech 3341: (dBFS, seconds) one after the other, and the loudness of all
    "1": ([(-23.0, 20.0)], -23.0),
    "2": ([(-33.0, 20.0)], -33.0),
    "3": ([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
    "4": ([(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
    "5": ([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
}


@pytest.mark.parametrize("number", CASES)
def test_the_cases_of_ebu_tech_3341(number: str) -> None:
    """Level, absolute gate and relative gate, within the 0.1 LU that a meter may err."""
    parts, expected = CASES[number]
    samples = np.concatenate([tone(level, seconds) for level, seconds in parts])
    assert loudness_lufs(samples.astype(np.float32)) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("kind", ["white", "low", "high", "speech-like", "hum"])
def test_it_is_what_the_filters_give(kind: str) -> None:
    """Against the standard's own filters in the time domain, on sounds of different colours."""
    random = np.random.default_rng(4)
    white = random.standard_normal((2 * RATE_HZ, 2)) * 0.1
    seconds = np.arange(len(white))[:, np.newaxis] / RATE_HZ
    made = {
        "white": white,
        "low": np.cumsum(white - white.mean(axis=0), axis=0) * 0.02,
        "high": np.diff(white, axis=0, prepend=0.0),
        "speech-like": white * np.maximum(0.0, np.sin(2 * np.pi * 1.7 * seconds)) ** 2,
        "hum": 0.3 * np.sin(2 * np.pi * 53.3 * seconds) * np.ones((1, 2)),
    }[kind]
    assert loudness_lufs(made.astype(np.float32)) == pytest.approx(plain_lufs(made), abs=0.1)


def test_a_gain_is_a_difference_in_loudness() -> None:
    """6 dB louder is 6 LU louder, above the gates."""
    samples = tone(-20.0, 3.0)
    louder = loudness_lufs((samples * 10 ** (6 / 20)).astype(np.float32))
    assert louder - loudness_lufs(samples.astype(np.float32)) == pytest.approx(6.0, abs=1e-4)


def test_mono_counts_as_it_is_heard() -> None:
    """From both channels: as loud as the same sound written out as stereo."""
    stereo = tone(-20.0, 2.0).astype(np.float32)
    assert loudness_lufs(stereo[:, 0]) == pytest.approx(loudness_lufs(stereo), abs=1e-9)


@pytest.mark.parametrize("frames", [0, 1, 100, 19_199, 50_000])
def test_silence_is_infinitely_quiet(frames: int) -> None:
    """Of any length, none included; and so is what lies under the absolute gate."""
    assert loudness_lufs(np.zeros((frames, 2), dtype=np.float32)) == -math.inf
    assert loudness_lufs(np.full(frames, 1e-7, dtype=np.float32)) == -math.inf


def test_what_is_shorter_than_a_block_counts_with_the_silence_after_it() -> None:
    """A tone of 0.2 s in a block of 0.4 s has half the power."""
    short, long = tone(-20.0, 0.2).astype(np.float32), tone(-20.0, 0.4).astype(np.float32)
    assert loudness_lufs(long) - loudness_lufs(short) == pytest.approx(3.01, abs=0.1)
