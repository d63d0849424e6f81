"""A sound file of any rate and channel count → stereo float32 at 48 kHz, from any frame, streamed."""

import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.errors import PresenceError
from presence.units import SAMPLE_RATE_HZ

_CHUNK_FRAMES: Final = 1 << 15
_WARM_UP_FRAMES: Final = 4096
"""Frames of the file fed to the resampler before those that are wanted: longer than its filter."""


class Decoder:
    """Reads WAV, FLAC, OGG, Opus and MP3. Reading onwards is cheap; elsewhere costs a seek."""

    def __init__(self, path: Path) -> None:
        import soundfile

        self._failures = (soundfile.SoundFileError, OSError, RuntimeError)
        self.path = path
        try:
            self._file = soundfile.SoundFile(path)
        except self._failures as problem:
            raise self._unreadable(problem) from problem
        self._rate_hz: int = self._file.samplerate
        self.frame_count = self._file.frames * SAMPLE_RATE_HZ // self._rate_hz
        self._resampler: Any = None
        self._left = np.zeros((0, CHANNELS), dtype=np.float32)
        self._position = 0
        self._rewind(0)

    def _unreadable(self, problem: Exception) -> PresenceError:
        return PresenceError(
            f"{self.path} is no sound that can be read: {problem}",
            "Sounds may be WAV, FLAC, OGG Vorbis, Opus or MP3 files.",
        )

    def read(self, start_frame: int, frame_count: int) -> Samples:
        """(n, CHANNELS); n < `frame_count` only at the end of the file."""
        try:
            if start_frame != self._position:
                self._rewind(start_frame)
            parts, missing = [], min(frame_count, self.frame_count - start_frame)
            while missing > 0:
                part = self._next(missing)
                parts.append(part)
                missing -= len(part)
                if not len(part):
                    parts.append(np.zeros((missing, CHANNELS), dtype=np.float32))
                    missing = 0
        except self._failures as problem:
            raise self._unreadable(problem) from problem
        result: Samples = parts[0] if len(parts) == 1 else np.concatenate(parts or [self._left[:0]])
        self._position = start_frame + len(result)
        return result

    def close(self) -> None:
        self._file.close()

    def _next(self, most: int) -> Samples:
        """Up to `most` frames onwards; none at the end of the file."""
        while not len(self._left):
            chunk = self._file.read(_CHUNK_FRAMES, dtype="float32", always_2d=True)
            last = len(chunk) < _CHUNK_FRAMES
            self._left = self._at_mix_rate(_stereo(chunk), last)
            if last:
                break
        part, self._left = self._left[:most], self._left[most:]
        return part

    def _at_mix_rate(self, chunk: Samples, last: bool) -> Samples:
        if self._resampler is None:
            return chunk
        resampled: Samples = self._resampler.resample_chunk(chunk, last=last)
        if last:
            self._resampler = _resampler(self._rate_hz)
        return resampled

    def _rewind(self, start_frame: int) -> None:
        """To a place where a frame of the file and one of ours coincide, then on by listening."""
        self._left = self._left[:0]
        self._position = start_frame
        if self._rate_hz == SAMPLE_RATE_HZ:
            self._file.seek(start_frame)
            return
        common = math.gcd(self._rate_hz, SAMPLE_RATE_HZ)
        theirs, ours = self._rate_hz // common, SAMPLE_RATE_HZ // common
        step = max(0, start_frame // ours - math.ceil(_WARM_UP_FRAMES / theirs))
        self._file.seek(step * theirs)
        self._resampler = _resampler(self._rate_hz)
        unwanted = start_frame - step * ours
        while unwanted > 0:
            skipped = len(self._next(unwanted))
            unwanted = unwanted - skipped if skipped else 0


def _resampler(rate_hz: int) -> Any:
    import soxr

    return soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, CHANNELS, dtype="float32", quality="HQ")


def _stereo(samples: Samples) -> Samples:
    """Mono to both sides; of more than two channels, every second one to each side."""
    count = samples.shape[1]
    if count == CHANNELS:
        return samples
    if count == 1:
        return np.repeat(samples, CHANNELS, axis=1)
    sides = [samples[:, side::CHANNELS].mean(axis=1) for side in range(CHANNELS)]
    return np.stack(sides, axis=1).astype(np.float32)
