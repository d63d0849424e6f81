"""A Sequence and the lengths of its lines → its Outline: chapters, with a row a happening."""

from collections.abc import Iterator
from collections.abc import Sequence as Listed
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from presence.authoring.speech import Speech, words_of
from presence.diagnostics import Span
from presence.mix.placing import Lengths, placed
from presence.mix.timeline import Timeline
from presence.mix.track import Track
from presence.sequence.cues import (
    Bed,
    Bell,
    Breath,
    CheckIn,
    Cue,
    Recording,
    Reflect,
    Rest,
    Section,
    Sequence,
    Speak,
)
from presence.sequence.fitting import settled
from presence.units import Seconds


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happens; `kind` is the step it was written as, or 'gap' or 'ending'.

    Rows follow one another: each begins where the one before it ended. A gap is a silence that
    no `pause` asked for, an ending what still sounds after the last step. Marks last no time.
    """

    kind: str
    start_frame: int
    frame_count: int
    span: Span | None = None
    text: str = ""
    partner: str | None = None  # who it is for, within 'each-partner'
    pause: tuple[Seconds, Seconds] | None = None  # shortest, longest
    phases: tuple[tuple[str, Seconds], ...] = ()  # of one breath
    times: int = 1  # breaths, or strikes of a bell
    every: Seconds | None = None  # from strike to strike
    level_db: float | None = None  # relative to the voice
    fade: Seconds | None = None

    @property
    def end_frame(self) -> int:
        return self.start_frame + self.frame_count


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section and what happens in it. The title is empty before the first section."""

    title: str
    start_frame: int
    frame_count: int
    spoken_frames: int
    rows: tuple[Row, ...]

    @property
    def silent_frames(self) -> int:
        return self.frame_count - self.spoken_frames


@dataclass(frozen=True)
class Outline:
    """An exercise in time. All counts are frames at 48 kHz."""

    sequence: Sequence
    timeline: Timeline
    speech: Speech
    chapters: tuple[Chapter, ...]
    exact: bool  # the lines were narrated, not estimated
    frame_count: int
    spoken_frames: int
    words: int
    longest_silence: tuple[int, int]  # where it begins, how long it is
    longest_frames: int  # with every flexible pause at its longest

    @property
    def rows(self) -> Iterator[Row]:
        for chapter in self.chapters:
            yield from chapter.rows

    @property
    def longest_line(self) -> Row | None:
        spoken = (row for row in self.rows if row.kind in SPOKEN)
        return max(spoken, key=lambda row: row.frame_count, default=None)

    @property
    def check_ins(self) -> int:
        return sum(row.kind == "check-in" for row in self.rows)

    @property
    def words_a_minute(self) -> float:
        """While somebody speaks; 0 where nobody does."""
        return 60 * 48_000 * self.words / self.spoken_frames if self.spoken_frames else 0.0


SPOKEN = ("say", "recording")
"""The kinds of row in which somebody speaks. Breaths have words too, and are breaths."""


def outline_of(sequence: Sequence, lengths: Lengths) -> Outline:
    """The whole exercise. Raises PresenceError where a line or a sound can't be had."""
    timeline = placed(sequence, lengths)
    end = timeline.end_frame or 0
    speech = Speech(timeline)
    is_flexible = any(isinstance(cue, Rest) and cue.longest > cue.shortest for cue in sequence.cues)
    longest = placed(settled(sequence, Fraction(1)), lengths).end_frame if is_flexible else end
    return Outline(
        sequence=sequence,
        timeline=timeline,
        speech=speech,
        chapters=tuple(_chapters(list(_rows(sequence.cues, timeline)), speech, end)),
        exact=lengths.exact,
        frame_count=end,
        spoken_frames=speech.frames_within(0, end),
        words=sum(words_of(line.item) for line in timeline.voice.placed),
        longest_silence=max(speech.silences(end), key=lambda silence: silence[1], default=(0, 0)),
        longest_frames=longest or end,
    )


def _chapters(rows: list[Row], speech: Speech, end: int) -> Iterator[Chapter]:
    """A row a section marks where a chapter begins; marks before the first one join it."""
    starts = [index for index, row in enumerate(rows) if row.kind == "section"]
    if starts and rows[starts[0]].start_frame == 0:
        first = rows.pop(starts[0])
        rows.insert(0, first)
        starts[0] = 0
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    for at, until in zip(starts, [*starts[1:], len(rows)], strict=True):
        head = rows[at] if at < len(rows) and rows[at].kind == "section" else None
        start = head.start_frame if head else 0
        stop = rows[until].start_frame if until < len(rows) else end
        yield Chapter(
            title=head.text if head else "",
            start_frame=start,
            frame_count=stop - start,
            spoken_frames=speech.frames_within(start, stop),
            rows=tuple(rows[at + 1 if head else at : until]),
        )


