"""An MP3's frame header and its lengths → the frame that tells players how long it is.

The 'Info' frame is the one that LAME itself would write ('Mp3 Info Tag rev 1', LAME's own
specification): without it a player hears LAME's delay as silence before the first sample, and
guesses the length.
"""

import struct
from dataclasses import dataclass
from typing import Final

from presence.units import SAMPLE_RATE_HZ

DELAY_SAMPLES: Final = 576
"""Samples of the output that LAME puts before the first; decoders know of 529 more of their own."""
_HAS_ALL: Final = 0b1111  # frames, bytes, table of contents, quality
_ENCODER: Final = b"LAME3.100"
_CONSTANT: Final = 0x01  # revision 0, constant bit rate
_SIDE_BYTES: Final = {1: 32, 2: 17}  # of a stereo frame, by the MPEG version


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """What the four bytes before every frame say (ISO 11172-3 and 13818-3, layer III)."""

    content: bytes
    version: int
    kbps: int
    rate_hz: int

    @classmethod
    def read(cls, data: bytes) -> "FrameHeader":
        """The header that `data` begins with. Raises ValueError if it is none."""
        if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
            raise ValueError("no MPEG layer III frame begins here")
        version = 1 if data[1] & 0x08 else 2
        kbps = _KBPS[version][data[2] >> 4]
        rate_hz = (44_100, 48_000, 32_000)[data[2] >> 2 & 3] // version
        return cls(data[:4], version, kbps, rate_hz)

    @property
    def frame_samples(self) -> int:
        return 1152 // self.version

    @property
    def frame_bytes(self) -> int:
        return self.frame_samples * self.kbps * 125 // self.rate_hz


_KBPS: Final = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def info_frame(header: FrameHeader, stream_bytes: int, frame_count: int) -> bytes:
    """The frame before `stream_bytes` of MP3 that hold `frame_count` frames at 48 kHz."""
    frames = stream_bytes // header.frame_bytes
    samples = -(-frame_count * header.rate_hz // SAMPLE_RATE_HZ)
    padding = min(max(0, frames * header.frame_samples - DELAY_SAMPLES - samples), 0xFFF)
    size = header.frame_bytes + stream_bytes
    table = bytes(percent * 256 // 100 for percent in range(100))
    start = header.content + bytes(_SIDE_BYTES[header.version])
    xing = struct.pack(">4sIII100sI", b"Info", _HAS_ALL, frames, size, table, 0)
    lame = _ENCODER + bytes([_CONSTANT, 0]) + bytes(8)  # no low pass or replay gain is stated
    lame += bytes([0, min(header.kbps, 255)])
    lame += (DELAY_SAMPLES << 12 | padding).to_bytes(3, "big")
    lame += bytes(4) + struct.pack(">IH", size, 0)  # nor a checksum of the music
    frame = start + xing + lame
    frame += struct.pack(">H", _crc16(frame))
    return frame.ljust(header.frame_bytes, b"\0")


def _crc16(data: bytes) -> int:
    """CRC-16 as in ARC: reflected, polynomial 0x8005."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
