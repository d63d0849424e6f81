"""Blocks → Opus in Ogg (RFC 7845), by libopus."""

import struct
from types import MappingProxyType
from typing import Final

from presence.audio import Samples
from presence.export.encoder import Encoder
from presence.export.ogg import FIRST, AudioPages, head_pages
from presence.export.tags import NO_TAGS, Tags
from presence.export.targets import Target, put
from presence.export.vorbis_comments import comment_block

_FAST: Final = MappingProxyType({"application": "lowdelay", "compression_level": "5"})
"""Without libopus's mode for telephones, which takes three times as long, and at these bit rates
gives nothing: what a bed of rain or music needs is the other one."""


class OpusWriter:
    """Writes to an empty `target`, which stays open."""

    is_quick: Final = False

    def __init__(self, target: Target, kbps: int, tags: Tags = NO_TAGS) -> None:
        self._encoder = Encoder("libopus", "flt", kbps, **_FAST)
        self._target = target
        self._tags = tags
        (self._skip,) = struct.unpack_from("<H", self._encoder.header, 10)
        self._packets = 0
        head = self._head(tags)
        put(target, b"".join(head))
        self._pages = AudioPages(target, len(head))

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        self._take(self._encoder.encode(block))

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:
        """Completes the file. Raises OSError as `write` does."""
        end = self._skip + self._encoder.frames_in
        needed = -(-end // self._encoder.packet_frames)
        self._take(self._encoder.finish()[: needed - self._packets])
        self._pages.end(end)
        self._target.seek(0)
        put(self._target, b"".join(self._head(self._tags.at(chapter_starts))))

    def _take(self, packets: list[bytes]) -> None:
        for packet in packets:
            self._packets += 1
            self._pages.add(packet, self._packets * self._encoder.packet_frames)

    def _head(self, tags: Tags) -> list[bytes]:
        comments = b"OpusTags" + comment_block(tags, with_picture=True)
        return [*head_pages([self._encoder.header], FIRST, 0), *head_pages([comments], 0, 1)]
