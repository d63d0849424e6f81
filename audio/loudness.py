"""A stereo sound comes in; its integrated loudness in LUFS goes out, after ITU-R BS.1770-4.

The K-weighting is applied in the frequency domain, around the circle: exact for a loop, and for
any other sound once it is padded with silence.
"""

from typing import Final

import numpy as np
from circular import RATE_HZ, Signal

# BS.1770-4, tables 1 and 2: the biquads (b0, b1, b2), (1, a1, a2) for 48 kHz.
_SHELF: Final = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

_OFFSET_LU: Final = -0.691  # so that a full-scale 997 Hz sine in one channel reads -3.01
_BLOCK_FRAMES: Final = RATE_HZ * 4 // 10
_STEP_FRAMES: Final = RATE_HZ // 10
_ABSOLUTE_GATE_LUFS: Final = -70.0
_RELATIVE_GATE_LU: Final = -10.0


def integrated_lufs(sound: Signal) -> float:
    """The gated loudness of (frames, 2) samples, -1 to 1; -inf for silence or under 400 ms."""
    power = np.sum(k_weighted(sound) ** 2, axis=1)
    steps = power[: len(power) // _STEP_FRAMES * _STEP_FRAMES].reshape(-1, _STEP_FRAMES)
    running = np.concatenate([[0.0], np.cumsum(steps.sum(axis=1))])
    width = _BLOCK_FRAMES // _STEP_FRAMES
    blocks = (running[width:] - running[:-width]) / _BLOCK_FRAMES
    loud = blocks[blocks > _power(_ABSOLUTE_GATE_LUFS)]
    if not len(loud):
        return -np.inf
    loud = loud[loud > loud.mean() * 10.0 ** (_RELATIVE_GATE_LU / 10.0)]
    return float(_OFFSET_LU + 10.0 * np.log10(loud.mean()))


def k_weighted(sound: Signal) -> Signal:
    """(frames, 2) as the ear weighs it: a lift of the highs, a cut of the lowest."""
    frames = len(sound)
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(frames))
    weight = np.ones(len(delay), dtype=np.complex128)
    for above, below in (_SHELF, _HIGH_PASS):
        weight *= np.polyval(above[::-1], delay) / np.polyval(below[::-1], delay)
    spectrum = np.fft.rfft(sound, axis=0) * weight[:, None]
    return np.asarray(np.fft.irfft(spectrum, frames, axis=0))


def _power(lufs: float) -> float:
    return float(10.0 ** ((lufs - _OFFSET_LU) / 10.0))
