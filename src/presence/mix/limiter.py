"""Samples that may be too loud → samples that are not: a gain that bends down before each peak.

A peak is a true one (ITU-R BS.1770-4, annex 2): between the samples, too, where a player's filters
or an encoder would find it.

The gain at a frame depends on the frames within `REACH_FRAMES` of it and on nothing else, so that
any stretch can be limited by itself and every player and exporter gets the same.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from presence.audio import Samples
from presence.true_peak import MOST_BETWEEN, TRUE_PEAK_REACH, true_magnitudes
from presence.units import gain_of_db

Curve = NDArray[np.floating[Any]]

CEILING_DB: Final = -1.0
"""dBTP: what EBU R 128 and the places where sound is published allow."""
_HOLD_FRAMES: Final = 1024  # to each side: the smoothing below never lifts the gain off a peak
REACH_FRAMES: Final = 2 * _HOLD_FRAMES + TRUE_PEAK_REACH
_ROOM_DB: Final = 0.01
"""The gain bends between the samples that a point between them is made of: by so much at most,
where a peak is 6 dB too loud."""


def ceiling_of(ceiling_db: float) -> float:
    """The highest that the limiter lets a wave come, so that it stays below `ceiling_db`."""
    return gain_of_db(ceiling_db - _ROOM_DB)


CEILING: Final = ceiling_of(CEILING_DB)


def limit(samples: Samples, ceiling: float = CEILING) -> Samples:
    """(frames, channels) → the middle frames, limited: `REACH_FRAMES` fewer at either end.

    No result is above `ceiling`. Quiet stretches come back untouched.
    """
    middle = samples[REACH_FRAMES : len(samples) - REACH_FRAMES]
    gains = limiting_gains(samples, ceiling)
    if gains is None:
        return middle
    limited = middle * gains[:, np.newaxis]
    return np.clip(limited, -ceiling, ceiling, out=limited, dtype=np.float32)


def limiting_gains(samples: Samples, ceiling: float = CEILING) -> Samples | None:
    """(frames, channels) → a gain for each of the middle frames; None where none is needed.

    What they bring down is above `ceiling` by rounding at the most.
    """
    largest = max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))
    if largest * MOST_BETWEEN <= ceiling:
        return None
    peaks = true_magnitudes(samples, ceiling)[TRUE_PEAK_REACH:-TRUE_PEAK_REACH]
    if peaks.max(initial=0.0) <= ceiling:
        return None
    wanted = ceiling / np.maximum(peaks.astype(np.float64), ceiling)
    held = _running_minimum(wanted, 2 * _HOLD_FRAMES + 1)
    gains: Samples = _running_mean(held, 2 * _HOLD_FRAMES + 1).astype(np.float32)
    return gains


def _running_minimum(values: Curve, width: int) -> Curve:
    """The least of each `width` neighbours, by windows that double: O(n log width)."""
    window = 1
    while window < width:
        step = min(window, width - window)
        values = np.minimum(values[:-step], values[step:])
        window += step
    return values


def _running_mean(values: Curve, width: int) -> Curve:
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    means: Curve = (sums[width:] - sums[:-width]) / width
    return means
