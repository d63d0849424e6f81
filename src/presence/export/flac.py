"""Blocks → a FLAC file of 16 or 24 bits (RFC 9639), by libFLAC, with a head of our own.

libsndfile, through which it is called, has no room for chapters or a picture. So it is given a
comment that makes its head exactly as long as ours, which then takes that one's place. This way it
writes the sound by itself: to hand over each twelfth of a second would have it wait for the
interpreter, again and again.
"""

import io
from functools import cache, partial
from typing import Final

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.export.libsndfile import LibsndfileEncoder
from presence.export.pcm import to_int16, to_int24
from presence.export.tags import NO_TAGS, Tags
from presence.export.targets import Target, descriptor_of, put
from presence.export.vorbis_comments import comment_block, picture_block

_STREAM_INFO, _PADDING, _COMMENTS, _PICTURE, _LAST = 0, 1, 4, 6, 0x80
_MARKER: Final = b"fLaC"
_BLOCK_HEADER_BYTES: Final = 4
_STREAM_INFO_AT: Final = len(_MARKER) + _BLOCK_HEADER_BYTES
_STREAM_INFO_BYTES: Final = 34
_FRAMES_MASK: Final = (1 << 36) - 1  # of the eight bytes of the stream's description from 10 on
_LEVEL: Final = 4 / 8
"""Of libFLAC's nine. One more makes files smaller by less than one in a hundred, and takes a fifth
longer; one fewer makes them larger by a tenth."""


class FlacWriter:
    """Writes to an empty `target`, which stays open."""

    is_quick: Final = False

    def __init__(self, target: Target, bits: str, tags: Tags = NO_TAGS) -> None:
        self._target = target
        self._tags = tags
        self._is_16_bit = bits == "16"
        self._frames_in = 0
        head_bytes = max(len(_blocks(bytes(_STREAM_INFO_BYTES), tags)), _least_head_bytes())
        self._head_bytes = head_bytes + _BLOCK_HEADER_BYTES  # of the padding, if there is none
        comment = "-" * (self._head_bytes - _least_head_bytes() + 1)
        descriptor = descriptor_of(target)
        to = partial(_put_at, target) if descriptor is None else descriptor
        self._encoder = LibsndfileEncoder(to, "FLAC", f"PCM_{bits}", _LEVEL, comment)

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        whole = to_int16(block) if self._is_16_bit else to_int24(block) << 8
        try:
            self._encoder.write(whole)
        except OSError:
            self._ask_the_disk()
            raise
        self._frames_in += len(block)

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:
        """Completes the file: its length, its digest and its chapters. Raises OSError."""
        self._encoder.finish()
        self._target.seek(_STREAM_INFO_AT)
        stream_info = self._target.read(_STREAM_INFO_BYTES) or b""
        if int.from_bytes(stream_info[10:18], "big") & _FRAMES_MASK != self._frames_in:
            self._ask_the_disk()
            raise OSError(0, "the encoder failed")
        blocks = _blocks(stream_info, self._tags.at(chapter_starts))
        padding = bytes(self._head_bytes - len(blocks) - _BLOCK_HEADER_BYTES)
        self._target.seek(0)
        put(self._target, blocks + _block(_PADDING | _LAST, padding))

    def _ask_the_disk(self) -> None:
        """libFLAC only says that it could not write. Raises OSError, which says why, where we
        can't either."""
        self._target.seek(0, io.SEEK_END)
        put(self._target, bytes(1 << 16))


def _put_at(target: Target, place: int, data: bytes) -> None:
    target.seek(place)
    put(target, data)


def _blocks(stream_info: bytes, tags: Tags) -> bytes:
    """All of the head but its last block."""
    head = _MARKER + _block(_STREAM_INFO, stream_info) + _block(_COMMENTS, comment_block(tags))
    return head + (_block(_PICTURE, picture_block(tags.artwork)) if tags.artwork else b"")


def _block(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + len(content).to_bytes(3, "big") + content


@cache
def _least_head_bytes() -> int:
    """Of libsndfile's own head, with a comment of one letter."""
    file = io.BytesIO()
    encoder = LibsndfileEncoder(partial(_put_at, file), "FLAC", "PCM_16", _LEVEL, "-")
    encoder.write(np.zeros((1, CHANNELS), dtype=np.int16))
    encoder.finish()
    head = file.getvalue()
    at, kind = len(_MARKER), 0
    while not kind & _LAST:
        kind = head[at]
        at += _BLOCK_HEADER_BYTES + int.from_bytes(head[at + 1 : at + _BLOCK_HEADER_BYTES], "big")
    return at
