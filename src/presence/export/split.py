"""A Session → its sections, each a file: where they begin and end, and what they are called."""

import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from presence.errors import PresenceError
from presence.export.captions.captions import Captions
from presence.export.chapters import MOST_CHAPTERS, ChapterCue, sections_of
from presence.export.exporter import (
    Export,
    Progress,
    Read,
    carry,
    check_not_empty,
    check_place,
    opened,
)
from presence.export.formats import Recipe
from presence.export.tags import Tags
from presence.mix.session import Session
from presence.sequence import cues

_TITLE_BYTES: Final = 80
"""Of a title, in a file's name: names have 255 bytes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A section, and the file it becomes. Together, pieces are the whole exercise."""

    path: Path
    title: str
    start_frame: int
    end_frame: int


def check_split(target: Path, sequence: cues.Sequence, inputs: Iterable[Path] = ()) -> None:
    """Raises PresenceError if there is nothing to split at, or a file can't be written."""
    titles = [section.title for section in _sections(sequence)]
    if not titles:
        raise PresenceError(
            "the exercise has no sections to split at",
            "Write 'section: Settling' as a step of its own where one begins, or leave --split "
            "out.",
        )
    for path in piece_files(target, titles):
        check_place(path, inputs)


def pieces_of(session: Session, target: Path) -> list[Piece]:
    """What comes before the first section is part of its file. Narrates what is not yet narrated.

    A section that takes no time has no file. Raises PresenceError if all of it takes none.
    """
    end = session.finish()
    check_not_empty(end)
    sections = _sections(session.sequence)
    starts = [session.frame_of(section.cue) or 0 for section in sections]
    spans = list(pairwise([0, *starts[1:], end]))
    lasting = [n for n, (start, beyond) in enumerate(spans) if start < beyond]
    titles = [sections[n].title for n in lasting]
    files = piece_files(target, titles)
    return [
        Piece(path, title, *spans[n]) for path, title, n in zip(files, titles, lasting, strict=True)
    ]


def piece_files(target: Path, titles: Sequence[str]) -> list[Path]:
    """NAME-01-settling.opus, for each title: names that sort as they follow each other."""
    digits = max(2, len(str(len(titles))))
    names = [
        "-".join(filter(None, (target.stem, f"{number:0{digits}}", _in_a_name(title))))
        for number, title in enumerate(titles, 1)
    ]
    return [target.with_name(f"{name}{target.suffix}") for name in names]


def write_pieces(
    session: Session,
    read: Read,
    pieces: Sequence[Piece],
    recipe: Recipe,
    progress: Progress | None = None,
) -> list[Export]:
    """All the files appear together, when the last is whole. Raises PresenceError; what was there
    is then untouched. What is in them, one behind the other, is what one file would hold."""
    with ExitStack() as renaming:
        for number, piece in enumerate(pieces, 1):
            tags = tags_of_piece(recipe.tags, piece.title, number, len(pieces))
            writer = renaming.enter_context(opened(piece.path, replace(recipe, tags=tags)))
            carry(session, read, [writer], progress, piece.start_frame, piece.end_frame)
            writer.close()
    return [
        Export(piece.path, piece.end_frame - piece.start_frame, piece.path.stat().st_size)
        for piece in pieces
    ]


def tags_of_piece(tags: Tags, title: str, number: int, count: int) -> Tags:
    """What a piece says of itself, by what the whole would say."""
    return replace(
        tags,
        title=f"{tags.title} – {title}",
        album=tags.title,
        track=number,
        track_count=count,
        chapters=(),
    )


def captions_of_piece(captions: Captions, piece: Piece) -> Captions:
    """The lines that begin in a piece, by its own time."""
    start, end = piece.start_frame, piece.end_frame
    lines = tuple(
        replace(
            line,
            start_frame=line.start_frame - start,
            end_frame=min(line.end_frame, end) - start,
        )
        for line in captions.lines
        if start <= line.start_frame < end
    )
    title = f"{captions.title} – {piece.title}"
    return replace(captions, title=title, lines=lines, end_frame=end - start)


def _sections(sequence: cues.Sequence) -> list[ChapterCue]:
    """As many as chapters, so that as many files are open at once at the most."""
    return list(sections_of(sequence.cues))[:MOST_CHAPTERS]


def _in_a_name(title: str) -> str:
    """The letters and digits of a title, of any script, with '-' between words.

    That leaves nothing that a system refuses, or a shell would take for its own.
    """
    plain = unicodedata.normalize("NFKC", title).lower()
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain)
    name = "-".join(kept.split())
    return name.encode()[:_TITLE_BYTES].decode("utf-8", "ignore").rstrip("-")
