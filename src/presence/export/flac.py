"""Blocks → a FLAC file of 16 or 24 bits, by libsndfile."""

from typing import BinaryIO

from presence.audio import CHANNELS, Samples
from presence.export.pcm import to_int16, to_int24
from presence.export.targets import put
from presence.units import SAMPLE_RATE_HZ


class FlacWriter:
    """Writes to an empty `target`, which stays open."""

    def __init__(self, target: BinaryIO, bits: str) -> None:
        import soundfile

        self._failures = (
            soundfile.SoundFileError,
            AssertionError,
        )  # it asserts that all is written
        self._bits = bits
        self._target = _Watched(target)
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


class _Watched:
    """The file as libsndfile calls it. It tells nobody of a write that failed, so this keeps it."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.failure: OSError | None = None
        self.seek = target.seek
        self.tell = target.tell
        self.read = target.read

    def readinto(self, buffer: bytearray) -> int:
        data = self._target.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data: bytes) -> int:
        try:
            put(self._target, data)
        except OSError as failure:
            self.failure = self.failure or failure
        return len(data) if self.failure is None else 0

    def raise_if_failed(self) -> None:
        if self.failure:
            raise self.failure
