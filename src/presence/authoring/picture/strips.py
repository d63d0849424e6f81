"""A length → the strips that a picture's time is cut into, and where in a strip a moment lies."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from presence.authoring.picture.look import LEFT, RIGHT
from presence.units import SAMPLE_RATE_HZ

_SCALES: Final = (
    # (an exercise up to so many minutes, seconds a strip, seconds a tick): words have to find room
    # in the pauses, and the whole has to fit a wall
    (4, 30, 5),
    (12, 60, 10),
    (50, 120, 20),
    (100, 180, 30),
    (240, 300, 60),
    (480, 600, 60),
    (math.inf, 1800, 300),
)


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of time on one line of the picture. `full_frames` is what the whole width holds."""

    start_frame: int
    end_frame: int
    full_frames: int
    tick_frames: int
    is_last: bool = False

    def x(self, frame: int) -> float:
        """Pixels from the left of the picture; moments outside lie on the strip's edges."""
        inside = min(max(frame, self.start_frame), self.end_frame)
        return self.x_beyond(inside)

    def x_beyond(self, frame: int) -> float:
        """The same, also outside."""
        return LEFT + (RIGHT - LEFT) * (frame - self.start_frame) / self.full_frames

    @property
    def right(self) -> float:
        return self.x(self.end_frame)

    def begins_or_ends(self, frame: int) -> bool:
        """The same for marks: one at the very end of the exercise lies in its last strip."""
        return self.begins(frame) or (self.is_last and frame == self.end_frame)

    def begins(self, frame: int) -> bool:
        """Whether what starts at `frame` starts here."""
        return self.start_frame <= frame < self.end_frame

    def overlaps(self, start_frame: int, end_frame: int) -> bool:
        return start_frame < self.end_frame and end_frame > self.start_frame

    def ticks(self) -> Iterator[int]:
        """The frames that get a time on the axis; the strip's own start is not among them."""
        first = self.start_frame + self.tick_frames
        yield from range(first, min(self.end_frame, self._full_end - 1) + 1, self.tick_frames)

    def before(self) -> "Strip":
        """The one that came before it."""
        start = self.start_frame - self.full_frames
        return Strip(start, self.start_frame, self.full_frames, self.tick_frames)

    @property
    def _full_end(self) -> int:
        return self.start_frame + self.full_frames


def strips_of(frame_count: int) -> list[Strip]:
    """Strips of equal scale; the last may end early. One, if there is no time at all."""
    minutes = frame_count / (60 * SAMPLE_RATE_HZ)
    scale = next(scale for scale in _SCALES if minutes <= scale[0])
    full, tick = (seconds * SAMPLE_RATE_HZ for seconds in scale[1:])
    starts = range(0, max(frame_count, 1), full)
    return [
        Strip(start, min(start + full, frame_count), full, tick, start == starts[-1])
        for start in starts
    ]
