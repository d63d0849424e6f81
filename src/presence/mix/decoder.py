"""A sound file of any rate and channel count → stereo float32 at 48 kHz, from any frame, streamed.

Sound is decoded in pieces on a fixed grid, each resampled by itself from the frames around it: a
piece is the same samples whether it was reached by reading on or by a jump.
"""

import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.errors import PresenceError
from presence.units import SAMPLE_RATE_HZ

_PIECE_S: Final = 10
_PIECE_FRAMES: Final = _PIECE_S * SAMPLE_RATE_HZ
_PIECES_KEPT: Final = 2
"""So that looking back a little, over the edge of a piece, decodes nothing anew."""

_MARGIN_FRAMES: Final = 4096
"""Frames of the file on either side of a piece that the resampler hears: longer than its filter."""
_PREROLL_FRAMES: Final = 8192
"""Frames of the file decoded for nothing after a jump: a lossy codec needs so many to be itself."""
_CHUNK_FRAMES: Final = 1 << 16
_MOST_CHANNELS: Final = 8
_RATES_HZ: Final = range(8_000, 384_001)
_MISSING_S: Final = 0.1
"""What may be missing at the end: an MP3's header can promise a little more than there is."""


class Decoder:
    """Reads WAV, FLAC, OGG, Opus and MP3. Reading onwards is cheap; elsewhere costs a seek.

    Every method raises PresenceError for a file that can't be read.
    """

    def __init__(self, path: Path, kept_frames: int = 0) -> None:
        """A sound of up to `kept_frames` is decoded once and kept."""
        import soundfile

        self._failures = (soundfile.SoundFileError, OSError, RuntimeError)
        self.path = path
        self._pieces: dict[int, Samples] = {}
        self._file = self._open()
        self._rate_hz: int = self._file.samplerate
        self._file_frames: int = self._file.frames
        try:
            self._check_form()
        except PresenceError:
            self.close()
            raise
        self.frame_count: int = self._file_frames * SAMPLE_RATE_HZ // self._rate_hz
        self._most_pieces = _PIECES_KEPT
        if self.frame_count <= kept_frames:
            self._most_pieces = self.frame_count // _PIECE_FRAMES + 1
        # frames of the file and of ours coincide at multiples of these
        common = math.gcd(self._rate_hz, SAMPLE_RATE_HZ)
        self._theirs, self._ours = self._rate_hz // common, SAMPLE_RATE_HZ // common
        self._margin = 0
        if self._rate_hz != SAMPLE_RATE_HZ:
            self._margin = math.ceil(_MARGIN_FRAMES / self._theirs) * self._theirs
        self._position = 0  # the frame of the file that is decoded next
        self._overlap = np.zeros((0, CHANNELS), dtype=np.float32)  # the frames just before it

    def read(self, start_frame: int, frame_count: int) -> Samples:
        """(n, CHANNELS) at 48 kHz, n < `frame_count` only at the end of the file.

        May be a view, not to be written to.
        """
        end = min(start_frame + frame_count, self.frame_count)
        parts = []
        while start_frame < end:
            index, at = divmod(start_frame, _PIECE_FRAMES)
            part = self._piece(index)[at : at + end - start_frame]
            parts.append(part)
            start_frame += len(part)
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros((0, CHANNELS), dtype=np.float32)

    def close(self) -> None:
        """Lets go of the file and of what was decoded of it."""
        self._file.close()
        self._pieces.clear()

    def _open(self) -> Any:
        import soundfile

        try:
            return soundfile.SoundFile(self.path)
        except self._failures as problem:
            raise self._unreadable(problem) from problem

    def _check_form(self) -> None:
        channels, rate_hz = self._file.channels, self._rate_hz
        if channels > _MOST_CHANNELS or rate_hz not in _RATES_HZ:
            raise PresenceError(
                f"{self.path} has {channels} channels at {rate_hz} Hz",
                f"A sound has at most {_MOST_CHANNELS} channels, at "
                f"{_RATES_HZ[0]:,} to {_RATES_HZ[-1]:,} Hz.",
            )

    def _unreadable(self, problem: Exception) -> PresenceError:
        return PresenceError(
            f"{self.path} is no sound that can be read: {problem}",
            "Sounds may be WAV, FLAC, OGG Vorbis, Opus or MP3 files.",
        )

    def _piece(self, index: int) -> Samples:
        if index not in self._pieces:
            while len(self._pieces) >= self._most_pieces:
                del self._pieces[next(iter(self._pieces))]
            try:
                self._pieces[index] = self._decode(index)
            except self._failures as problem:
                self._position = -1  # wherever it stopped: the next piece begins with a jump
                raise self._unreadable(problem) from problem
        return self._pieces[index]

    def _decode(self, index: int) -> Samples:
        """The piece that begins at frame `index * _PIECE_FRAMES`."""
        first = index * _PIECE_S * self._rate_hz
        low = max(0, first - self._margin)
        high = min(first + _PIECE_S * self._rate_hz + self._margin, self._file_frames)
        samples = self._raw(low, high)
        if self._margin:
            import soxr

            samples = soxr.resample(samples, self._rate_hz, SAMPLE_RATE_HZ, quality="HQ")
        skipped = (first - low) // self._theirs * self._ours
        wanted = min(_PIECE_FRAMES, self.frame_count - index * _PIECE_FRAMES)
        piece: Samples = samples[skipped : skipped + wanted]
        if len(piece) < wanted:  # the resampler rounds its length down
            piece = np.pad(piece, ((0, wanted - len(piece)), (0, 0)))
        return piece

    def _raw(self, low: int, high: int) -> Samples:
        """Stereo frames of the file from `low` to `high`, at its own rate."""
        if low != self._position - len(self._overlap):
            self._jump(low)
        samples = np.empty((high - low, CHANNELS), dtype=np.float32)
        done = len(self._overlap)
        samples[:done] = self._overlap
        while done < len(samples):
            chunk = self._next(min(_CHUNK_FRAMES, len(samples) - done))
            samples[done : done + len(chunk)] = chunk
            done += len(chunk)
        self._overlap = samples[len(samples) - min(2 * self._margin, len(samples)) :].copy()
        return samples

    def _next(self, frame_count: int) -> Samples:
        """Exactly so many frames of the file onwards."""
        chunk = _stereo(self._file.read(frame_count, dtype="float32", always_2d=True))
        if not np.isfinite(chunk).all():
            raise RuntimeError("it holds samples that are no numbers")
        self._position += len(chunk)
        missing = self._file_frames - self._position
        if not len(chunk):
            if missing > _MISSING_S * self._rate_hz:
                raise RuntimeError(f"it is cut off {missing / self._rate_hz:.1f} s before its end")
            chunk = np.zeros((frame_count, CHANNELS), dtype=np.float32)
            self._position += frame_count
        return chunk

    def _jump(self, frame: int) -> None:
        """To a frame of the file, by a fresh start: after a seek in a file that was read from,
        libsndfile gives up to a block of wrong frames of Vorbis (its issue 885)."""
        self._file.close()
        self._file = self._open()
        self._overlap = self._overlap[:0]
        self._position = max(0, frame - _PREROLL_FRAMES)
        if self._position:
            self._file.seek(self._position)
        while self._position < frame:
            self._next(min(_CHUNK_FRAMES, frame - self._position))


def _stereo(samples: Samples) -> Samples:
    """Mono to both sides; of more than two channels, every second one to each side."""
    count = samples.shape[1]
    if count == CHANNELS:
        return samples
    if count == 1:
        return np.repeat(samples, CHANNELS, axis=1)
    sides = [samples[:, side::CHANNELS].mean(axis=1) for side in range(CHANNELS)]
    return np.stack(sides, axis=1).astype(np.float32)
