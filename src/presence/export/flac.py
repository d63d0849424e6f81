"""Blocks → a FLAC file of 16 or 24 bits, by libsndfile."""

import os
from typing import Final

from presence.audio import CHANNELS, Samples
from presence.export.pcm import to_int16, to_int24
from presence.units import SAMPLE_RATE_HZ


class FlacWriter:
    """Writes to an open file descriptor, which stays open."""

    def __init__(self, descriptor: int, bits: str) -> None:
        import soundfile

        self._failures = (
            soundfile.SoundFileError,
            AssertionError,
        )  # it asserts that all is written
        self._bits = bits
        self._target = _Descriptor(descriptor)
        self._file = soundfile.SoundFile(
            self._target,
            "w",
            samplerate=SAMPLE_RATE_HZ,
            channels=CHANNELS,
            format="FLAC",
            subtype=f"PCM_{bits}",
        )

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        samples = to_int16(block) if self._bits == "16" else to_int24(block) << 8
        try:
            self._file.write(samples)  # of 32 bits, libsndfile takes the upper 24
        except self._failures as problem:
            raise self._target.failure or OSError(0, "the encoder failed") from problem
        self._target.raise_if_failed()

    def close(self) -> None:
        """Completes the file. Raises OSError as `write` does: much may still be unwritten."""
        self._file.close()
        self._target.raise_if_failed()


class _Descriptor:
    """The file as libsndfile calls it. It tells nobody of a write that failed, so this keeps it."""

    def __init__(self, descriptor: int) -> None:
        self._file: Final = os.fdopen(descriptor, "r+b", buffering=0, closefd=False)
        self.failure: OSError | None = None
        self.seek = self._file.seek
        self.tell = self._file.tell
        self.read = self._file.read
        self.readinto = self._file.readinto

    def write(self, data: bytes) -> int:
        written = 0
        try:
            while written < len(data):
                written += self._file.write(data[written:])
        except OSError as failure:
            self.failure = self.failure or failure
        return written

    def raise_if_failed(self) -> None:
        if self.failure:
            raise self.failure
