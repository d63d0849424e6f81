"""Tags: what a file says of itself beside its sound, whatever its format."""

from dataclasses import dataclass, replace
from typing import Final, Self


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section: its title, and the frame at which it begins."""

    title: str
    start_frame: int = 0


@dataclass(frozen=True, slots=True)
class Tags:
    """Empty fields are left out of the file."""

    title: str = ""
    author: str = ""
    summary: str = ""
    language: str = ""  # BCP 47
    genre: str = ""
    date: str = ""  # YYYY, YYYY-MM or YYYY-MM-DD
    artwork: bytes = b""  # a PNG
    album: str = ""  # what it is a part of
    track: int = 0  # which part, from 1 on
    track_count: int = 0
    chapters: tuple[Chapter, ...] = ()

    def at(self, starts: tuple[int, ...]) -> Self:
        """The same, with each chapter's place: what is written when all of it is known.

        Raises ValueError where there are not as many starts as chapters.
        """
        placed = zip(self.chapters, starts, strict=True)
        return replace(
            self, chapters=tuple(Chapter(chapter.title, start) for chapter, start in placed)
        )


NO_TAGS: Final = Tags()
