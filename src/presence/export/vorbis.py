"""Blocks → Ogg Vorbis, by libsndfile, whose pages are stamped anew.

libsndfile gives each stream a serial number of chance and has no room for chapters or a picture,
so its pages are taken apart as it writes them: the header is replaced, the sound stays.
"""

import struct
from typing import Final

from presence.audio import CHANNELS, Samples
from presence.export.ogg import FIRST, HEADER_BYTES, head_pages, page
from presence.export.tags import NO_TAGS, Tags
from presence.export.targets import Target, put
from presence.export.vorbis_comments import comment_block
from presence.units import SAMPLE_RATE_HZ

_HEADER_PACKETS: Final = 3  # identification, comments, setup
_SLICE_FRAMES: Final = 1 << 14  # libvorbis keeps room for as much as it is given at once


class VorbisWriter:
    """Writes to an empty `target`, which stays open."""

    def __init__(self, target: Target, kbps: int, tags: Tags = NO_TAGS) -> None:
        import soundfile

        self._pages = _Restamped(target, tags)
        self._frames_in = 0
        self._file = soundfile.SoundFile(
            self._pages,
            "w",
            samplerate=SAMPLE_RATE_HZ,
            channels=CHANNELS,
            format="OGG",
            subtype="VORBIS",
            compression_level=1 - (kbps - 64) / 160,  # libvorbis: 64 kb/s is 0, and 224 is 1
        )
        self._failures = (soundfile.SoundFileError, AssertionError)  # it asserts that all is taken

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        for at in range(0, len(block), _SLICE_FRAMES):
            try:
                self._file.write(block[at : at + _SLICE_FRAMES])
            except self._failures as problem:
                raise self._pages.failure or OSError(0, "the encoder failed") from problem
        self._pages.raise_if_failed()

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:
        """Completes the file. Raises OSError as `write` does: much may still be unwritten."""
        self._file.close()
        self._pages.raise_if_failed()
        self._pages.finish(chapter_starts)


class _Restamped:
    """The file as libsndfile calls it. It tells nobody of a write that failed: this keeps it."""

    def __init__(self, target: Target, tags: Tags) -> None:
        self._target = target
        self._tags = tags
        self._kept = b""
        self._length = 0
        self._number = 0
        self._headers: list[bytes] = [b""]
        self.failure: Exception | None = None

    def write(self, data: bytes) -> int:
        self._length += len(data)
        self._kept += bytes(data)
        try:
            while found := _page_at(self._kept):
                self._kept = self._kept[found.size :]
                self._take(found)
        except (OSError, ValueError) as failure:  # full; or closed, where all was given up
            self.failure = self.failure or failure
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002 (it only writes on)
        return self._length

    def tell(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 (as above)
        return b""

    def readinto(self, buffer: bytearray) -> int:  # noqa: ARG002 (as above)
        return 0

    def raise_if_failed(self) -> None:
        if self.failure:
            raise self.failure

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
