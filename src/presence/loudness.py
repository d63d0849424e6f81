"""Samples → how loud they are, in LUFS: integrated loudness of ITU-R BS.1770-4.

The K-weighting is applied to the power spectrum of each gating block rather than as a filter:
only its magnitude matters for a mean square, and a transform needs no loop over frames.
"""

import functools
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from presence.audio import CHANNELS, Samples
from presence.units import SAMPLE_RATE_HZ

VOICE_LUFS: Final = -19.0
"""Where every voice is levelled, as heard from two channels: the middle of what guided
meditations are published at (−18 to −20 LUFS). All other levels are relative to it."""

_BLOCK: Final = SAMPLE_RATE_HZ * 4 // 10
_STEP: Final = _BLOCK // 4
_ABSOLUTE_GATE_LUFS: Final = -70.0
_RELATIVE_GATE_LU: Final = -10.0

# BS.1770-4, tables 1 and 2: the two filters' coefficients at 48 kHz, (b, a)
_SHELF: Final = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness_lufs(samples: Samples) -> float:
    """Integrated loudness of samples at 48 kHz; −inf for silence.

    Mono (frames,) counts as it is heard, from both channels. What is shorter than one gating
    block of 0.4 s is padded with silence.
    """
    channels = samples[:, np.newaxis] if samples.ndim == 1 else samples
    weight = CHANNELS if channels.shape[1] == 1 else 1
    if len(channels) < _BLOCK:
        channels = np.pad(channels, ((0, _BLOCK - len(channels)), (0, 0)))
    powers = np.array(
        [
            weight * _weighted_power(channels[start : start + _BLOCK])
            for start in range(0, len(channels) - _BLOCK + 1, _STEP)
        ]
    )
    return _gated(powers)


def _weighted_power(block: Samples) -> float:
    """Mean square after K-weighting, summed over channels: Parseval, over half the spectrum."""
    spectrum = np.fft.rfft(block.astype(np.float64), axis=0)
    power = np.abs(spectrum) ** 2
    power[1:-1] *= 2.0
    return float((power.sum(axis=1) * _k_weights()).sum() / len(block) ** 2)


@functools.cache
def _k_weights() -> NDArray[np.float64]:
    z = np.exp(-2j * np.pi * np.arange(_BLOCK // 2 + 1) / _BLOCK)
    response = np.ones_like(z)
    for b, a in (_SHELF, _HIGH_PASS):
        response *= (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)
    weights: NDArray[np.float64] = np.abs(response) ** 2
    return weights


def _gated(powers: NDArray[np.float64]) -> float:
    loud = powers[powers > _power_of(_ABSOLUTE_GATE_LUFS)]
    if not len(loud):
        return -math.inf
    loud = loud[loud > _power_of(_lufs_of(float(loud.mean())) + _RELATIVE_GATE_LU)]
    return _lufs_of(float(loud.mean()))


def _lufs_of(power: float) -> float:
    return -0.691 + 10.0 * math.log10(power)


def _power_of(lufs: float) -> float:
    return float(10.0 ** ((lufs + 0.691) / 10.0))
