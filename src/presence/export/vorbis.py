"""Blocks → Ogg Vorbis, by libsndfile, whose pages are stamped anew.

libsndfile gives each stream a serial number of chance and has no room for chapters or a picture,
so its pages are taken apart as it writes them: the header is replaced, the sound stays.
"""

import struct
from typing import Final

from presence.audio import Samples
from presence.export.libsndfile import LibsndfileEncoder
from presence.export.ogg import FIRST, HEADER_BYTES, head_pages, page
from presence.export.tags import NO_TAGS, Tags
from presence.export.targets import Target, put
from presence.export.vorbis_comments import comment_block

_HEADER_PACKETS: Final = 3  # identification, comments, setup
_SLICE_FRAMES: Final = 1 << 14  # libvorbis keeps room for as much as it is given at once


class VorbisWriter:
    """Writes to an empty `target`, which stays open."""

    is_quick: Final = False

    def __init__(self, target: Target, kbps: int, tags: Tags = NO_TAGS) -> None:
        self._pages = _Restamped(target, tags)
        level = 1 - (kbps - 64) / 160  # libvorbis: 64 kb/s is 0, and 224 is 1
        self._encoder = LibsndfileEncoder(self._pages.take, "OGG", "VORBIS", level)

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        for at in range(0, len(block), _SLICE_FRAMES):
            self._encoder.write(block[at : at + _SLICE_FRAMES])

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:
        """Completes the file. Raises OSError as `write` does: much may still be unwritten."""
        self._encoder.finish()
        self._pages.finish(chapter_starts)


class _Restamped:
    """Ogg pages as they come → the same sound, in pages of ours."""

    def __init__(self, target: Target, tags: Tags) -> None:
        self._target = target
        self._tags = tags
        self._kept = b""
        self._number = 0
        self._headers: list[bytes] = [b""]

    def take(self, _place: int, data: bytes) -> None:
        """What follows: libsndfile never goes back in an Ogg file."""
        self._kept += data
        while found := _page_at(self._kept):
            self._kept = self._kept[found.size :]
            self._take(found)

    def finish(self, chapter_starts: tuple[int, ...]) -> None:
        self._target.seek(0)
        put(self._target, b"".join(self._head(self._tags.at(chapter_starts))))

    def _take(self, found: "_Page") -> None:
        if len(self._headers) <= _HEADER_PACKETS:
            self._keep_headers(found)
            return
        put(
            self._target,
            page(found.lacing, found.body, found.position, found.flags, self._number),
        )
        self._number += 1

    def _keep_headers(self, found: "_Page") -> None:
        at = 0
        for size in found.lacing:
            self._headers[-1] += found.body[at : at + size]
            at += size
            if size < 255:
                self._headers.append(b"")
        if len(self._headers) > _HEADER_PACKETS:
            head = self._head(self._tags)
            self._number = len(head)
            put(self._target, b"".join(head))

    def _head(self, tags: Tags) -> list[bytes]:
        identification, _, setup = self._headers[:_HEADER_PACKETS]
        comments = b"\x03vorbis" + comment_block(tags, with_picture=True) + b"\x01"
        return [*head_pages([identification], FIRST, 0), *head_pages([comments, setup], 0, 1)]


class _Page:
    def __init__(self, data: bytes, segments: int) -> None:
        self.flags = data[5]
        (self.position,) = struct.unpack_from("<q", data, 6)
        self.lacing = data[HEADER_BYTES : HEADER_BYTES + segments]
        start = HEADER_BYTES + segments
        self.size = start + sum(self.lacing)
        self.body = data[start : self.size]


def _page_at(data: bytes) -> _Page | None:
    """The page that `data` begins with, once it is there as a whole."""
    if len(data) < HEADER_BYTES or len(data) < HEADER_BYTES + data[HEADER_BYTES - 1]:
        return None
    found = _Page(data, data[HEADER_BYTES - 1])
    return found if len(data) >= found.size else None
