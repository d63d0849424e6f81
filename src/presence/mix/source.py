"""Source: what play and export receive from the mix, blocks of samples and what is said in them."""

from dataclasses import dataclass
from typing import Protocol

from presence.audio import Samples


@dataclass(frozen=True, slots=True)
class Moment:
    """What is going on at one frame."""

    section: str
    line: str  # what is said now, or was said last; empty before the first line
    remaining_s: float  # to the end of the exercise; an estimate until all of it is narrated
    line_number: int  # counts the lines said so far; 0 before the first


class Source(Protocol):
    """A narrated, mixed exercise, readable from any frame, in constant memory."""

    def read(self, start_frame: int, frame_count: int) -> Samples:
        """(n, CHANNELS) float32, −1…1, at 48 kHz; n < `frame_count` only where the exercise ends.

        Waits for lines that are still being narrated. Raises NarrationError if one can't be made.
        The same frames are the same samples however they are asked for.
        """
        ...

    def moment(self, frame: int) -> Moment:
        """What is going on at `frame`; answers at once, from what has been read so far."""
        ...

    def finish(self) -> int:
        """Narrates and places all that is left; the exercise's whole length in frames."""
        ...
