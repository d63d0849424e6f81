"""Samples → how loud they are, in LUFS: integrated loudness of ITU-R BS.1770-4.

The K-weighting is done by transforms, a chunk at a time: each begins so far before the frames
that are wanted of it that the filters' memory of what was before has died away.
"""

import functools
import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from presence.audio import CHANNELS
from presence.units import SAMPLE_RATE_HZ

VOICE_LUFS: Final = -19.0
"""Where every voice is levelled, as heard from two channels: the middle of what guided
meditations are published at (−18 to −20 LUFS). All other levels are relative to it."""

STEP_FRAMES: Final = SAMPLE_RATE_HZ // 10
STEPS_A_BLOCK: Final = 4  # the gating block of 0.4 s, three quarters of it shared with the next
_BLOCK_FRAMES: Final = STEPS_A_BLOCK * STEP_FRAMES
_CHUNK_FRAMES: Final = 1 << 16
_WANTED_FRAMES: Final = 12 * STEP_FRAMES
_BEFORE_FRAMES: Final = _CHUNK_FRAMES - _WANTED_FRAMES  # 0.17 s: the high-pass rings 340 dB down
ABSOLUTE_GATE_LUFS: Final = -70.0
RELATIVE_GATE_LU: Final = -10.0

# BS.1770-4, tables 1 and 2: the two filters' coefficients at 48 kHz, (b, a)
SHELF: Final = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
HIGH_PASS: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness_lufs(samples: NDArray[np.floating[Any]]) -> float:
    """Integrated loudness of samples at 48 kHz; −inf for silence.

    Mono (frames,) counts as it is heard, from both channels. What is shorter than one gating
    block of 0.4 s is padded with silence.
    """
    channels = samples[:, np.newaxis] if samples.ndim == 1 else samples
    weight = CHANNELS if channels.shape[1] == 1 else 1
    if len(channels) < _BLOCK_FRAMES:
        channels = np.pad(channels, ((0, _BLOCK_FRAMES - len(channels)), (0, 0)))
    steps = step_energies(channels)
    running = np.convolve(steps, np.ones(STEPS_A_BLOCK), "valid")
    return _gated(weight * running / _BLOCK_FRAMES)


def step_energies(channels: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """The sum of squares after K-weighting of each whole step, all channels together."""
    energies = []
    for start in range(0, len(channels), _WANTED_FRAMES):
        before = min(start, _BEFORE_FRAMES)
        chunk = np.zeros((channels.shape[1], _CHUNK_FRAMES))
        part = channels[start - before : start + _WANTED_FRAMES].T
        first = _BEFORE_FRAMES - before
        chunk[:, first : first + part.shape[1]] = part
        energies.append(_chunk_energies(chunk))
    return np.concatenate(energies)[: len(channels) // STEP_FRAMES]


def _chunk_energies(chunk: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Of each step of `_WANTED_FRAMES`, the sum of squares after K-weighting, over all channels.

    `chunk` is (channels, _BEFORE_FRAMES + _WANTED_FRAMES): what is wanted, and what was before it.
    """
    weighted = np.fft.irfft(np.fft.rfft(chunk) * _k_response())[:, _BEFORE_FRAMES:]
    squares = np.square(weighted).sum(axis=0).reshape(-1, STEP_FRAMES)
    energies: NDArray[np.float64] = squares.sum(axis=1)
    return energies


@functools.cache
def _k_response() -> NDArray[np.complex128]:
    z = np.exp(-2j * np.pi * np.arange(_CHUNK_FRAMES // 2 + 1) / _CHUNK_FRAMES)
    response: NDArray[np.complex128] = np.ones_like(z)
    for b, a in (SHELF, HIGH_PASS):
        response *= (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)
    return response


def _gated(powers: NDArray[np.float64]) -> float:
    loud = powers[powers > power_of(ABSOLUTE_GATE_LUFS)]
    if not len(loud):
        return -math.inf
    loud = loud[loud > power_of(lufs_of(float(loud.mean())) + RELATIVE_GATE_LU)]
    return lufs_of(float(loud.mean()))


def lufs_of(power: float) -> float:
    """Loudness of a mean square after K-weighting, summed over the channels."""
    return -0.691 + 10.0 * math.log10(power)


def power_of(lufs: float) -> float:
    """The inverse of `lufs_of`."""
    return float(10.0 ** ((lufs + 0.691) / 10.0))
