"""Chapters → the QuickTime text track that players of M4A and M4B show as chapters."""

import struct
from typing import Final

from presence.export.mp4_boxes import (
    MATRIX,
    TITLES,
    Pieces,
    box,
    data_here,
    edit,
    full_box,
    media,
    offsets,
    sizes,
    table,
    track_header,
)
from presence.export.tags import Chapter

_UTF8: Final = struct.pack(">I4sI", 12, b"encd", 0x100)


def title_sample(title: str) -> bytes:
    """A chapter's title as the track's data has it."""
    text = title.encode("utf-8")
    return struct.pack(">H", len(text)) + text + _UTF8


def title_track(
    chapters: tuple[Chapter, ...], frame_count: int, title_sizes: list[int], titles_at: int
) -> Pieces:
    """`trak`: each title lasts to the next; their data lies together, from `titles_at` on.

    The first chapter begins with the exercise.
    """
    starts = [chapter.start_frame for chapter in chapters]
    lengths = [end - start for start, end in zip(starts, [*starts[1:], frame_count], strict=True)]
    samples = box(
        b"stbl",
        _description(),
        table(b"stts", [(1, length) for length in lengths]),
        table(b"stsc", [(1, len(lengths), 1)]),
        sizes(len(lengths), struct.pack(f">{len(lengths)}I", *title_sizes)),
        offsets([titles_at]),
    )
    return box(
        b"trak",
        track_header(TITLES, frame_count, shown=False),
        edit(frame_count, 0),
        media(frame_count, b"text", "", _media_header(), data_here(), samples),
    )


def _description() -> Pieces:
    """`stsd`, with nothing said of how the text looks."""
    entry = struct.pack(">6xH", 1) + bytes(43)
    return full_box(b"stsd", struct.pack(">I", 1), box(b"text", entry))


def _media_header() -> Pieces:
    """`gmhd`: what stands for a text track where sound has `smhd`."""
    generic = full_box(b"gmin", struct.pack(">HHHHhH", 0x40, 0x8000, 0x8000, 0x8000, 0, 0))
    return box(b"gmhd", generic, box(b"text", MATRIX))
