"""Sources of known samples for the exporter, and the sizes that its files may have."""

from collections.abc import Callable

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.mix.source import Moment
from presence.units import seconds_of


class Known:
    """A Source that holds `samples`; `before` is called with the first frame of each block."""

    def __init__(self, samples: Samples, before: Callable[[int], object] = lambda _: None) -> None:
        self.samples = samples
        self._before = before

    def read(self, start_frame: int, frame_count: int) -> Samples:
        self._before(start_frame)
        return self.samples[start_frame : start_frame + frame_count]

    def moment(self, frame: int) -> Moment:
        return Moment("", "", seconds_of(len(self.samples) - frame), 0)

    def finish(self) -> int:
        return len(self.samples)


def noise(frame_count: int, seed: int = 1) -> Samples:
    """Stereo, over the whole range, with both ends of it among the samples."""
    samples = np.random.default_rng(seed).uniform(-1, 1, (frame_count, CHANNELS))
    if frame_count:
        samples[0], samples[-1] = 1.0, -1.0
    return samples.astype(np.float32)
