"""A Ring in, what one output pulls out: each output has a tap of its own, closed for good."""

import time
from typing import Final

from presence.audio import Samples
from presence.play.ring import Ring
from presence.units import frames_of

LEAD_IN_FRAMES: Final = frames_of(0.1)
"""Silence before anything else, counted from the moment the device runs: sound servers lose the
beginning of a stream. PulseAudio lost 9 ms, and 35 ms at worst."""
_LONGEST_PULL_S: Final = 1.0
_LOOK_S: Final = 0.001


class Tap:
    """Where an output pulls from.

    A device that was given up may wake up late: once closed, its tap gives silence, so the ring
    has one consumer at any time.
    """

    def __init__(self, ring: Ring, taken_frames: int = 0) -> None:
        self.taken_frames = taken_frames  # with silence, and with what others took before
        self._ring = ring
        self._silence_left = LEAD_IN_FRAMES
        self._open = True
        self._inside = False

    def pull(self, out: Samples) -> None:
        """Fills `out` with what comes next. It copies and counts, nothing else."""
        self._inside = True  # before looking whether it is open: see `close`
        if self._open:
            silent = min(self._silence_left, len(out))
            if silent:
                out[:silent] = 0.0
                self._silence_left -= silent
            self._ring.pull(out[silent:] if silent else out)
            self.taken_frames += len(out)
        else:
            out.fill(0.0)
        self._inside = False

    def close(self) -> None:
        """Returns once no pull can reach the ring any more.

        A pull says that it is inside before it looks whether the tap is open; here it is closed
        before looking whether anyone is inside. Whoever is, is copying a block, and soon gone.
        """
        self._open = False
        deadline_s = time.monotonic() + _LONGEST_PULL_S
        while self._inside and time.monotonic() < deadline_s:
            time.sleep(_LOOK_S)
