"""Tags → `udta`: titles, picture and the list of chapters, as players of MP4 look for them.

The names are iTunes', which every player of M4A reads; `chpl` is Nero's list of chapters, for
players that don't follow a text track.
"""

import struct
from typing import Final

from presence.export.mp4_boxes import Pieces, box, full_box
from presence.export.tags import Tags
from presence.units import SAMPLE_RATE_HZ

_BINARY, _TEXT, _PNG, _NUMBER = 0, 1, 14, 21  # kinds of values
_AUDIOBOOK: Final = 2
_TITLE_BYTES: Final = 255
_FIELDS: Final = (
    (b"\xa9nam", "title"),
    (b"\xa9ART", "author"),
    (b"\xa9cmt", "summary"),
    (b"\xa9gen", "genre"),
    (b"\xa9day", "date"),
    (b"\xa9alb", "album"),
)


def user_data(tags: Tags, is_book: bool) -> Pieces:
    """`udta`; `is_book` puts the file among the audiobooks, where a player keeps one's place."""
    items = [
        _item(name, _TEXT, value.encode("utf-8"))
        for name, field in _FIELDS
        if (value := getattr(tags, field))
    ]
    if tags.track:
        items.append(
            _item(b"trkn", _BINARY, struct.pack(">HHHH", 0, tags.track, tags.track_count, 0))
        )
    if is_book:
        items.append(_item(b"stik", _NUMBER, bytes([_AUDIOBOOK])))
    if tags.artwork:
        items.append(_item(b"covr", _PNG, tags.artwork))
    handler = full_box(b"hdlr", bytes(4) + b"mdirappl" + bytes(9))
    parts = [full_box(b"meta", handler, box(b"ilst", *items))] if items else []
    if tags.chapters:
        parts.append(_chapter_list(tags))
    return box(b"udta", *parts)


def _item(name: bytes, kind: int, value: bytes) -> Pieces:
    return box(name, box(b"data", struct.pack(">II", kind, 0), value))


def _chapter_list(tags: Tags) -> Pieces:
    entries = b""
    for chapter in tags.chapters:
        title = chapter.title.encode("utf-8")[:_TITLE_BYTES].decode("utf-8", "ignore").encode()
        ticks = chapter.start_frame * 10_000_000 // SAMPLE_RATE_HZ  # of 100 ns
        entries += struct.pack(">QB", ticks, len(title)) + title
    return full_box(b"chpl", struct.pack(">IB", 0, len(tags.chapters)), entries, version=1)
