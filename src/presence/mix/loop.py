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
"""A file up to this is decoded once, as it is reached, and kept (35 MB); others are streamed."""
_SHORTEST_FRAMES: Final = SAMPLE_RATE_HZ // 10
_MEASURED_FRAMES: Final = 60 * SAMPLE_RATE_HZ


class Loop:
    """Endless stereo from any frame. The same frame is the same samples at every pass but the
    first, whose beginning nothing is folded into."""

    def __init__(self, path: Path) -> None:
        self._decoder = Decoder(path, kept_frames=SHORT_FRAMES)
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
        self.peak = self._find_peak(path)
        """Nothing in it is louder; infinite where it is not known, in a long file."""
        self._seam = self._make_seam()
        self.lufs = self._measure(path)

    def _find_peak(self, path: Path) -> float:
        known = resources.known_peak(path)
        if known is not None:
            return known  # so a bed of the shelf is heard before it is decoded to its end
        if self._decoder.frame_count > SHORT_FRAMES:
            return math.inf
        whole = self._decoder.read(0, self._decoder.frame_count)
        # two such peaks may meet at the seam, at 0.71 each
        return float(np.abs(whole).max(initial=0.0)) * math.sqrt(2)

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
        head, tail = self._decoder.read(0, self._fade), self._decoder.read(self.period, self._fade)
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
        return self._decoder.read(at, min(most, self.period - at))

    def close(self) -> None:
        self._decoder.close()


def _is_circular(path: Path) -> bool:
    """Whether the end of a sound leads to its beginning, as in those made for it: a crossfade
    would only make the partials of a chord beat."""
    return any(resources.sounds()[name] == path for name in resources.beds())
