"""The phases of breathing in a Timeline → a curve: up with the breath in, down with it out."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from presence.mix.track import Placed
from presence.sequence.cues import Breath


class Stroke(NamedTuple):
    """Part of the curve: from one height to another, 0 for empty to 1 for full."""

    start_frame: int
    end_frame: int
    start_height: float
    end_height: float


def strokes(breaths: Sequence[Placed[Breath]]) -> Iterator[list[Stroke]]:
    """A list for each stretch of breathing without a break.

    Two breaths in, one after the other, share the way up by their lengths.
    """
    for stretch in _unbroken(breaths):
        height = 0.0
        found = []
        for phase, group in groupby(stretch, lambda placed: placed.item.phase):
            parts = list(group)
            goal = {"in": 1.0, "out": 0.0}.get(phase, height)
            start, first = height, parts[0].start_frame
            whole = max(1, parts[-1].end_frame - first)
            for part in parts:
                reached = start + (goal - start) * (part.end_frame - first) / whole
                found.append(Stroke(part.start_frame, part.end_frame, height, reached))
                height = reached
        yield found


def _unbroken(breaths: Sequence[Placed[Breath]]) -> Iterator[list[Placed[Breath]]]:
    stretch = list(breaths[:1])
    for before, after in pairwise(breaths):
        if before.end_frame != after.start_frame:
            yield stretch
            stretch = []
        stretch.append(after)
    if stretch:
        yield stretch
