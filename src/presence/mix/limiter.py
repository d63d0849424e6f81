"""Samples that may be too loud → samples that are not: a gain that bends down before each peak.

The gain at a frame depends on the frames within `REACH_FRAMES` of it and on nothing else, so that
any stretch can be limited by itself and every player and exporter gets the same.
"""

import functools
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from presence.audio import Samples
from presence.units import gain_of_db

Curve = NDArray[np.floating[Any]]

CEILING_DB: Final = -1.0
CEILING: Final = gain_of_db(CEILING_DB)

_HOLD_FRAMES: Final = 1024  # to each side: the smoothing below never lifts the gain off a peak
REACH_FRAMES: Final = 2 * _HOLD_FRAMES


def limit(samples: Samples) -> Samples:
    """(frames, channels) → the middle frames, limited: `REACH_FRAMES` fewer at either end.

    No result is above CEILING. Quiet stretches come back untouched.
    """
    middle = samples[REACH_FRAMES : len(samples) - REACH_FRAMES]
    gains = limiting_gains(samples)
    if gains is None:
        return middle
    limited = middle * gains[:, np.newaxis]
    return np.clip(limited, -CEILING, CEILING, out=limited, dtype=np.float32)


def limiting_gains(samples: Samples) -> Samples | None:
    """(frames, channels) → a gain for each of the middle frames; None where none is needed.

    What they bring down is above CEILING by rounding at the most.
    """
    magnitudes = np.abs(samples)
    if magnitudes.max(initial=0.0) <= CEILING:
        return None
    peaks = functools.reduce(np.maximum, magnitudes.T)  # numpy's own, over so few, takes longer
    wanted = CEILING / np.maximum(peaks, CEILING)
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
