"""Clip: a piece of sound in memory, the form in which every stage hands sound to the next."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from presence.true_peak import true_peak_of

Samples = NDArray[np.float32]
"""float32, nominally −1…1; one axis (frames) for mono, two (frames × channels) for a block."""

CHANNELS = 2
"""Channels of a block. Clips are mono or have as many."""


@dataclass(frozen=True, slots=True)
class Word:
    """`text[first : first + length]` of a line is said from `start_frame` of its clip."""

    first: int
    length: int
    start_frame: int


@dataclass(frozen=True, eq=False)  # no slots: its peaks are kept once they are known
class Clip:
    """A short sound, whole in memory. `samples` is mono (frames,) or (frames, CHANNELS)."""

    samples: Samples
    samplerate_hz: int
    words: tuple[Word, ...] = ()
    known_true_peak: float | None = None

    @property
    def frame_count(self) -> int:
        return len(self.samples)

    @cached_property
    def peak(self) -> float:
        """The largest absolute sample, 0 for an empty clip."""
        return float(max(self.samples.max(initial=0.0), -self.samples.min(initial=0.0)))

    @cached_property
    def true_peak(self) -> float:
        """As `peak`, of the wave between the samples, too."""
        known = self.known_true_peak
        return true_peak_of(self.samples) if known is None else known
