"""Track: things placed in time, in the order of their starts, found by a stretch of frames."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Placed(Generic[Item]):
    """`item` sounds from `start_frame` for `frame_count` frames."""

    start_frame: int
    frame_count: int
    item: Item

    @property
    def end_frame(self) -> int:
        return self.start_frame + self.frame_count


class Track(Generic[Item]):
    """Grows at its end only; starts never go back."""

    def __init__(self) -> None:
        self.placed: list[Placed[Item]] = []
        self._starts: list[int] = []
        self._longest = 0
        self.end_frame = 0
        """The end of whatever ends last."""

    def add(self, start_frame: int, frame_count: int, item: Item) -> None:
        self.placed.append(Placed(start_frame, frame_count, item))
        self._starts.append(start_frame)
        self._longest = max(self._longest, frame_count)
        self.end_frame = max(self.end_frame, start_frame + frame_count)

    def overlapping(self, start_frame: int, end_frame: int) -> Iterator[Placed[Item]]:
        """All that sounds within the stretch, in order."""
        first = bisect_left(self._starts, start_frame - self._longest)
        for index in range(first, bisect_left(self._starts, end_frame)):
            if self.placed[index].end_frame > start_frame:
                yield self.placed[index]

    def latest(self, frame: int) -> int:
        """The index of the last item that has begun by `frame`; −1 before the first."""
        return bisect_right(self._starts, frame) - 1
