"""An Outline and a terminal's width → its lines, each a list of (text, look)."""

from collections.abc import Iterator
from typing import Final

from presence.authoring.outline import SPOKEN, Chapter, Outline, Row
from presence.authoring.row_words import about, length_of, people_of, reach_of, share_of
from presence.authoring.shortening import padded, shortened
from presence.columns import columns_of
from presence.units import SAMPLE_RATE_HZ, clock, seconds_of

Piece = tuple[str, str]
"""A text and its look: 'title', 'line', 'mark', 'dim' or '' for plain."""

_KIND_COLUMNS: Final = max(map(len, ("recording", "check-in", "ambient")))
_MOST_NAME_COLUMNS: Final = 16
_LEAST_TEXT_COLUMNS: Final = 12
_SHORTEST_GAP_FRAMES: Final = SAMPLE_RATE_HZ
"""Shorter gaps are those between neighbouring lines, which nobody wrote."""
_MARKS: Final = ("bell", "breathe", "check-in", "reflect", "ambient")


def listing(outline: Outline, columns: int | None = None) -> Iterator[list[Piece]]:
    """The whole of it. Texts are shortened to `columns`; whole where it is None."""
    yield from _head(outline, columns)
    table = _Table(outline, columns)
    for chapter in outline.chapters:
        if chapter.title or len(outline.chapters) > 1:
            yield table.heading(chapter)
        yield from (table.row(row) for row in chapter.rows if _is_shown(row))
        yield []
    yield from _summary(outline, columns)


def _head(outline: Outline, columns: int | None) -> Iterator[list[Piece]]:
    sequence = outline.sequence
    yield [(shortened(sequence.title, columns), "title")]
    if sequence.summary:
        yield [(shortened(sequence.summary, columns), "")]
    facts = [people_of(outline), *([sequence.principle] if sequence.principle else [])]
    facts.append("narrated times" if outline.exact else "estimated times")
    yield [(shortened(", ".join(facts), columns), "dim")]
    yield []


class _Table:
    """The columns that all rows share."""

    def __init__(self, outline: Outline, columns: int | None) -> None:
        self.clock = len(clock(seconds_of(outline.frame_count)))
        names = [row.partner for row in outline.rows if row.partner]
        widest = max(map(columns_of, names), default=0)
        self.name = min(widest, _MOST_NAME_COLUMNS)
        used = self._before_text() + (self.name + 2 if self.name else 0)
        self.text = None if columns is None else max(_LEAST_TEXT_COLUMNS, columns - used)
        self.title = max(columns_of(_title(chapter)) for chapter in outline.chapters)
        if columns is not None:
            self.title = max(_LEAST_TEXT_COLUMNS, min(self.title, columns - self.clock - 38))

    def _before_text(self) -> int:
        return 2 + self.clock + 2 + 7 + 2 + _KIND_COLUMNS + 2

    def heading(self, chapter: Chapter) -> list[Piece]:
        start = clock(seconds_of(chapter.start_frame)).rjust(self.clock)
        length = clock(seconds_of(chapter.frame_count)).rjust(self.clock)
        share = share_of(chapter.spoken_frames, chapter.frame_count).rjust(5)
        silence = clock(seconds_of(chapter.silent_frames))
        title = padded(_title(chapter), self.title)
        return [
            (f"{start}  {title}", "title"),
            (f"  {length}  {share} spoken, {silence} silence", "dim"),
        ]

    def row(self, row: Row) -> list[Piece]:
        start = clock(seconds_of(row.start_frame)).rjust(self.clock)
        kind = "silence" if row.kind == "gap" else row.kind
        pieces = [
            (f"  {start}  {length_of(row.frame_count):>7}  ", "dim"),
            (f"{kind:<{_KIND_COLUMNS}}  ", "mark" if row.kind in _MARKS else "dim"),
        ]
        if self.name and row.partner:
            pieces.append((padded(row.partner, self.name) + "  ", "mark"))
        elif self.name and about(row):
            pieces.append((" " * (self.name + 2), ""))
        text = shortened(about(row), self.text)
        return _trimmed([*pieces, (text, "line" if row.kind in SPOKEN else "")])


def _title(chapter: Chapter) -> str:
    return shortened(chapter.title, None) or "Before the first section"


def _is_shown(row: Row) -> bool:
    return row.kind != "gap" or row.frame_count >= _SHORTEST_GAP_FRAMES


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Without spaces at the end of the line."""
    while pieces and not pieces[-1][0].strip():
        pieces.pop()
    return [*pieces[:-1], (pieces[-1][0].rstrip(), pieces[-1][1])] if pieces else []


def _summary(outline: Outline, columns: int | None) -> Iterator[list[Piece]]:
    whole = outline.frame_count
    width = None if columns is None else max(_LEAST_TEXT_COLUMNS, columns - 17)
    for name, text in (
        ("length", clock(seconds_of(whole))),
        ("can last", reach_of(outline)),
        ("spoken", f"{share_of(outline.spoken_frames, whole)}, {_pace(outline)}"),
        ("longest line", _longest_line(outline)),
        ("longest silence", _longest_silence(outline)),
        ("check-ins", str(outline.check_ins) if outline.check_ins else "none"),
    ):
        yield [(f"{name:<15}  ", "dim"), (shortened(text, width), "")]


def _pace(outline: Outline) -> str:
    if not outline.words:
        return "no words"
    return f"{outline.words} words at {outline.words_a_minute:.0f} a minute"


def _longest_line(outline: Outline) -> str:
    line = outline.longest_line
    if line is None:
        return "none"
    start = clock(seconds_of(line.start_frame))
    return f"{length_of(line.frame_count)} at {start}: {line.text}"


def _longest_silence(outline: Outline) -> str:
    start, count = outline.longest_silence
    if not count:
        return "none"
    return f"{length_of(count)} at {clock(seconds_of(start))}"
