"""Sources small enough to know by heart: what they give is compared with what is heard."""

import threading

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.errors import NarrationError
from presence.mix.source import Moment
from presence.units import frames_of, seconds_of

LINE_FRAMES = frames_of(0.5)
"""A new line begins so often in each of them."""


class ArraySource:
    """Gives the samples it was made from."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples

    def read(self, start_frame: int, frame_count: int) -> Samples:
        return self.samples[start_frame : start_frame + frame_count]

    def moment(self, frame: int) -> Moment:
        number = min(frame, len(self.samples) - 1) // LINE_FRAMES + 1
        remaining_s = seconds_of(max(0, len(self.samples) - frame))
        return Moment("Settling", f"This is line {number}.", remaining_s, number)

    def finish(self) -> int:
        return len(self.samples)


class GatedSource(ArraySource):
    """Waits where `gate_frame` or what follows is asked for, until `gate` is opened."""

    def __init__(self, samples: Samples, gate_frame: int) -> None:
        super().__init__(samples)
        self.gate_frame = gate_frame
        self.gate = threading.Event()
        self.waits = threading.Event()

    def read(self, start_frame: int, frame_count: int) -> Samples:
        if start_frame + frame_count > self.gate_frame and not self.gate.is_set():
            self.waits.set()
            assert self.gate.wait(20.0)
        return super().read(start_frame, frame_count)


class FailingSource(ArraySource):
    """Fails where `bad_frame` or what follows is asked for."""

    def __init__(self, samples: Samples, bad_frame: int) -> None:
        super().__init__(samples)
        self.bad_frame = bad_frame

    def read(self, start_frame: int, frame_count: int) -> Samples:
        if start_frame + frame_count > self.bad_frame:
            raise NarrationError("line 3 cannot be spoken")
        return super().read(start_frame, frame_count)


def noise(frame_count: int, seed: int = 7) -> Samples:
    """White noise that is never 0, from the very first frame to the last."""
    made = np.random.default_rng(seed).uniform(0.05, 0.5, (frame_count, CHANNELS))
    made[::2] *= -1.0
    return made.astype(np.float32)


def plateau(frame_count: int, level: float = 0.5, slope_frames: int = 4_800) -> Samples:
    """A constant that rises slowly at its beginning and falls slowly at its end."""
    rise = np.linspace(0.0, level, slope_frames, dtype=np.float32)
    made = np.full((frame_count, CHANNELS), level, dtype=np.float32)
    made[:slope_frames] = rise[:, np.newaxis]
    made[-slope_frames:] = rise[::-1, np.newaxis]
    return made
