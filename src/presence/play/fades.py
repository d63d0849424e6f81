"""A place in a fade in, gains out: every swelling and dying away has this one shape."""

import numpy as np

from presence.audio import Samples


def rising_gains(first: int, frame_count: int, length: int) -> Samples:
    """A part of a raised cosine from just above 0 to 1: 0.5 − 0.5·cos(π·i/length), (n, 1).

    i goes from `first` + 1 on; before the fade the gains are 0, after it 1. The slope is 0 at both
    ends, so that neither clicks.
    """
    steps = np.arange(first + 1, first + 1 + frame_count, dtype=np.float64)
    done = np.clip(steps / max(length, 1), 0.0, 1.0)
    return (0.5 - 0.5 * np.cos(np.pi * done)).astype(np.float32)[:, np.newaxis]


def falling_gains(first: int, frame_count: int, length: int) -> Samples:
    """What `rising_gains` leaves of 1: two that are cross-faded by both stay as loud as one."""
    return np.float32(1.0) - rising_gains(first, frame_count, length)
