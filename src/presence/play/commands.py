"""What is asked of the player, as values: play from somewhere, hold, end."""

from dataclasses import dataclass
from typing import Final

from presence.mix.source import Source
from presence.play.transport import State


@dataclass(frozen=True, slots=True)
class Play:
    """Read `source` from a cue or a frame on, as far as `until_cue`."""

    number: int
    source: Source
    cue: int | None
    frame: int | None
    until_cue: int | None
    fade_out_frames: int
    lead_in_frames: int
    fade_in_frames: int
    least_frames: int = 0  # so many from the first on have to be ready, before it begins

    def known_target(self, otherwise: int) -> int:
        """The source's frame to begin at; `otherwise` while it is not known."""
        if self.cue is None:
            return self.frame or 0
        frame = self.source.frame_of(self.cue)
        return otherwise if frame is None else frame

    def target(self) -> int | None:
        """The same; asks for what is missing, and is None while it is. Never waits."""
        if self.cue is None:
            return self.frame or 0
        return self.source.frame_of(self.cue) if self.source.ready_cue(self.cue) else None


@dataclass(frozen=True, slots=True)
class Hold:
    """Let the exercise die away; the bed goes on, by `bed_gain` of its loudness."""

    number: int
    bed_gain: float
    fade_frames: int


@dataclass(frozen=True, slots=True)
class End:
    """Let everything die away."""

    number: int
    fade_frames: int


Command = Play | Hold | End

STATES: Final[dict[type[Command], State]] = {Play: "playing", Hold: "holding", End: "ending"}
"""What the player does from a command on, until it is heard."""
