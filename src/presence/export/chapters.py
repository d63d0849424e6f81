"""A Sequence → its chapters: a title and the cue with which each begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from presence.sequence.cues import Bed, Cue, Reflect, Rest, Section

MOST_CHAPTERS: Final = 255
"""What MP3 and M4A can list; sections beyond that are no chapters."""
_MARKS: Final = (Section, Bed, Reflect)


@dataclass(frozen=True, slots=True)
class ChapterCue:
    """`cue` is the index of the first thing that happens in it."""

    title: str
    cue: int


def chapters_of(cues: Sequence[Cue], title: str) -> tuple[ChapterCue, ...]:
    """Sections as chapters; what comes before the first is one of its own, called `title`.

    A section in which nothing happens is none. Without sections there are no chapters.
    """
    found = list(sections_of(cues))
    if found and any(not isinstance(cue, _MARKS) for cue in cues[: found[0].cue]):
        found.insert(0, ChapterCue(title, 0))
    return tuple(found[:MOST_CHAPTERS])


def sections_of(cues: Sequence[Cue]) -> Iterator[ChapterCue]:
    """The sections in which something happens."""
    named: str | None = None
    for index, cue in enumerate(cues):
        if isinstance(cue, Section):
            named = cue.title
        elif named is not None and not isinstance(cue, _MARKS) and not _is_gap(cues, index):
            yield ChapterCue(named, index)
            named = None


def _is_gap(cues: Sequence[Cue], index: int) -> bool:
    """Whether this is the silence that parts two lines, rather than a pause that was written.

    It belongs to the chapter before, so that this one begins with its line.
    """
    cue = cues[index]
    return isinstance(cue, Rest) and index + 1 < len(cues) and cues[index + 1].span == cue.span
