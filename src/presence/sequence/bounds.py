"""Cues and seconds, counted as a script is unrolled → a ScriptError where they become too many."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from presence.diagnostics import Diagnostic, ScriptError, Span

MAX_CUES: Final = 100_000
MAX_HOURS: Final = 24
MAX_DEPTH: Final = 32
"""Of check-ins within the gentler steps of check-ins, through includes too."""


class Bounds:
    """What a script has used up. `place` is the outermost loop or the step being unrolled."""

    def __init__(self, place: Span) -> None:
        self.place = place
        self._cues = 0
        self._seconds = 0.0
        self._depth = 0

    def count_cue(self) -> None:
        self._cues += 1
        if self._cues > MAX_CUES:
            message = f"the script makes more than {MAX_CUES:,} cues once it is unrolled, here"
            self._refuse("too-many-cues", message, "Repeat less often.")

    def count_time(self, seconds: float) -> None:
        self._seconds += seconds
        if self._seconds > MAX_HOURS * 3600:
            message = f"the exercise lasts longer than {MAX_HOURS} hours, here"
            self._refuse("too-long", message, "Shorten the pauses, or repeat less often.")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Around the steps of something within which the same may stand again."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"check-ins stand more than {MAX_DEPTH} deep in each other's 'gentler', here"
            self._refuse("too-deep", message, "Let the gentler steps be simple ones.")
        try:
            yield
        finally:
            self._depth -= 1

    def _refuse(self, code: str, message: str, hint: str) -> NoReturn:
        raise ScriptError([Diagnostic(code, message, self.place, hint)])
