"""Cues as compiled → the same with the silence that neighbours need: between lines, after a bell."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from presence.diagnostics import Span
from presence.sequence.cues import Bell, Breath, CheckIn, Cue, Recording, Rest, Speak
from presence.units import Seconds

AFTER_BELL: Final = Fraction(2)
"""A line that follows a bell with no pause between waits so long: the strike is heard."""


def spaced(cues: Iterable[tuple[Cue, Seconds]]) -> Iterator[Cue]:
    """Puts a Rest between two spoken lines, and after a bell, where the author wrote none.

    Each cue comes with the gap that its voice leaves after a line. Sections, beds and marks take no time, so lines on either side of one are neighbours too.
    """
    owed = Fraction(0)  # what the next spoken cue has to wait, unless a silence is written first
    for cue, gap in cues:
        match cue:
            case Speak() | Recording():
                yield from _rest(owed, cue.span)
                owed = gap
            case Breath():
                yield from _rest(owed, cue.span)
                owed = Fraction(0)  # its phases hold their own silence
            case Bell():
                owed = AFTER_BELL
            case Rest() | CheckIn():
                owed = Fraction(0)
        yield cue


def _rest(length: Seconds, span: Span) -> Iterator[Rest]:
    if length:
        yield Rest(length, length, span)
