"""Nothing comes in; one soft stroke on a small singing bowl goes out, (frames, 2)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from circular import RATE_HZ, Signal

SECONDS: Final = 9.0
_FADE_S: Final = 4.5


@dataclass(frozen=True, slots=True)
class _Mode:
    """One way the bowl rings. It is not quite round, so each mode is two tones, and they beat."""

    hz: float
    level_db: float
    decay_s: float  # to fall by 60 dB
    beat_hz: float
    strike_s: float  # high modes answer at once, the low one takes its time
    lean: float  # from -1, left, to 1, right: where the second of the two tones is stronger


# The ratios, about 1 : 2.8 : 5.2 : 8.2, are those of bowls: not harmonic, so it is no organ.
_MODES: Final = (
    _Mode(294.0, 0.0, 14.0, 0.55, 0.030, 0.35),
    _Mode(823.0, -7.0, 9.5, 0.90, 0.016, -0.40),
    _Mode(1532.0, -16.0, 5.5, 1.40, 0.012, 0.45),
    _Mode(2405.0, -25.0, 3.0, 1.90, 0.012, -0.35),
    _Mode(3390.0, -34.0, 1.6, 2.60, 0.012, 0.30),
)


def bell() -> Signal:
    """All modes from one stroke, faded at the end so that the last sample is zero."""
    frames = round(SECONDS * RATE_HZ)
    time_s = np.arange(frames) / RATE_HZ
    sound = np.zeros((frames, 2))
    for mode in _MODES:
        sound += _ring(mode, time_s)
    fade = np.clip((SECONDS - 1.0 / RATE_HZ - time_s) / _FADE_S, 0.0, 1.0)
    return np.asarray(sound * np.sin(0.5 * np.pi * fade)[:, None] ** 2)


def _ring(mode: _Mode, time_s: Signal) -> Signal:
    """(frames, 2): the two tones of one mode, one a little stronger to each side."""
    rise = np.sin(0.5 * np.pi * np.clip(time_s / mode.strike_s, 0.0, 1.0)) ** 2
    envelope = 10.0 ** (mode.level_db / 20.0) * rise * 10.0 ** (-3.0 * time_s / mode.decay_s)
    low = np.sin(2.0 * np.pi * (mode.hz - mode.beat_hz / 2.0) * time_s)
    turn = 2.0 * np.pi * (mode.hz + mode.beat_hz / 2.0) * time_s
    sides = []
    for side in (-1.0, 1.0):  # the sides beat a little apart, so the bowl seems to turn
        high = np.sin(turn + 0.45 * side)
        sides.append(low + (0.35 + 0.25 * side * mode.lean) * high)
    return np.asarray(np.stack(sides, axis=1) * envelope[:, None])
