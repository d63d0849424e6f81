"""Blocks → a FLAC file of 16 or 24 bits (RFC 9639), by FFmpeg's encoder."""

from presence.audio import Samples
from presence.export.encoder import Encoder
from presence.export.tags import NO_TAGS, Tags
from presence.export.targets import Target, put
from presence.export.vorbis_comments import comment_block, picture_block

_STREAM_INFO, _COMMENTS, _PICTURE, _LAST = 0, 4, 6, 0x80


class FlacWriter:
    """Writes to an empty `target`, which stays open."""

    def __init__(self, target: Target, bits: str, tags: Tags = NO_TAGS) -> None:
        shape = "s16" if bits == "16" else "s32"
        self._encoder = Encoder("flac", shape, bits_per_raw_sample=bits)
        self._target = target
        self._tags = tags
        put(target, self._head(tags))

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        for packet in self._encoder.encode(block):
            put(self._target, packet)

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:
        """Completes the file: its length, its digest and its chapters. Raises OSError."""
        for packet in self._encoder.finish():
            put(self._target, packet)
        self._target.seek(0)
        put(self._target, self._head(self._tags.at(chapter_starts)))

    def _head(self, tags: Tags) -> bytes:
        blocks = [(_STREAM_INFO, self._encoder.header), (_COMMENTS, comment_block(tags))]
        if tags.artwork:
            blocks.append((_PICTURE, picture_block(tags.artwork)))
        head = b"fLaC"
        for kind, content in blocks:
            last = _LAST if kind == blocks[-1][0] else 0
            head += bytes([kind | last]) + len(content).to_bytes(3, "big") + content
        return head
