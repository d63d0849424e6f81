"""Blocks → MP3 of a constant bit rate, by LAME, whose first frame tells players what to trim."""

from typing import Final

from presence.audio import CHANNELS, Samples
from presence.export.id3 import id3_tag
from presence.export.mp3_frames import FrameHeader, info_frame
from presence.export.pcm import to_int16
from presence.export.tags import NO_TAGS, Tags
from presence.export.targets import Target, put
from presence.units import SAMPLE_RATE_HZ

_SLICE_FRAMES: Final = 1 << 15  # it makes room for more than it is given at once
_SPEED: Final = 5
"""LAME's scale from 2, its best, to 7, its fastest."""


class Mp3Writer:
    """Writes to an empty `target`, which stays open.

    LAME chooses the sample rate that suits the bit rate: 24 kHz for 64 kb/s, 48 kHz for 128.
    """

    is_quick: Final = False

    def __init__(self, target: Target, kbps: int, tags: Tags = NO_TAGS) -> None:
        import lameenc

        self._target = target
        self._tags = tags
        put(target, id3_tag(tags, 0))
        self._encoder = lameenc.Encoder()
        self._encoder.silence()  # of its own words on stderr
        self._encoder.set_bit_rate(kbps)
        self._encoder.set_in_sample_rate(SAMPLE_RATE_HZ)
        self._encoder.set_channels(CHANNELS)
        self._encoder.set_quality(_SPEED)
        self._frames_in = 0
        self._bytes_out = 0
        self._header: FrameHeader | None = None

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        self._frames_in += len(block)
        for at in range(0, len(block), _SLICE_FRAMES):
            part = to_int16(block[at : at + _SLICE_FRAMES])
            self._take(bytes(self._encoder.encode(part)))

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:
        """Completes the file. Raises OSError as `write` does."""
        self._take(bytes(self._encoder.flush()) if self._frames_in else b"")
        self._target.seek(0)
        put(self._target, id3_tag(self._tags.at(chapter_starts), self._frames_in))
        if self._header:
            put(self._target, info_frame(self._header, self._bytes_out, self._frames_in))

    def _take(self, data: bytes) -> None:
        if data and not self._header:
            self._header = FrameHeader.read(data)
            put(self._target, bytes(self._header.frame_bytes))  # until the lengths are known
        put(self._target, data)
        self._bytes_out += len(data)
