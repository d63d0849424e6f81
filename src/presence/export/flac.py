"""Blocks → a FLAC file of 16 or 24 bits, by libsndfile."""

from presence.audio import CHANNELS, Samples
from presence.export.pcm import to_int16, to_int24
from presence.units import SAMPLE_RATE_HZ


class FlacWriter:
    """Writes to an open file descriptor, which stays open."""

    def __init__(self, descriptor: int, bits: str) -> None:
        import soundfile

        self._failure = soundfile.SoundFileError
        self._bits = bits
        self._file = soundfile.SoundFile(
            descriptor,
            "w",
            samplerate=SAMPLE_RATE_HZ,
            channels=CHANNELS,
            format="FLAC",
            subtype=f"PCM_{bits}",
            closefd=False,
        )

    def write(self, block: Samples) -> None:
        """(n, CHANNELS) float32. Raises OSError where the disk is full."""
        try:
            if self._bits == "16":
                self._file.write(to_int16(block))
            else:
                self._file.write(to_int24(block) << 8)  # libsndfile takes the upper 24 of 32 bits
        except (self._failure, AssertionError) as problem:  # it asserts that all was written
            raise OSError(0, "the disk is full or refuses") from problem

    def close(self) -> None:
        self._file.close()
