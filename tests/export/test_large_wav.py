"""A WAV file on both sides of 4 GiB, where RIFF ends and RF64 begins."""

import os
import struct
from pathlib import Path

import pytest
import soundfile
from export_sources import noise

from presence.audio import CHANNELS, Samples
from presence.export.wav import WavWriter

SAMPLE_BYTES = {"16": 2, "24": 3, "float": 4}
HEADER_BYTES = {"16": 80, "24": 80, "float": 94}


class Sparse(WavWriter):
    """A writer that leaves a hole in place of silence, so that no room is taken for it."""

    def __init__(self, path: Path, bits: str) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
        super().__init__(os.fdopen(self.descriptor, "r+b", buffering=0, closefd=False), bits)
        self.bits = bits

    def skip(self, frame_count: int) -> None:
        """As if so many frames of silence had been written."""
        self._frames += frame_count
        size = frame_count * CHANNELS * SAMPLE_BYTES[self.bits]
        os.ftruncate(self.descriptor, os.lseek(self.descriptor, 0, os.SEEK_CUR) + size)
        os.lseek(self.descriptor, 0, os.SEEK_END)

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None:
        super().close(chapter_starts)
        os.close(self.descriptor)


def written(path: Path, bits: str, frame_count: int) -> Samples:
    """A file of `frame_count` frames, silent but for the last, which are returned."""
    last = noise(500)
    writer = Sparse(path, bits)
    writer.skip(frame_count - len(last))
    writer.write(last)
    writer.close()
    return last


def most_frames(bits: str) -> int:
    """The longest that a RIFF header can tell of."""
    return (0xFFFFFFFF - 1 + 8 - HEADER_BYTES[bits]) // (CHANNELS * SAMPLE_BYTES[bits])


@pytest.mark.parametrize("bits", SAMPLE_BYTES)
@pytest.mark.parametrize("more", [0, 1, 1_000_000])
def test_the_length_is_right_beyond_four_gibibytes(tmp_path: Path, bits: str, more: int) -> None:
    """Up to the last frame that RIFF holds it is RIFF; one more and it is RF64, read as long."""
    frame_count = most_frames(bits) + more
    last = written(tmp_path / "out.wav", bits, frame_count)
    with (tmp_path / "out.wav").open("rb") as file:
        assert file.read(4) == (b"RF64" if more else b"RIFF")
    with soundfile.SoundFile(tmp_path / "out.wav") as found:
        assert (found.format, found.frames) == ("RF64" if more else "WAV", frame_count)
        found.seek(frame_count - len(last))
        end = found.read(dtype="float64")
    assert abs(end - last)[1:].max() <= 1 / (1 << 15)  # of the first frame, +1 can't be reached


def test_the_sizes_of_rf64_are_where_the_specification_has_them(tmp_path: Path) -> None:
    """EBU Tech 3306: `ds64` comes first, with 64-bit sizes, and the 32-bit ones are all ones."""
    frame_count = most_frames("16") + 1
    written(tmp_path / "out.wav", "16", frame_count)
    size = (tmp_path / "out.wav").stat().st_size
    with (tmp_path / "out.wav").open("rb") as file:
        header = file.read(80)
    assert struct.unpack("<4sI4s", header[:12]) == (b"RF64", 0xFFFFFFFF, b"WAVE")
    assert struct.unpack("<4sIQQQI", header[12:48]) == (
        (b"ds64", 28, size - 8, frame_count * 4, frame_count, 0)
    )
    assert struct.unpack("<4sI", header[72:]) == (b"data", 0xFFFFFFFF)
