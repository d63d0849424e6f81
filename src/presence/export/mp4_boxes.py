"""What an M4A file says about its sound → the boxes that say it (ISO 14496-12 and -14)."""

import struct
from collections.abc import Sequence
from typing import Final

from presence.audio import CHANNELS
from presence.export.languages import UNDETERMINED, three_letters
from presence.units import SAMPLE_RATE_HZ

Bytes = bytes | memoryview
Pieces = list[Bytes]
"""A box that is not put together: its largest table is long, and need not be copied."""
SOUND, TITLES = 1, 2
"""The tracks' numbers."""
MATRIX: Final = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_LONGEST: Final = 0xFFFFFFFF
_SELF_CONTAINED: Final = b"\0\0\0\x01"


def box(name: bytes, *parts: "Bytes | Pieces") -> Pieces:
    """A box: its length, its name, what is in it."""
    pieces = [piece for part in parts for piece in (part if isinstance(part, list) else [part])]
    size = 8 + sum(map(len, pieces))
    return [struct.pack(">I4s", size, name), *pieces]


def full_box(name: bytes, *parts: "Bytes | Pieces", version: int = 0, flags: int = 0) -> Pieces:
    """A box that states a version and flags."""
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


def movie_header(frame_count: int) -> Pieces:
    """`mvhd`: times are in frames, and no date is told."""
    rate_and_volume = struct.pack(">IH10x", 0x10000, 0x100)
    return full_box(
        b"mvhd",
        struct.pack(">IIII", 0, 0, SAMPLE_RATE_HZ, frame_count),
        rate_and_volume + MATRIX + bytes(24),
        struct.pack(">I", TITLES + 1),
    )


def track_header(number: int, frame_count: int, shown: bool) -> Pieces:
    """`tkhd`: a track that is not shown is there for another's sake."""
    volume = 0x100 if number == SOUND else 0
    return full_box(
        b"tkhd",
        struct.pack(">IIIII", 0, 0, number, 0, frame_count),
        struct.pack(">8xHHHH", 0, 0, volume, 0) + MATRIX + bytes(8),
        flags=7 if shown else 0,
    )


def edit(frame_count: int, first_frame: int) -> Pieces:
    """`edts`: what is played is `frame_count` frames from `first_frame` on."""
    return box(
        b"edts", full_box(b"elst", struct.pack(">IIII", 1, frame_count, first_frame, 0x10000))
    )


def media(frame_count: int, handler: bytes, language: str, *parts: Pieces) -> Pieces:
    """`mdia`: `parts` are the boxes of `minf` but for where the data is: in this file."""
    letters = three_letters(language) if language else UNDETERMINED
    packed = 0
    for letter in letters:
        packed = packed << 5 | ord(letter) - 0x60
    header = struct.pack(">IIIIHH", 0, 0, SAMPLE_RATE_HZ, frame_count, packed, 0)
    name = {b"soun": b"Sound", b"text": b"Chapters"}[handler] + b"\0"
    return box(
        b"mdia",
        full_box(b"mdhd", header),
        full_box(b"hdlr", bytes(4) + handler + bytes(12) + name),
        box(b"minf", *parts),
    )


def data_here() -> Pieces:
    """`dinf`: the samples are in this file."""
    here = struct.pack(">I", 12) + b"url " + _SELF_CONTAINED
    return box(b"dinf", full_box(b"dref", struct.pack(">I", 1), here))


def aac_description(header: bytes, kbps: int) -> Pieces:
    """`stsd`: MPEG-4 AAC, whose decoder needs `header`."""
    bit_rate = kbps * 1000
    config = struct.pack(">BBBHII", 0x40, 0x15, 0, 0, bit_rate, bit_rate)
    config += _descriptor(5, header)
    stream = struct.pack(">HB", SOUND, 0) + _descriptor(4, config) + _descriptor(6, b"\x02")
    entry = struct.pack(">6xH8xHHHHI", 1, CHANNELS, 16, 0, 0, SAMPLE_RATE_HZ << 16)
    decoder = full_box(b"esds", _descriptor(3, stream))
    return full_box(b"stsd", struct.pack(">I", 1), box(b"mp4a", entry, decoder))


def table(name: bytes, rows: Sequence[tuple[int, ...]]) -> Pieces:
    """A table of 32-bit numbers, with its count: `stts`, `stsc`."""
    numbers = [number for row in rows for number in row]
    return full_box(name, struct.pack(f">I{len(numbers)}I", len(rows), *numbers))


def sizes(count: int, numbers: Bytes) -> Pieces:
    """`stsz`: `numbers` are 32 bits each, the highest byte first."""
    return full_box(b"stsz", struct.pack(">II", 0, count), numbers)


def reference(track: int) -> Pieces:
    """`tref`: the chapters are those of `track`."""
    return box(b"tref", box(b"chap", struct.pack(">I", track)))


def offsets(chunks: Sequence[int]) -> Pieces:
    """`stco`, or `co64` once the file is larger than 4 GiB."""
    wide = bool(chunks) and chunks[-1] > _LONGEST
    numbers = struct.pack(f">I{len(chunks)}{'Q' if wide else 'I'}", len(chunks), *chunks)
    return full_box(b"co64" if wide else b"stco", numbers)


def _descriptor(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([tag, 0x80 | size >> 21, 0x80 | size >> 14 & 0x7F, 0x80 | size >> 7 & 0x7F]) + (
        bytes([size & 0x7F]) + content
    )
