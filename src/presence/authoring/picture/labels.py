"""The rows of a strip → the words beneath it, each in the room up to the next ones."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from presence.authoring.outline import SPOKEN, Row
from presence.authoring.picture.look import LABEL_SIZE, MOST_LABEL_LINES
from presence.authoring.picture.strips import Strip
from presence.authoring.picture.svg import wrapped
from presence.authoring.row_words import about

_SPACE: Final = 9.0
_LEAST: Final = 52.0
"""Narrower than that, words are no help."""


class Label(NamedTuple):
    """Lines of text that begin at `x`."""

    x: float
    lines: list[str]


def labels(rows: Sequence[Row], strip: Strip, section_starts: Sequence[int]) -> Iterator[Label]:
    """For each line and each breathing pattern that is best named in this strip.

    Words end before the next ones, and before the rule of the next section.
    """
    named = [row for row in rows if row.kind in (*SPOKEN, "breathe") and _is_here(row, strip)]
    starts = [strip.x(row.start_frame) for row in named]
    edge = strip.x_beyond(strip.start_frame + strip.full_frames) + _SPACE
    rules = [strip.x(frame) for frame in section_starts]
    for row, (x, following) in zip(named, pairwise([*starts, edge]), strict=True):
        width = min([following, *(rule for rule in rules if rule > x)]) - x - _SPACE
        if width >= _LEAST:
            lines = wrapped(about(row), width, LABEL_SIZE, MOST_LABEL_LINES)
            if lines:
                yield Label(x, lines)


def _is_here(row: Row, strip: Strip) -> bool:
    """It begins here with room for words, or began at the very end of the strip before."""
    if strip.begins(row.start_frame):
        return not (_crowded(row, strip) and row.end_frame > strip.end_frame)
    before = strip.before()
    begun_before = before.begins(row.start_frame) and row.end_frame > strip.start_frame
    return begun_before and _crowded(row, before)


def _crowded(row: Row, strip: Strip) -> bool:
    return strip.right - strip.x(row.start_frame) < 2 * _LEAST
