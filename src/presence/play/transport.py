"""Frames a device took in, the exercise's frame out: what the ring's frames stand for."""

from dataclasses import dataclass
from typing import Literal

State = Literal["playing", "paused", "ending", "ended"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `ring_frame` on, the exercise is at `exercise_frame`: moving along, or holding still."""

    ring_frame: int
    exercise_frame: int
    moves: bool

    def exercise_frame_at(self, ring_frame: int) -> int:
        """The exercise's frame for one of this stretch's frames in the ring."""
        return self.exercise_frame + (ring_frame - self.ring_frame if self.moves else 0)


class Transport:
    """The stretches of one play, in order.

    Changed by the producer side, read by anybody: each change puts a new tuple in place of the
    old one, so a reader sees the one or the other.
    """

    def __init__(self, start_frame: int) -> None:
        self._stretches: tuple[Stretch, ...] = (Stretch(0, start_frame, moves=False),)

    def exercise_frame_at(self, ring_frame: int) -> int:
        """Where the exercise is at a frame of the ring."""
        for stretch in reversed(self._stretches):
            if stretch.ring_frame <= ring_frame:
                return stretch.exercise_frame_at(ring_frame)
        return self._stretches[0].exercise_frame

    def follow(self, stretch: Stretch, heard_frame: int) -> None:
        """Lets `stretch` come next, in place of all that lay at or beyond its first frame.

        `heard_frame` is the ring's frame the device has reached: stretches it has left behind
        are forgotten, so an evening of pauses takes no more room than one.
        """
        kept = [known for known in self._stretches if known.ring_frame < stretch.ring_frame]
        passed = sum(known.ring_frame <= heard_frame for known in kept) - 1
        self._stretches = (*kept[max(passed, 0) :], stretch)
