"""A bed's file → a sound without end: over and over, its end folded into its beginning."""

import math
from pathlib import Path
from typing import Final

import numpy as np

from presence import resources
from presence.audio import Samples
from presence.errors import PresenceError
from presence.loudness import loudness_lufs
from presence.mix.decoder import Decoder
from presence.mix.ramps import fade_in, fade_out
from presence.units import SAMPLE_RATE_HZ

CROSSFADE_FRAMES: Final = 3 * SAMPLE_RATE_HZ
"""Of equal power, and as long as suits a recording of a place; a quarter of a file under 12 s."""
SHORT_FRAMES: Final = 90 * SAMPLE_RATE_HZ
"""Up to here a file is decoded once and kept (35 MB); a longer one is streamed."""
_SHORTEST_FRAMES: Final = SAMPLE_RATE_HZ // 10
_MEASURED_FRAMES: Final = 60 * SAMPLE_RATE_HZ


class Loop:
    """Endless stereo from any frame. The same frame is the same samples at every pass but the
    first, whose beginning nothing is folded into."""

    def __init__(self, path: Path) -> None:
        self._decoder = Decoder(path)
        try:
            self._prepare(path)
        except PresenceError:
            self.close()
            raise

    def _prepare(self, path: Path) -> None:
        whole = self._decoder.frame_count
        if whole < _SHORTEST_FRAMES:
            raise PresenceError(
                f"{path} is shorter than a tenth of a second", "A bed wants some seconds of sound."
            )
        self._fade = 0 if _is_circular(path) else min(CROSSFADE_FRAMES, whole // 4)
        self.period = whole - self._fade
        self._kept: Samples | None = None
        self.peak = math.inf
        """Nothing in it is louder; infinite where it is not known, in a long file."""
        if whole <= SHORT_FRAMES:
            self._kept = self._decoder.read(0, whole)
            self._decoder.close()
            self.peak = float(np.abs(self._kept).max(initial=0.0))
            if self._fade:
                self.peak *= math.sqrt(2)  # two such peaks may meet at the seam, at 0.71 each
        self._seam = self._make_seam()
        self.lufs = self._measure(path)

    def _measure(self, path: Path) -> float:
        """The loudness, of the first minute of a long file: a bed is to be heard at once.

        A file of under two seconds is measured as it will be heard, over and over.
        """
        known = resources.known_loudness_lufs(path)
        if known is not None:
            return known
        heard = min(max(self.period + self._fade, 2 * SAMPLE_RATE_HZ), _MEASURED_FRAMES)
        measured = loudness_lufs(self.read(0, heard))
        if math.isinf(measured):
            raise PresenceError(f"{path} is silent", "Choose another sound for the bed, or 'off'.")
        return measured

    def _make_seam(self) -> Samples:
        head, tail = self._raw(0, self._fade), self._raw(self.period, self._fade)
        rising, falling = fade_in(self._fade), fade_out(self._fade)
        seam: Samples = head * rising[:, np.newaxis] + tail * falling[:, np.newaxis]
        return seam

    def read(self, start_frame: int, frame_count: int) -> Samples:
        """(frame_count, CHANNELS); may be a view that is not to be written to."""
        parts = []
        while frame_count:
            part = self._onwards(start_frame, frame_count)
            parts.append(part)
            start_frame += len(part)
            frame_count -= len(part)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _onwards(self, start_frame: int, most: int) -> Samples:
        """From the place in the loop up to its next turn: the seam's end or the loop's."""
        at = start_frame % self.period
        if at < self._fade and start_frame >= self.period:
            return self._seam[at : at + most]
        return self._raw(at, min(most, self.period - at))

    def _raw(self, at: int, frame_count: int) -> Samples:
        if self._kept is None:
            return self._decoder.read(at, frame_count)
        return self._kept[at : at + frame_count]

    def close(self) -> None:
        self._decoder.close()


def _is_circular(path: Path) -> bool:
    """Whether the end of a sound leads to its beginning, as in those made for it: a crossfade
    would only make the partials of a chord beat."""
    return any(resources.sounds()[name] == path for name in resources.beds())
