"""Packets → Ogg pages (RFC 3533), of a fixed serial number: the same packets, the same bytes."""

import struct
import zlib
from typing import Final

from presence.export.targets import Target, put

SERIAL: Final = 0x50524553
"""There is one stream in the file, so any number does."""
_HEADER: Final = struct.Struct("<4sBBqIIIB")
HEADER_BYTES: Final = _HEADER.size
CONTINUED, FIRST, LAST = 1, 2, 4
_MOST_SEGMENTS: Final = 255
_PAGE_PACKETS: Final = 50
"""A second of Opus: a player that seeks reads little, and pages cost little."""
_NOWHERE: Final = -1
"""The position of a page on which no packet ends."""
_MIRRORED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def page(lacing: bytes, body: bytes, position: int, flags: int, number: int) -> bytes:
    """One page with its checksum."""
    fields = (b"OggS", 0, flags, position, SERIAL, number)
    unchecked = _HEADER.pack(*fields, 0, len(lacing)) + lacing + body
    return _HEADER.pack(*fields, _checksum(unchecked), len(lacing)) + lacing + body


def head_pages(packets: list[bytes], flags: int, number: int) -> list[bytes]:
    """The pages that hold these header packets and nothing else."""
    lacing = b"".join(map(_lacing, packets))
    body = b"".join(packets)
    pages: list[bytes] = []
    for at in range(0, len(lacing), _MOST_SEGMENTS):
        part = lacing[at : at + _MOST_SEGMENTS]
        continues = CONTINUED if at and lacing[at - 1] == 255 else 0
        position = 0 if any(size < 255 for size in part) else _NOWHERE
        size = sum(part)
        pages.append(page(part, body[:size], position, flags | continues, number + len(pages)))
        body = body[size:]
    return pages


class AudioPages:
    """Packets in order, each with the position after it; `end` writes the last page."""

    def __init__(self, target: Target, number: int) -> None:
        self._target = target
        self._number = number
        self._packets: list[bytes] = []
        self._segments = 0
        self._position = 0

    def add(self, packet: bytes, position: int) -> None:
        """`packet` is shorter than a page. Raises OSError where the disk is full."""
        segments = len(packet) // 255 + 1
        if len(self._packets) == _PAGE_PACKETS or self._segments + segments > _MOST_SEGMENTS:
            self._flush(0)
        self._packets.append(packet)
        self._segments += segments
        self._position = position

    def end(self, position: int) -> None:
        """`position` says how much of the last packet is to be played."""
        self._position = position
        self._flush(LAST)

    def _flush(self, flags: int) -> None:
        lacing = b"".join(map(_lacing, self._packets))
        body = b"".join(self._packets)
        put(self._target, page(lacing, body, self._position, flags, self._number))
        self._number += 1
        self._packets.clear()
        self._segments = 0


def _lacing(packet: bytes) -> bytes:
    return b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])


def _checksum(data: bytes) -> int:
    """Ogg's CRC-32: zlib's polynomial with every byte and the result mirrored, and no inversion."""
    mirrored = zlib.crc32(data.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
