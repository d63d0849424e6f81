"""Samples and a direction in, samples that swell or die away out."""

import numpy as np

from presence.audio import Samples


def fade_in_gains(frame_count: int) -> Samples:
    """A raised cosine from just above 0 to 1, (frame_count, 1): 0.5 − 0.5·cos(π·i/n), i = 1…n.

    Its slope is 0 at both ends, so that neither end clicks.
    """
    steps = np.arange(1, frame_count + 1, dtype=np.float64) / max(frame_count, 1)
    return (0.5 - 0.5 * np.cos(np.pi * steps)).astype(np.float32)[:, np.newaxis]


def fade_out_gains(frame_count: int) -> Samples:
    """The same curve falling from just under 1 to 0, (frame_count, 1)."""
    return np.float32(1.0) - fade_in_gains(frame_count)
