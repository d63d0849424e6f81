"""Sources small enough to know by heart: what they give is compared with what is heard."""

import threading
from pathlib import Path

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.errors import NarrationError
from presence.mix.source import PLAIN, Bedding, BedPlace, Moment
from presence.units import frames_of, seconds_of

LINE_FRAMES = frames_of(0.5)
"""A new line begins so often in each of them."""


class ArraySource:
    """Gives the samples it was made from, over a bed that goes round if it is given one.

    Its cues are lines: each LINE_FRAMES another, and all of them are placed.
    """

    def __init__(self, samples: Samples, bed: Samples | None = None) -> None:
        self.samples = samples
        self.bed = bed

    def read(self, start_frame: int, frame_count: int, bedding: Bedding = PLAIN) -> Samples:
        voice = self.samples[start_frame : start_frame + frame_count]
        if self.bed is None:
            return voice
        return voice + self._bed_at(start_frame, len(voice), bedding)

    def hold(
        self, frame: int, ahead_frames: int, frame_count: int, bedding: Bedding = PLAIN
    ) -> Samples:
        return self._bed_at(frame + ahead_frames, frame_count, bedding)

    def bed_place(self, frame: int) -> BedPlace | None:
        return None if self.bed is None else BedPlace(Path("bed.flac"), frame)

    def ready(self, start_frame: int, frame_count: int) -> bool:
        return start_frame + frame_count >= 0  # all of it is here

    def frame_of(self, cue_index: int) -> int | None:
        return min(cue_index * LINE_FRAMES, len(self.samples))

    def ready_cue(self, cue_index: int) -> bool:
        return self.frame_of(cue_index) is not None

    def cue_at(self, frame: int) -> int:
        return max(0, min(frame, len(self.samples) - 1)) // LINE_FRAMES

    def moment(self, frame: int) -> Moment:
        number = min(frame, len(self.samples) - 1) // LINE_FRAMES + 1
        remaining_s = seconds_of(max(0, len(self.samples) - frame))
        return Moment("Settling", f"This is line {number}.", remaining_s, number)

    def finish(self) -> int:
        return len(self.samples)

    def _bed_at(self, frame: int, frame_count: int, bedding: Bedding) -> Samples:
        if self.bed is None:
            return np.zeros((frame_count, CHANNELS), dtype=np.float32)
        first = frame + bedding.shift_frames
        places = np.arange(first, first + frame_count) % len(self.bed)
        return self.bed[places] * np.float32(bedding.gain)


class GatedSource(ArraySource):
    """Waits where `gate_frame` or what follows is asked for, until `gate` is opened."""

    def __init__(self, samples: Samples, gate_frame: int, bed: Samples | None = None) -> None:
        super().__init__(samples, bed)
        self.gate_frame = gate_frame
        self.gate = threading.Event()
        self.waits = threading.Event()

    def read(self, start_frame: int, frame_count: int, bedding: Bedding = PLAIN) -> Samples:
        if not self.ready(start_frame, frame_count):
            self.waits.set()
            assert self.gate.wait(20.0)
        return super().read(start_frame, frame_count, bedding)

    def ready(self, start_frame: int, frame_count: int) -> bool:
        return start_frame + frame_count <= self.gate_frame or self.gate.is_set()

    def frame_of(self, cue_index: int) -> int | None:
        frame = super().frame_of(cue_index)
        return None if frame is None or not self.ready(frame, 0) else frame


class FailingSource(ArraySource):
    """Fails where `bad_frame` or what follows is asked for."""

    def __init__(self, samples: Samples, bad_frame: int) -> None:
        super().__init__(samples)
        self.bad_frame = bad_frame

    def read(self, start_frame: int, frame_count: int, bedding: Bedding = PLAIN) -> Samples:
        if start_frame + frame_count > self.bad_frame:
            raise NarrationError("line 3 cannot be spoken")
        return super().read(start_frame, frame_count, bedding)


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
