"""Sources of known samples for the exporter, and the sizes that its files may have."""

from collections.abc import Callable

import numpy as np
from play_sources import ArraySource

from presence.audio import CHANNELS, Samples
from presence.mix.source import PLAIN, Bedding, Moment
from presence.units import seconds_of


class Known(ArraySource):
    """A Source that holds `samples`; `before` is called with the first frame of each block."""

    def __init__(self, samples: Samples, before: Callable[[int], object] = lambda _: None) -> None:
        super().__init__(samples)
        self._before = before

    def read(self, start_frame: int, frame_count: int, bedding: Bedding = PLAIN) -> Samples:
        self._before(start_frame)
        return super().read(start_frame, frame_count, bedding)

    def moment(self, frame: int) -> Moment:
        return Moment("", "", seconds_of(len(self.samples) - frame), 0)


def noise(frame_count: int, seed: int = 1) -> Samples:
    """Stereo, over the whole range, with both ends of it among the samples."""
    samples = np.random.default_rng(seed).uniform(-1, 1, (frame_count, CHANNELS))
    if frame_count:
        samples[0], samples[-1] = 1.0, -1.0
    return samples.astype(np.float32)
