"""A problem and the text of its file → the line it stands on, with its place underlined."""

import unicodedata
from typing import Final, NamedTuple

from presence.diagnostics import Span
from presence.script.nodes import Source

TAB_CELLS: Final = 4
_JOINERS: Final = "\u200c\u200d"
"""They shape the letters beside them, and do nothing else to a terminal."""
_CUT: Final = "…"


class Excerpt(NamedTuple):
    """A line as it is shown, and the marks below it: both begin in the same cell."""

    line: str
    marks: str


def excerpt(source: Source, span: Span, width: int) -> Excerpt | None:
    """The line on which `span` begins, in at most `width` cells; None if there is no such line.

    Of a span over several lines, the first one's part is marked. A tab is shown as spaces, and
    what could move a cursor as U+FFFD.
    """
    if span.line > len(source.starts):
        return None
    text = source.line(span.line - 1)
    if not text.strip():
        return None
    is_one_line = span.end_line == span.line
    end = span.end_column - 1 if is_one_line else len(text.rstrip())
    cells = _laid_out(text)
    first = cells[min(span.column - 1, len(text))][0]
    last = max(first + 1, cells[min(end, len(text))][0])
    shown = "".join(piece for _, piece in cells).rstrip()
    return _window(shown, first, last, width)


def _laid_out(text: str) -> list[tuple[int, str]]:
    """For each character and the end: the cell in which it begins, and what is shown for it."""
    laid: list[tuple[int, str]] = []
    at = 0
    for char in text:
        if char == "\t":
            piece = " " * (TAB_CELLS - at % TAB_CELLS)
        else:
            piece = char if char.isprintable() or char in _JOINERS else "\ufffd"
        laid.append((at, piece))
        at += sum(map(_cells, piece))
    laid.append((at, ""))
    return laid


def _window(shown: str, first: int, last: int, width: int) -> Excerpt:
    """The part of a long line that has the marks in it, with some of what stands before them."""
    total = max(last, sum(map(_cells, shown)))
    if total <= width:
        return Excerpt(shown, " " * first + "^" * (last - first))
    begin = max(0, min(first - max(2, (width - (last - first)) // 2), total - width))
    cut_before, cut_after = begin > 0, begin + width < total
    low, high = begin + cut_before, begin + width - cut_after
    piece, at = "", 0
    for char in shown:
        if low <= at and at + _cells(char) <= high:
            piece += char
        elif at < low < at + _cells(char):
            piece += " "  # of a wide character that is cut in half
        at += _cells(char)
    line = _CUT * cut_before + piece + _CUT * cut_after
    start, stop = max(first, low), min(last, high)
    return Excerpt(line, " " * (start - begin) + "^" * max(1, stop - start))


def _cells(char: str) -> int:
    """Columns of a terminal: wide characters take two, combining ones none."""
    if char in _JOINERS or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
