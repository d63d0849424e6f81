"""A Sequence and what is asked of it → the Sequence of that stretch: a line, a section, a rest."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from presence.diagnostics import Span
from presence.errors import PresenceError
from presence.sequence.cues import (
    Bed,
    Bell,
    Breath,
    CheckIn,
    Cue,
    Recording,
    Rest,
    Section,
    Sequence,
    Speak,
)
from presence.sequence.sections import from_section
from presence.units import Seconds

BETWEEN_LINES: Final = Fraction(7, 10)
"""Silence where an excerpt joins two lines that do not follow each other in the exercise."""
BED_FADE: Final = Fraction(1)
"""The most that a bed takes to come and go around a single line."""

Places = Mapping[str, tuple[tuple[int, int], ...]]
"""Included file → the first and last lines of the steps that include it; see `once`."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cue, the bed it is heard over, and the lines of its step in the file itself."""

    index: int
    cue: Cue
    bed: Bed | None
    first: int
    last: int

    @property
    def is_spoken(self) -> bool:
        cue = self.cue
        return isinstance(cue, Speak | Recording) or (isinstance(cue, Breath) and bool(cue.word))

    @property
    def sounds(self) -> bool:
        return isinstance(self.cue, Speak | Recording | Breath | Bell)


def at_line(sequence: Sequence, line: int, line_count: int, places: Places) -> Sequence:
    """What is heard of the step at source line `line`, or of the nearest spoken one after it.

    `line_count` is how many lines the file has. A step for each partner is heard for each. Steps
    of the gentler ways are found too. Raises PresenceError, naming the nearest line there is.
    """
    placed = _placed(sequence, places)
    here = max((p.first for p in placed if p.first <= line <= p.last), default=None)
    if here is None or not any(p.sounds and p.first == here for p in placed):
        here = min((p.first for p in placed if p.is_spoken and p.first > line), default=None)
    if here is None or line > line_count:
        raise _nothing_at(sequence, line, line_count, placed)
    return _of(sequence, [p for p in placed if p.first == here])


def of_steps(sequence: Sequence, spans: Collection[Span]) -> Sequence:
    """What is heard of the steps at `spans`, one after the other; empty where that is nothing."""
    return _of(sequence, [p for p in _placed(sequence, {}) if p.cue.span in spans])


def in_section(sequence: Sequence, wanted: str) -> Sequence:
    """One section: its title, the beginning of it, or its number. Raises PresenceError, with the
    sections there are."""
    cues = from_section(sequence.cues, wanted)
    begun = [index for index, cue in enumerate(cues) if isinstance(cue, Section)]
    return replace(sequence, cues=cues[: begun[1]] if len(begun) > 1 else cues)


def from_line(sequence: Sequence, line: int, line_count: int, places: Places) -> Sequence:
    """All that happens from source line `line` on, over the bed of that place.

    Raises PresenceError where nothing is heard from there.
    """
    placed = [p for p in _placed(sequence, places) if p.index < len(sequence.cues)]
    at = next((index for index, p in enumerate(placed) if p.last >= line), None)
    if at is None or line > line_count or not any(p.sounds for p in placed[at:]):
        raise _nothing_at(sequence, line, line_count, placed)
    rest = _without_gap([p.cue for p in placed[at:]])
    bed = placed[at - 1].bed if at else None
    return replace(sequence, cues=(bed, *rest) if bed else tuple(rest))


def _placed(sequence: Sequence, places: Places) -> list[_Placed]:
    """Every cue, those of the gentler ways last, so that an index is one of `sequence.cues`."""
    first_bed = next((cue for cue in sequence.cues if isinstance(cue, Bed)), None)
    main = [*_over_beds(sequence.cues)]
    ways = [
        (bed, way)
        for cue_bed, cue in main
        if isinstance(cue, CheckIn)
        for bed, way in _gentler(cue, cue_bed)
    ]
    found, reached = [], 0
    for index, (bed, cue) in enumerate([*main, *ways, *_over_beds(sequence.gentler, first_bed)]):
        first, last = _home(cue.span, sequence.path, places, reached)
        reached = first
        found.append(_Placed(index, cue, bed, first, last))
    return found


