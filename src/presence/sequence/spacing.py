"""Cues as compiled → the same with the silences that neighbours need between them."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from presence.diagnostics import Span
from presence.sequence.cues import Bell, Breath, CheckIn, Cue, Recording, Rest, Speak
from presence.units import Seconds

AFTER_BELL: Final = Fraction(2)
"""A line that follows a bell with no pause between waits so long: the strike is heard. Another
bell waits as long as its strikes would."""


def spaced(cues: Iterable[tuple[Cue, Seconds]]) -> Iterator[Cue]:
    """Puts a Rest between two spoken lines, and after a bell, where the author wrote none.

    Each cue comes with the gap that its voice leaves after a line. Sections, beds and marks take
    no time, so lines on either side of one are neighbours too.
    """
    line_waits = bell_waits = Fraction(0)  # unless a silence is written first
    for cue, gap in cues:
        match cue:
            case Speak() | Recording():
                yield from _rest(line_waits, cue.span)
                line_waits, bell_waits = gap, Fraction(0)
            case Breath():
                yield from _rest(line_waits, cue.span)
                line_waits = bell_waits = Fraction(0)  # its phases hold their own silence
            case Bell():
                yield from _rest(bell_waits, cue.span)
                line_waits, bell_waits = AFTER_BELL, cue.every
            case Rest() | CheckIn():
                line_waits = bell_waits = Fraction(0)
        yield cue


def _rest(length: Seconds, span: Span) -> Iterator[Rest]:
    if length:
        yield Rest(length, length, span)