def _rows(cues: Listed[Cue], timeline: Timeline) -> Iterator[Row]:
    """Rows without a break, from frame 0 to the end of the timeline."""
    at = 0
    for row in _placed_rows(cues, timeline):
        if row.start_frame > at:  # the word of a short breath outlasted it, and a line waited
            yield Row("gap", at, row.start_frame - at, row.span)
        yield row
        at = row.end_frame
    if at < (timeline.end_frame or 0):
        yield Row("ending", at, (timeline.end_frame or 0) - at)


def _placed_rows(cues: Listed[Cue], timeline: Timeline) -> Iterator[Row]:
    """A row a cue, where the timeline has it; the phases of a breathing pattern are one row."""
    places = _Places(timeline)
    stepped = {cue.span for cue in cues if not isinstance(cue, Rest)}
    for breath, group in groupby(cues, lambda cue: cue.span if isinstance(cue, Breath) else None):
        if breath:
            yield _breathing([cue for cue in group if isinstance(cue, Breath)], places)
        else:
            yield from (_row(cue, places, stepped) for cue in group)


class _Places:
    """Where each cue lies, asked for in the order of the cues."""

    def __init__(self, timeline: Timeline) -> None:
        tracks: tuple[Track[Cue], ...] = (
            timeline.voice,
            timeline.bells,
            timeline.breaths,
            timeline.beds,
            timeline.sections,
            timeline.rests,
            timeline.check_ins,
            timeline.questions,
        )  # type: ignore[assignment]  # a track of one kind of cue is read here as one of any
        self._voice, self._bells, self._breaths, *self._others = (
            iter(track.placed) for track in tracks
        )
        kinds = (Bed, Section, Rest, CheckIn, Reflect)
        self._of_kind = dict(zip(kinds, self._others, strict=True))

    def of(self, cue: Cue) -> tuple[int, int]:
        """(start frame, frames) of the next cue."""
        match cue:
            case Speak() | Recording():
                place = next(self._voice)
            case Bell():
                strikes = [next(self._bells) for _ in range(cue.times)]
                return strikes[0].start_frame, strikes[-1].start_frame - strikes[0].start_frame
            case Breath():
                if cue.word:
                    next(self._voice)
                place = next(self._breaths)
            case _:
                place = next(self._of_kind[type(cue)])
        return place.start_frame, place.frame_count


def _row(cue: Cue, places: _Places, stepped: set[Span]) -> Row:
    start, count = places.of(cue)
    match cue:
        case Speak():
            return Row("say", start, count, cue.span, cue.caption, cue.partner)
        case Recording():
            return Row("recording", start, count, cue.span, cue.caption, cue.partner)
        case Rest():
            kind = "gap" if cue.span in stepped else "pause"  # a pause step makes nothing else
            return Row(kind, start, count, cue.span, pause=(cue.shortest, cue.longest))
        case Bell():
            text, level = _name(cue.sound), cue.level_db
            every = cue.every if cue.times > 1 else None
            return Row(
                "bell", start, count, cue.span, text, times=cue.times, every=every, level_db=level
            )
        case CheckIn():
            return Row("check-in", start, count, cue.span, _said(cue.ask))
        case Reflect():
            return Row("reflect", start, count, cue.span, cue.question)
        case Section():
            return Row("section", start, count, cue.span, cue.title)
        case Bed():
            text = _name(cue.sound) if cue.sound else "off"
            level_db = cue.level_db if cue.sound else None
            return Row("ambient", start, count, cue.span, text, level_db=level_db, fade=cue.fade)
        case Breath():
            raise ValueError("breaths come as a pattern")


def _breathing(cues: list[Breath], places: _Places) -> Row:
    where = [places.of(cue) for cue in cues]
    start, end = where[0][0], sum(where[-1])
    phases = tuple((cue.phase, cue.length) for cue in cues)
    period = _period(phases)
    return Row(
        "breathe",
        start,
        end - start,
        cues[0].span,
        phases=phases[:period],
        times=len(phases) // period,
    )


def _period(phases: tuple[tuple[str, Seconds], ...]) -> int:
    """How many phases make the pattern that repeats."""
    for period in range(1, len(phases)):
        if len(phases) % period == 0 and phases[period:] == phases[:-period]:
            return period
    return len(phases)


def _said(cues: Listed[Cue]) -> str:
    return " ".join(cue.caption for cue in cues if isinstance(cue, Speak))


def _name(sound: Path) -> str:
    return sound.stem
