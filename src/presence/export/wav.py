"""Blocks → a WAV file of 16 or 24 bit or float samples, of any length.

Written here rather than by a library because the same samples have to give the same bytes
(libsndfile stamps the time into float files), and a file that outgrows the 4 GiB of RIFF has to
become RF64 while it is written: room for the 64-bit sizes is kept at its beginning, as EBU Tech
3306 describes.
"""

import struct
from typing import Final

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.export.pcm import to_int16, to_int24
from presence.export.targets import Target, put
from presence.units import SAMPLE_RATE_HZ

_PCM, _FLOAT = 1, 3  # format tags of the WAVE specification
_SIZES64: Final = struct.Struct("<QQQI")  # ds64: RIFF size, data size, frames, no table
_UNKNOWN: Final = 0xFFFFFFFF
_LARGEST_RIFF: Final = 0xFFFFFFFF - 1


class WavWriter:
    """Writes to an empty `target`, which stays open."""

    is_quick: Final = True

    def __init__(self, target: Target, bits: str) -> None:
        self._file = target
        self._bits = bits
        self._frames = 0
        self._frame_bytes = CHANNELS * {"16": 2, "24": 3, "float": 4}[bits]
        self._write(self._header())

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        self._frames += len(block)
        self._write(self._encoded(block))

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:  # noqa: ARG002 (has no tags)
        """Puts the sizes into the header."""
        if self._data_bytes % 2:
            self._write(b"\0")  # a chunk's length is even
        self._file.seek(0)
        self._write(self._header())

    def _encoded(self, block: Samples) -> memoryview | bytes:
        if self._bits == "16":
            return to_int16(block).astype("<i2", copy=False).data.cast("B")
        if self._bits == "float":
            return np.ascontiguousarray(block, dtype="<f4").data.cast("B")
        wide = to_int24(block).astype("<i4", copy=False)
        return wide.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()

    def _write(self, data: memoryview | bytes) -> None:
        put(self._file, data)

    @property
    def _data_bytes(self) -> int:
        return self._frames * self._frame_bytes

    def _header(self) -> bytes:
        data_bytes = self._data_bytes
        chunks = self._format_chunk()
        riff_bytes = 4 + 8 + _SIZES64.size + len(chunks) + 8 + data_bytes + data_bytes % 2
        if riff_bytes <= _LARGEST_RIFF:
            start = struct.pack("<4sI4s", b"RIFF", riff_bytes, b"WAVE")
            sizes = struct.pack("<4sI", b"JUNK", _SIZES64.size) + bytes(_SIZES64.size)
            return start + sizes + chunks + struct.pack("<4sI", b"data", data_bytes)
        start = struct.pack("<4sI4s", b"RF64", _UNKNOWN, b"WAVE")
        sizes = struct.pack("<4sI", b"ds64", _SIZES64.size)
        sizes += _SIZES64.pack(riff_bytes, data_bytes, self._frames, 0)
        return start + sizes + chunks + struct.pack("<4sI", b"data", _UNKNOWN)

    def _format_chunk(self) -> bytes:
        tag = _FLOAT if self._bits == "float" else _PCM
        bits = self._frame_bytes // CHANNELS * 8
        rate = SAMPLE_RATE_HZ
        fields = (tag, CHANNELS, rate, rate * self._frame_bytes, self._frame_bytes, bits)
        if tag == _PCM:
            return struct.pack("<4sIHHIIHH", b"fmt ", 16, *fields)
        # any other format says that it has no fields of its own, and states its frames
        chunk = struct.pack("<4sIHHIIHHH", b"fmt ", 18, *fields, 0)
        return chunk + struct.pack("<4sII", b"fact", 4, min(self._frames, _UNKNOWN))
