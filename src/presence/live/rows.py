"""Runs of text, each with a look, in; rows of a screen out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from presence.columns import columns_of
from presence.live.wrapping import cut

Look = Literal["plain", "strong", "quiet", "accent", "soft"]


class Span(NamedTuple):
    """Text that looks the same throughout."""

    look: Look
    text: str


Row = tuple[Span, ...]
"""One row, to be shown in the middle of its width."""

BLANK: Final[Row] = ()


def row(look: Look, text: str, width: int) -> Row:
    """A row of one look, cut where it is wider than `width`."""
    shown = cut(text, width)
    return (Span(look, shown),) if shown else BLANK


def columns_in(row: Row) -> int:
    """How wide a row is."""
    return sum(columns_of(span.text) for span in row)


def flowing(pairs: Iterable[tuple[str, str]], width: int, gap: str = "   ") -> list[Row]:
    """(key, what it does) pairs side by side, as many a row as fit."""
    rows: list[Row] = []
    for key, does in pairs:
        chunk = tuple(_pair(key, does, width))
        joined = (*rows[-1], Span("plain", gap), *chunk) if rows else chunk
        if rows and columns_in(joined) <= width:
            rows[-1] = joined
        else:
            rows.append(chunk)
    return rows


def table(cells: Sequence[Sequence[Span]], width: int) -> list[Row] | None:
    """Cells in columns, each row as wide as all others; None where that is too wide."""
    if not cells:
        return []
    widths = [max(columns_of(span.text) for span in column) for column in zip(*cells, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        return None
    return [tuple(_padded(line, widths)) for line in cells]


def _padded(line: Sequence[Span], widths: Sequence[int]) -> Iterator[Span]:
    for number, (span, wide) in enumerate(zip(line, widths, strict=True)):
        gap = "  " if number < len(widths) - 1 else ""
        yield Span(span.look, span.text + " " * (wide - columns_of(span.text)) + gap)


def _pair(key: str, does: str, width: int) -> Iterator[Span]:
    """What does not fit beside its key is cut."""
    shown_key = cut(key, width)
    yield Span("plain", shown_key)
    if shown := cut(does, width - columns_of(shown_key) - 1):
        yield Span("quiet", f" {shown}")
