"""A Session and the player in, going about in it out: places left, sought and gone on from."""

from dataclasses import dataclass
from typing import Final, Literal

from presence.mix.session import Session
from presence.play.player import Player
from presence.sequence.cues import Bell, Breath, Recording, Speak
from presence.sequence.places import (
    ask_of,
    gate_after,
    gate_between,
    is_line,
    line_at,
    next_line,
    next_section,
    previous_line,
    previous_section,
    question_at,
    restart_of,
)

Way = Literal["line back", "line on", "section back", "section on"]

RESUME_LEAD_IN_S: Final = 0.6
"""Of the bed alone, before a line that was interrupted is said again."""
_SAY_LEAD_IN_S: Final = 0.3
"""Two things said at once are neither understood: the one dies away first."""
SEEK_FADE_S: Final = 0.05
"""What was heard dies away so fast: sound is there within a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place to go on from: a cue's start, or, within a silence, the very frame."""

    cue: int
    frame: int | None = None


class Course:
    """One Session's way through the room. It never plays past a check-in by itself.

    `gate` is the check-in that was reached and not gone past; None on the way.
    """

    def __init__(self, session: Session, player: Player) -> None:
        self.session = session
        self.gate: int | None = None
        self._player = player
        self._cues = session.sequence.cues
        self._left: Point | None = Point(0)
        self._aim = Point(0)
        self._until: int | None = None
        self._resume = (-1, 0)
        self._shown_frame = 0

    @property
    def sounds(self) -> bool:
        """Whether the player has this one, and is not to leave it."""
        return self._left is None

    @property
    def cue(self) -> int:
        """The cue it is at, or will be as soon as what was asked for sounds."""
        if self.gate is not None:
            return self.gate
        if self._left is not None:
            return self._left.cue
        return self._aim.cue if self._settling else self.session.cue_at(self.frame)

    @property
    def frame(self) -> int:
        """The frame it has come to; where it is left, the one it will go on from."""
        if self._player.source is self.session and self._left is None:
            self._shown_frame = self._player.position_frame
        elif self._left is not None:
            known = self._left.frame
            if known is None:
                known = self.session.frame_of(self._left.cue)
            if known is not None and self.gate is None:
                self._shown_frame = known
        return self._shown_frame

    @property
    def resume_cue(self) -> int:
        """The cue to begin with another day: the line said last, or the breath that was taken;
        a question that it lies after is asked again."""
        cue = self.cue
        if cue != self._resume[0]:  # looked for once a cue: a long script takes its time
            self._resume = (cue, self._find_resume(cue))
        return self._resume[1]

    def _find_resume(self, cue: int) -> int:
        again = restart_of(self._cues, cue)
        if again != cue or isinstance(self._cues[cue], Breath):
            return again
        line = line_at(self._cues, cue)
        return 0 if line is None else restart_of(self._cues, line)

    @property
    def nearest_gate(self) -> int | None:
        """The check-in that is being asked here, or waits here; None between check-ins."""
        return self.gate if self.gate is not None else question_at(self._cues, self.cue)

    def arrive(self) -> None:
        """The check-in on the way was reached, and its question heard."""
        self.gate = self._until

    def leave(self) -> None:
        """Remembers where it is, if it sounds: at a line, the line's start."""
        if self._left is not None:
            return
        cue = self.cue
        again = restart_of(self._cues, cue)
        starts = isinstance(self._cues[cue], Speak | Recording | Breath | Bell)
        frame = None if starts or again != cue or self._settling else self.frame
        self._left = Point(again, frame)

    def resume(self, *, fade_out_s: float = 0.2) -> None:
        """Goes on from where it was left, after a little of the bed alone."""
        self.leave()
        self._play(self._left or Point(0), fade_out_s, RESUME_LEAD_IN_S)

    def begin(self, cue: int = 0) -> None:
        """From a cue on. From its first on it is left as it is, to the last bit; from any other,
        the bed swells from silence before the line."""
        if cue == 0:
            self._play(Point(0, 0), 0.0, 0.0, fade_in_s=0.0)
        else:
            self._play(Point(cue), RESUME_LEAD_IN_S, RESUME_LEAD_IN_S)

    def say(self) -> None:
        """From its first cue on, after what sounded has died away."""
        self._play(Point(0), 0.2, _SAY_LEAD_IN_S)

    def ask(self) -> None:
        """The question of the check-in that was reached, once more."""
        if self.gate is not None:
            gate = self.gate
            self._play(Point(ask_of(self._cues, gate)), 0.2, RESUME_LEAD_IN_S)
            self.gate = gate

    def go_on(self) -> None:
        """Past the check-in, where one was reached; else from where it was left."""
        if self.gate is None:
            self.resume()
        elif self.gate + 1 < len(self._cues):
            self._play(Point(self.gate + 1), 0.2, 0.0)
        else:
            end = self.session.finish()
            self._play(Point(self.gate, end), 0.2, 0.0, past=True)

    def repeat_line(self) -> None:
        """The line said last, from its start; a breath from its cycle's."""
        cue = self.cue
        line = restart_of(self._cues, cue)
        if not isinstance(self._cues[cue], Breath) and not is_line(self._cues, line):
            line = line_at(self._cues, line) or 0
            line = restart_of(self._cues, line)
        self._play(Point(line), 0.2, RESUME_LEAD_IN_S)

    def seek(self, way: Way, *, silently: bool) -> bool:
        """A line or a section back or on; False where there is none. On the way forward it stops
        at the first check-in, and its question is asked."""
        target = self._target(way)
        if target is None:
            return False
        passed = gate_between(self._cues, self.cue, target)
        if passed is not None:
            target = ask_of(self._cues, passed)
        target = restart_of(self._cues, target)
        if silently:
            self.gate, self._left = None, Point(target)
        else:
            self._play(Point(target), SEEK_FADE_S, 0.0)
        return True

    def _target(self, way: Way) -> int | None:
        cues, cue = self._cues, self.cue
        match way:
            case "line back":
                before = previous_line(cues, cue)
                return 0 if before is None else before
            case "line on":
                return next_line(cues, cue)
            case "section back":
                return previous_section(cues, cue)
            case "section on":
                return next_section(cues, cue)

    @property
    def _settling(self) -> bool:
        """What was asked for is not placed yet, so the player can't say where it will be."""
        return self._aim.frame is None and self.session.frame_of(self._aim.cue) is None

    def _play(
        self,
        point: Point,
        fade_out_s: float,
        lead_in_s: float,
        *,
        past: bool = False,
        fade_in_s: float = 0.02,
    ) -> None:
        """Every way to sound leads through here: it stops at the first check-in from `point` on,
        but for the one that was answered, if it goes `past` that."""
        self._until = gate_after(self._cues, point.cue + past)
        self._player.play(
            self.session,
            cue=point.cue if point.frame is None else None,
            frame=point.frame,
            until_cue=self._until,
            fade_out_s=fade_out_s,
            lead_in_s=lead_in_s,
            fade_in_s=fade_in_s,
        )
        self.gate, self._left, self._aim = None, None, point
