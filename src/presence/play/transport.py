"""Frames a device took in, the exercise's frame out: what the ring's frames stand for."""

from dataclasses import dataclass
from typing import Literal

from presence.mix.source import Source

State = Literal["playing", "waiting", "arrived", "holding", "ending", "ended"]
"""`waiting`: a line is not ready, the bed goes on. `arrived`: at the cue it was to stop at, heard.
`ended`: all of the source was heard, or what was left has faded."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `ring_frame` on a source is at `frame`: moving along, or holding still."""

    ring_frame: int
    source: Source | None
    frame: int
    moves: bool
    state: State
    command: int  # the number of the command that it is due to

    def frame_at(self, ring_frame: int) -> int:
        """The source's frame for one of this stretch's frames in the ring."""
        return self.frame + (ring_frame - self.ring_frame if self.moves else 0)


class Transport:
    """The stretches of a play, in order.

    Changed by the feeder, read by anybody: each change puts a new tuple in place of the old one,
    so a reader sees the one or the other.
    """

    def __init__(self) -> None:
        self._stretches: tuple[Stretch, ...] = ()

    def at(self, ring_frame: int) -> Stretch | None:
        """What a frame of the ring belongs to; None before the first stretch."""
        for stretch in reversed(self._stretches):
            if stretch.ring_frame <= ring_frame:
                return stretch
        return None

    def follow(self, stretch: Stretch, heard_frame: int) -> None:
        """Lets `stretch` come next, in place of all that lay at or beyond its first frame.

        `heard_frame` is the ring's frame the device has reached: stretches it has left behind
        are forgotten, so an evening of pauses takes no more room than one.
        """
        kept = [known for known in self._stretches if known.ring_frame < stretch.ring_frame]
        passed = sum(known.ring_frame <= heard_frame for known in kept) - 1
        self._stretches = (*kept[max(passed, 0) :], stretch)