def _over_beds(cues: tuple[Cue, ...], bed: Bed | None = None) -> Iterator[tuple[Bed | None, Cue]]:
    for cue in cues:
        bed = cue if isinstance(cue, Bed) else bed
        yield bed, cue


def _gentler(cue: CheckIn, bed: Bed | None) -> Iterator[tuple[Bed | None, Cue]]:
    for over, way in _over_beds(cue.gentler, bed):
        yield over, way
        if isinstance(way, CheckIn):
            yield from _gentler(way, over)


def _home(span: Span, path: str, places: Places, reached: int) -> tuple[int, int]:
    """A step's lines in the file itself; for a step of another file, those of its include: the
    first one that does not lie before what was reached."""
    if span.path == path:
        return span.line, max(span.line, span.end_line - (span.end_column == 1))
    known = places.get(span.path, ((0, 0),))
    return next((place for place in known if place[0] >= reached), known[0])


def _of(sequence: Sequence, placed: list[_Placed]) -> Sequence:
    """The sounds of `placed` and the silences between them, over the bed of the first."""
    cues: list[Cue] = []
    bed: Bed | None = None
    before = -1
    for p in placed:
        if p.sounds and not any(isinstance(cue, Speak | Recording | Breath | Bell) for cue in cues):
            bed = p.bed
        if p.sounds and cues and p.index > before + 1 and not isinstance(cues[-1], Rest):
            cues.append(Rest(BETWEEN_LINES, BETWEEN_LINES, p.cue.span))
        if p.sounds or isinstance(p.cue, Rest):
            cues.append(p.cue)
        before = p.index
    while cues and isinstance(cues[-1], Rest):
        cues.pop()
    if bed and bed.sound:
        cues = [replace(bed, fade=min(bed.fade, BED_FADE)), *_without_gap(cues)]
    return replace(sequence, cues=tuple(_without_gap(cues)), gentler=())


def _without_gap(cues: list[Cue]) -> list[Cue]:
    """Without the silence that parts the first line from one that is no longer before it."""
    while len(cues) > 1 and isinstance(cues[0], Rest) and cues[0].span == cues[1].span:
        cues = cues[1:]
    return cues


def _nothing_at(
    sequence: Sequence, line: int, line_count: int, placed: list[_Placed]
) -> PresenceError:
    if line > line_count:
        lines = "1 line" if line_count == 1 else f"{line_count} lines"
        message = f"{sequence.path} has {lines}: there is no line {line}"
    else:
        message = f"{sequence.path} has nothing to say at line {line}, nor after it"
    spoken = [p for p in placed if p.is_spoken]
    if not spoken:
        return PresenceError(message, "Nothing is said in this script at all.")
    near = min(spoken, key=lambda p: abs(p.first - line))
    return PresenceError(message, f"The nearest line that is spoken is line {near.first}.")


LONGEST_SILENCE: Final = Fraction(3, 2)


def skip_silence(sequence: Sequence) -> Sequence:
    """The same with no silence over `LONGEST_SILENCE`, a single cycle of each breathing pattern
    and a single strike of each bell. A silence is one however many pauses it is written as."""
    return replace(sequence, cues=tuple(_shortened(_single(sequence.cues))))


def _single(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Breathing patterns for one cycle, bells for one strike."""
    before: Cue | None = None
    is_over = False  # the breathing pattern has had its cycle
    for cue in cues:
        if isinstance(cue, Breath):
            if not isinstance(before, Breath) or before.span != cue.span:
                is_over = False
            elif cue.phase == "in" and before.phase != "in":
                is_over = True
            if not is_over:
                yield cue
        else:
            yield replace(cue, times=1) if isinstance(cue, Bell) else cue
        before = cue


def _shortened(cues: Iterable[Cue]) -> Iterator[Cue]:
    left: Seconds = LONGEST_SILENCE
    for cue in cues:
        match cue:
            case Rest():
                kept = min(cue.shortest, left)
                left -= kept
                if kept:
                    yield replace(cue, shortest=kept, longest=kept)
            case CheckIn():
                kept = min(cue.wait, left)
                left -= kept
                yield replace(cue, wait=kept)
            case _:
                if isinstance(cue, Speak | Recording | Breath | Bell):
                    left = LONGEST_SILENCE  # the others are marks: they take no time
                yield cue
