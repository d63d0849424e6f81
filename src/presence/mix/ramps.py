"""A stretch of frames → gains over it, built from flat parts and slices of ready-made ramps."""

import functools
from typing import Final

import numpy as np

from presence.audio import Samples
from presence.units import gain_of_db


@functools.lru_cache(maxsize=32)
def fade_in(frame_count: int) -> Samples:
    """0 to 1 as a quarter of a sine: with its mirror, of equal power throughout."""
    ramp = np.sin(np.linspace(0.0, np.pi / 2, frame_count, endpoint=False))
    return _frozen(ramp)


@functools.lru_cache(maxsize=32)
def fade_out(frame_count: int) -> Samples:
    """1 to 0, the mirror of `fade_in`."""
    ramp = np.cos(np.linspace(0.0, np.pi / 2, frame_count, endpoint=False))
    return _frozen(ramp)


@functools.lru_cache(maxsize=4)
def ease_db(frame_count: int, depth_db: float) -> Samples:
    """From gain 1 down by `depth_db`, half a cosine in decibels: even to the ear, no corner."""
    shape = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, frame_count, endpoint=False))
    return _frozen(10.0 ** (-depth_db * shape / 20.0))


def _frozen(ramp: object) -> Samples:
    samples: Samples = np.asarray(ramp, dtype=np.float32)
    samples.flags.writeable = False
    return samples


class Gains:
    """The gain of each frame of a stretch; stays one number while nothing moves."""

    def __init__(self, start_frame: int, end_frame: int, gain: float = 1.0) -> None:
        self.start_frame = start_frame
        self.end_frame = end_frame
        self.flat = gain
        self._curve: Samples | None = None

    def multiply(self, first_frame: int, ramp: Samples) -> None:
        """Multiplies by `ramp`, which begins at `first_frame`, where it lies in the stretch."""
        low = max(first_frame, self.start_frame)
        high = min(first_frame + len(ramp), self.end_frame)
        if low < high:
            here = slice(low - self.start_frame, high - self.start_frame)
            self.curve[here] *= ramp[low - first_frame : high - first_frame]

    def multiply_flat(self, first_frame: int, last_frame: int, gain: float) -> None:
        """Multiplies by one gain from `first_frame` to before `last_frame`."""
        low, high = max(first_frame, self.start_frame), min(last_frame, self.end_frame)
        if low >= high:
            return
        if self._curve is None and (low, high) == (self.start_frame, self.end_frame):
            self.flat *= gain
        else:
            self.curve[low - self.start_frame : high - self.start_frame] *= np.float32(gain)

    @property
    def curve(self) -> Samples:
        """One gain a frame."""
        if self._curve is None:
            length = self.end_frame - self.start_frame
            self._curve = np.full(length, self.flat, dtype=np.float32)
        return self._curve

    def scale(self, samples: Samples) -> Samples:
        """(frames, channels) times the gains."""
        if self._curve is None:
            return samples * np.float32(self.flat)
        scaled = np.empty_like(samples)
        for channel in range(samples.shape[1]):  # numpy's own loop over so few takes thrice as long
            np.multiply(samples[:, channel], self._curve, out=scaled[:, channel])
        return scaled


DUCK_DB: Final = 3.0
DUCK_GAIN: Final = gain_of_db(-DUCK_DB)
