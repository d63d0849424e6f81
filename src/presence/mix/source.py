"""Source: what play and export receive from the mix, blocks of samples and what is said in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from presence.audio import Samples


@dataclass(frozen=True, slots=True)
class Bedding:
    """How the bed sounds beside what the exercise alone would have."""

    shift_frames: int = 0  # so much further along its loop: it went on while the exercise held
    gain: float = 1.0  # linear, on the bed only
    least_rise: float = 0.0  # a bed that swells from silence has come so far already: 0…1


PLAIN: Final = Bedding()
"""The bed as the exercise alone has it, and as it is exported."""


@dataclass(frozen=True, slots=True)
class BedPlace:
    """Which bed sounds, and the frame of its endless loop it is at, had it sounded as exported."""

    sound: Path
    loop_frame: int
    rise: float = 1.0  # how far it has swelled from silence, a factor


@dataclass(frozen=True, slots=True)
class BreathMoment:
    """One phase of a breath, under way."""

    phase: str  # 'in', 'hold', 'out' or 'rest'
    done: float  # 0…1
    length_s: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What is going on at one frame."""

    section: str
    line: str  # what is said now, or was said last; empty before the first line
    remaining_s: float  # to the end of the exercise; an estimate until all of it is narrated
    line_number: int  # counts the lines said so far; 0 before the first
    partner: str | None = None  # who the line is for
    breath: BreathMoment | None = None
    silent_line: bool = False  # the line could not be narrated: it is there to be read only
    progress: float = 0.0  # 0…1 of the exercise


class Stems(NamedTuple):
    """A stretch of the mix taken apart, each (n, CHANNELS) float32; together they are the mix."""

    voice: Samples
    bed: Samples
    bells: Samples  # the tones of breaths, too


class Source(Protocol):
    """A narrated, mixed exercise, readable from any frame, in constant memory.

    A cue is named by its index in the sequence. One thread may read while another asks.
    """

    def read(self, start_frame: int, frame_count: int, bedding: Bedding = PLAIN) -> Samples:
        """(n, CHANNELS) float32, −1…1, at 48 kHz; n < `frame_count` only where the exercise ends.

        Waits for lines that are still being narrated. Raises NarrationError if one can't be made.
        The same frames are the same samples however they are asked for.
        """
        ...

    def hold(
        self, frame: int, ahead_frames: int, frame_count: int, bedding: Bedding = PLAIN
    ) -> Samples:
        """(frame_count, CHANNELS): the bed alone, held as it is at `frame`; zeros without a bed.

        Its gains stay those of `frame`; its loop goes on, from `ahead_frames` after that frame's
        place in it. Never waits for narration.
        """
        ...

    def bed_place(self, frame: int) -> BedPlace | None:
        """Where the bed begun last by `frame` is in its loop there; None without a bed.

        Never waits.
        """
        ...

    def ready(self, start_frame: int, frame_count: int) -> bool:
        """Whether `read` would not wait for a line or a bed. Never waits; asks for the missing."""
        ...

    def frame_of(self, cue_index: int) -> int | None:
        """Where the cue begins; None while it is not placed: see `ready_cue`."""
        ...

    def ready_cue(self, cue_index: int) -> bool:
        """Places all it can without waiting, up to the cue; whether `frame_of` is known now.

        Asks for the line that is missing. True for what lies beyond the last cue once all of
        them are placed: its frame is the end.
        """
        ...

    def cue_at(self, frame: int) -> int:
        """The last cue begun by `frame`, as far as placed; 0 where there is none."""
        ...

    def moment(self, frame: int) -> Moment:
        """What is going on at `frame`; answers at once, from what has been read so far."""
        ...

    def finish(self) -> int:
        """Narrates and places all that is left; the exercise's whole length in frames."""
        ...
