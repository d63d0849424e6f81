"""Blocks → AAC in MP4, as .m4a or .m4b, with chapters.

Written here rather than by a library because those keep some 90 bytes of every 21 ms until the
end. This keeps four, and writes the index after the sound.
"""

import struct
import sys
from array import array
from typing import Final

from presence.audio import Samples
from presence.export.encoder import Encoder
from presence.export.mp4_boxes import (
    SOUND,
    TITLES,
    Bytes,
    Pieces,
    aac_description,
    box,
    data_here,
    edit,
    full_box,
    media,
    movie_header,
    offsets,
    reference,
    sizes,
    table,
    track_header,
)
from presence.export.mp4_chapters import title_sample, title_track
from presence.export.mp4_tags import user_data
from presence.export.tags import NO_TAGS, Tags
from presence.export.targets import Target, put

_PRIMING: Final = 1024
"""Frames that the encoder puts before the first; the edit list has players leave them out."""
_CHUNK_PACKETS: Final = 48
"""A second: what a player reads at once."""


class M4aWriter:
    """Writes to an empty `target`, which stays open. `is_book` makes of it what .m4b stands for."""

    is_quick: Final = False

    def __init__(
        self, target: Target, kbps: int, tags: Tags = NO_TAGS, is_book: bool = False
    ) -> None:
        # The fast coder is the better one too, from 64 kb/s up, says FFmpeg's own manual.
        self._encoder = Encoder("aac", "fltp", kbps, aac_coder="fast")
        self._target = target
        self._kbps = kbps
        self._tags = tags
        self._is_book = is_book
        self._sizes = array("I")  # as the file will have them: the highest byte first
        self._chunks = array("Q")
        brand = b"M4B " if is_book else b"M4A "
        start = b"".join(box(b"ftyp", brand + bytes(4) + brand + b"mp42isom"))
        self._data_start = len(start)
        put(target, start + _data_header(0))
        self._end = self._data_start + len(_data_header(0))

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        self._take(self._encoder.encode(block))

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:
        """Completes the file: the titles of its chapters, then its index. Raises OSError."""
        media_frames = _PRIMING + self._encoder.frames_in
        needed = -(-media_frames // self._encoder.packet_frames)
        self._take(self._encoder.finish()[: needed - len(self._sizes)])
        tags = self._tags.at(chapter_starts)
        titles_at = self._end
        titles = [title_sample(chapter.title) for chapter in tags.chapters]
        self._put(b"".join(titles))
        data_end = self._end
        for piece in self._index(tags, [len(title) for title in titles], titles_at):
            self._put(piece)
        self._target.seek(self._data_start)
        put(self._target, _data_header(data_end - self._data_start))

    def _take(self, packets: list[bytes]) -> None:
        for packet in packets:
            if len(self._sizes) % _CHUNK_PACKETS == 0:
                self._chunks.append(self._end)
            self._sizes.append(int.from_bytes(len(packet).to_bytes(4, "big"), sys.byteorder))
            self._put(packet)

    def _put(self, data: Bytes) -> None:
        put(self._target, data)
        self._end += len(data)

    def _index(self, tags: Tags, title_sizes: list[int], titles_at: int) -> Pieces:
        frame_count = self._encoder.frames_in
        tracks = self._sound_track(has_titles=bool(title_sizes))
        if title_sizes:
            tracks += title_track(tags.chapters, frame_count, title_sizes, titles_at)
        return box(b"moov", movie_header(frame_count), tracks, user_data(tags, self._is_book))

    def _sound_track(self, has_titles: bool) -> Pieces:
        packet_count, packet_frames = len(self._sizes), self._encoder.packet_frames
        media_frames = _PRIMING + self._encoder.frames_in
        last_frames = media_frames - (packet_count - 1) * packet_frames  # the rest is padding
        whole, rest = divmod(packet_count, _CHUNK_PACKETS)
        runs: list[tuple[int, ...]] = [(1, _CHUNK_PACKETS, 1)] if whole else []
        runs += [(whole + 1, rest, 1)] if rest else []
        samples = box(
            b"stbl",
            aac_description(self._encoder.header, self._kbps),
            table(b"stts", [(packet_count - 1, packet_frames), (1, last_frames)]),
            table(b"stsc", runs),
            sizes(packet_count, memoryview(self._sizes).cast("B")),
            offsets(self._chunks),
        )
        parts = (full_box(b"smhd", bytes(4)), data_here(), samples)
        frame_count = self._encoder.frames_in
        return box(
            b"trak",
            track_header(SOUND, frame_count, shown=True),
            edit(frame_count, _PRIMING),
            reference(TITLES) if has_titles else b"",
            media(media_frames, b"soun", self._tags.language, *parts),
        )


def _data_header(size: int) -> bytes:
    """Of a box of `size`, this header in it: 1 says that the length follows, in 64 bits."""
    return struct.pack(">I4sQ", 1, b"mdat", size)
