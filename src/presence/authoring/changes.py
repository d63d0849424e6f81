"""Two versions of a Sequence → which of their spoken lines were added, changed, removed or moved.

Compared by hash, in time that grows as the length does: a save of ten thousand steps is told at
once.
"""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from presence.diagnostics import Span
from presence.sequence import cues
from presence.sequence.cues import CheckIn, Cue, Recording, Speak
from presence.sequence.lengths import total_s

Kind = Literal["added", "changed", "removed", "moved"]
Pair = tuple[int, int]

_DEPTH: Final = 4
"""How often a stretch is divided at lines that stand in it once; bounds the time."""


@dataclass(frozen=True, slots=True)
class Line:
    """A step that is spoken. `said` is all that is said of it, each thing once: lines are the same
    if that is, wherever they stand."""

    text: str
    span: Span
    said: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What is remembered of an exercise until the next save."""

    lines: tuple[Line, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Change:
    """`line` is the new one, or the one removed; `before` the old one where there are both."""

    kind: Kind
    line: Line
    before: Line | None = None


def version(sequence: cues.Sequence) -> Version:
    """The lines of an exercise in the order in which they are first said, its gentler ways last."""
    said: dict[Span, dict[object, None]] = {}
    texts: dict[Span, list[str]] = {}
    first: dict[Span, str | None] = {}  # a line for each partner is shown as the first hears it
    for cue in _spoken((*sequence.cues, *sequence.gentler)):
        if isinstance(cue, Speak):
            thing: object = (cue.utterance, cue.volume_db)
        else:
            thing = (cue.file, cue.caption, cue.volume_db)
        known = said.setdefault(cue.span, {})
        if thing not in known and first.setdefault(cue.span, cue.partner) == cue.partner:
            texts.setdefault(cue.span, []).append(cue.caption)
        known[thing] = None
    lines = (Line(" ".join(texts[span]), span, tuple(things)) for span, things in said.items())
    return Version(tuple(lines), total_s(sequence.cues))


def changes(before: Version, after: Version) -> list[Change]:
    """What changed from `before` to `after`, in the order of `after`; what was removed stands
    where it would have been."""
    old, new = before.lines, after.lines
    names: dict[tuple[object, ...], int] = {}
    old_keys = [names.setdefault(line.said, len(names)) for line in old]
    new_keys = [names.setdefault(line.said, len(names)) for line in new]
    kept = _kept(old_keys, new_keys)
    moved = _moved(old_keys, new_keys, kept)
    found = [(j, Change("moved", new[j], old[i])) for i, j in moved]
    gone = {i for i, _ in moved}
    come = {j for _, j in moved}
    for (i, j), (next_i, next_j) in zip(
        [(-1, -1), *kept], [*kept, (len(old), len(new))], strict=True
    ):
        lost = [old[at] for at in range(i + 1, next_i) if at not in gone]
        added = [at for at in range(j + 1, next_j) if at not in come]
        for at, line in zip(added, lost, strict=False):
            found.append((at, Change("changed", new[at], line)))
        found += [(at, Change("added", new[at])) for at in added[len(lost) :]]
        found += [(next_j, Change("removed", line)) for line in lost[len(added) :]]
    return [change for _, change in sorted(found, key=lambda placed: placed[0])]


def _spoken(exercise: tuple[Cue, ...]) -> Iterator[Speak | Recording]:
    for cue in exercise:
        if isinstance(cue, Speak | Recording):
            yield cue
        elif isinstance(cue, CheckIn):
            yield from _spoken(cue.gentler)


def _kept(old: Sequence[int], new: Sequence[int]) -> list[Pair]:
    """Pairs of equal things that are in the same order on both sides.

    A stretch is divided at what stands in it once on both sides, as in Bram Cohen's patience
    diff, until its ends are equal or nothing stands there once.
    """
    found: list[Pair] = []
    waiting = [(0, len(old), 0, len(new), _DEPTH)]
    while waiting:
        i, end_i, j, end_j, depth = waiting.pop()
        while i < end_i and j < end_j and old[i] == new[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < end_i and j < end_j and old[end_i - 1] == new[end_j - 1]:
            end_i, end_j = end_i - 1, end_j - 1
            found.append((end_i, end_j))
        if i == end_i or j == end_j:
            continue
        anchors = _in_order(_unique_pairs(old, new, (i, end_i, j, end_j)))
        if not anchors or not depth:
            found += anchors or _in_order(_pairs(old, new, range(i, end_i), range(j, end_j)))
            continue
        found += anchors
        bounds = [(i - 1, j - 1), *anchors, (end_i, end_j)]
        waiting += [
            (a + 1, next_a, b + 1, next_b, depth - 1)
            for (a, b), (next_a, next_b) in pairwise(bounds)
            if a + 1 < next_a and b + 1 < next_b
        ]
    return sorted(found)


def _moved(old: Sequence[int], new: Sequence[int], kept: list[Pair]) -> list[Pair]:
    """Pairs of equal things among those that are not kept in their order."""
    stayed, stay = {i for i, _ in kept}, {j for _, j in kept}
    left = [i for i in range(len(old)) if i not in stayed]
    return _pairs(old, new, left, [j for j in range(len(new)) if j not in stay])


def _unique_pairs(
    old: Sequence[int], new: Sequence[int], stretch: tuple[int, int, int, int]
) -> list[Pair]:
    i, end_i, j, end_j = stretch
    counts, others = Counter(old[i:end_i]), Counter(new[j:end_j])
    places = {new[at]: at for at in range(j, end_j) if others[new[at]] == 1}
    return [
        (at, places[old[at]])
        for at in range(i, end_i)
        if counts[old[at]] == 1 and old[at] in places
    ]


def _pairs(
    old: Sequence[int], new: Sequence[int], of_old: Sequence[int], of_new: Sequence[int]
) -> list[Pair]:
    """The first of each kind with the first of that kind, the second with the second, …"""
    pool: dict[int, deque[int]] = defaultdict(deque)
    for j in of_new:
        pool[new[j]].append(j)
    return [(i, pool[old[i]].popleft()) for i in of_old if pool[old[i]]]


def _in_order(pairs: list[Pair]) -> list[Pair]:
    """The most of `pairs`, whose first parts rise, of which the second parts rise too."""
    ends: list[int] = []  # the least second part that ends a run of each length
    runs: list[int] = []  # the index of that pair
    back: list[int] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        ends[length : length + 1] = [j]
        runs[length : length + 1] = [index]
        back.append(runs[length - 1] if length else -1)
    found: list[Pair] = []
    at = runs[-1] if runs else -1
    while at >= 0:
        found.append(pairs[at])
        at = back[at]
    return found[::-1]
