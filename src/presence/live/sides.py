"""An exercise and a way to open Sessions in, Sessions for what may be said beside it out, ready."""

from collections.abc import Callable, Iterable
from typing import Final, Literal

from presence.mix.session import Session
from presence.sequence import prompts
from presence.sequence.cues import Bed, Cue, Sequence

Side = Literal["gentler", "offer", "sound is back", "closing"]

_ANYWHERE: Final[tuple[Side, ...]] = ("offer", "sound is back", "closing")
_KEPT: Final = 12
"""Sessions kept open: those around one place of an exercise, and those of places before it."""


class Sides:
    """Opens each Session once, as long as the same bed sounds. Close it in the end.

    `open_session` makes a Session of a Sequence; a side's line that fails must not fail it.
    """

    def __init__(self, sequence: Sequence, open_session: Callable[[Sequence], Session]) -> None:
        self._sequence = sequence
        self._open_session = open_session
        self._sessions: dict[tuple[tuple[Cue, ...], Bed | None], Session] = {}
        self._playing: Session | None = None

    def session(self, side: Side, *, bed: Bed | None, gate: int | None) -> Session:
        """What is said at `gate` (a check-in, or None), over `bed`, to be played now.

        Its last cue is where it stops.
        """
        self._playing = self._opened(side, bed, gate)
        return self._playing

    def prepare(self, *, bed: Bed | None, gates: Iterable[int | None]) -> None:
        """Lets all be narrated, in the background, that may be wanted under this bed."""
        wanted = [self._opened("gentler", bed, gate) for gate in gates]
        wanted += [self._opened(side, bed, None) for side in _ANYWHERE]
        for session in wanted:
            session.ready_cue(len(session.sequence.cues) - 1)

    def close(self) -> None:
        """Closes all that was opened."""
        for session in self._sessions.values():
            session.close()
        self._sessions.clear()

    def silent_lines(self) -> list[tuple[str, str]]:
        """Lines that could not be spoken: (text, why)."""
        return [line for session in self._sessions.values() for line in session.silent_lines]

    def _opened(self, side: Side, bed: Bed | None, gate: int | None) -> Session:
        cues = self._cues(side, gate)
        key = (cues, None if side == "closing" else bed)
        if key not in self._sessions:
            self._close_oldest()
            sequence = prompts.side_sequence(self._sequence, cues, key[1])
            self._sessions[key] = self._open_session(sequence)
        return self._sessions[key]

    def _close_oldest(self) -> None:
        """Never the one that is heard."""
        oldest = (key for key, session in self._sessions.items() if session is not self._playing)
        if len(self._sessions) >= _KEPT and (key := next(oldest, None)) is not None:
            self._sessions.pop(key).close()

    def _cues(self, side: Side, gate: int | None) -> tuple[Cue, ...]:
        match side:
            case "gentler":
                return prompts.gentler_cues(self._sequence, gate)
            case "offer":
                return prompts.offer_cues(self._sequence)
            case "closing":
                return prompts.closing_cues(self._sequence)
            case "sound is back":
                return prompts.sound_is_back_cues(self._sequence)
