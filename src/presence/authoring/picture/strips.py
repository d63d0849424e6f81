"""A length → the strips that a picture's time is cut into, and where in a strip a moment lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

from presence.authoring.picture.look import LEFT, RIGHT
from presence.units import SAMPLE_RATE_HZ

_SECONDS_A_STRIP: Final = (
    # (an exercise up to so many minutes, seconds a strip): words have to find room in the pauses,
    # and the whole has to fit a wall
    (4, 30),
    (12, 60),
    (50, 120),
    (100, 180),
    (240, 300),
    (480, 600),
)
_SECONDS_OF_DAYS: Final = 1800
_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of time on one line of the picture. `full_frames` is what the whole width holds."""

    start_frame: int
    end_frame: int
    full_frames: int

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

    def begins(self, frame: int) -> bool:
        """Whether what starts at `frame` starts here."""
        return self.start_frame <= frame < self.end_frame

    def overlaps(self, start_frame: int, end_frame: int) -> bool:
        return start_frame < self.end_frame and end_frame > self.start_frame

    def ticks(self) -> Iterator[int]:
        """The frames that get a time on the axis; the strip's own start is not among them."""
        for number in range(1, _TICKS):
            frame = self.start_frame + number * self.full_frames // _TICKS
            if frame <= self.end_frame:
                yield frame


def strips_of(frame_count: int) -> list[Strip]:
    """Strips of equal scale; the last may end early. One, if there is no time at all."""
    minutes = frame_count / (60 * SAMPLE_RATE_HZ)
    seconds = next((s for most, s in _SECONDS_A_STRIP if minutes <= most), _SECONDS_OF_DAYS)
    full = seconds * SAMPLE_RATE_HZ
    strips = []
    for start in count(0, full):
        strips.append(Strip(start, min(start + full, frame_count), full))
        if start + full >= frame_count:
            return strips
    raise AssertionError("a count never ends")
