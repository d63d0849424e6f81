"""Blocks of samples → their true peak: that of the wave between the samples.

ITU-R BS.1770-4, annex 2: four times as many samples, by its own filter.
"""

import math
from typing import Final

import numpy as np

from presence.audio import CHANNELS, Samples

_PHASE_0: Final = (
    0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875,
    0.1373291015625, 0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125,
    0.014892578125, -0.00830078125,
)  # fmt: skip
_PHASE_1: Final = (
    -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625,
    0.465087890625, 0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625,
    0.0330810546875, -0.0189208984375,
)  # fmt: skip
_PHASES: Final = np.array([_PHASE_0, _PHASE_1, _PHASE_1[::-1], _PHASE_0[::-1]])
_TAPS: Final = _PHASES.shape[1]
_MOST: Final = float(np.abs(_PHASES).sum(axis=1).max())
"""No sample between can be further out than so many times those around it."""
_PIECE_FRAMES: Final = 4096


class TruePeak:
    """Takes blocks in order. Most pieces of a quiet file can't raise the peak, and cost a look."""

    def __init__(self) -> None:
        self._before = np.zeros((_TAPS - 1, CHANNELS), dtype=np.float32)
        self._peak = 0.0

    def add(self, block: Samples) -> None:
        """(frames, CHANNELS)."""
        samples = np.concatenate([self._before, block])
        for start in range(0, len(block), _PIECE_FRAMES):
            piece = samples[start : start + _PIECE_FRAMES + _TAPS - 1]
            largest = float(np.abs(piece).max())
            self._peak = max(self._peak, largest)
            if largest * _MOST > self._peak:
                self._peak = max(self._peak, _between(piece))
        self._before = samples[-(_TAPS - 1) :]

    @property
    def dbtp(self) -> float:
        """Relative to full scale; −inf for silence."""
        return 20.0 * math.log10(self._peak) if self._peak > 0 else -math.inf


def _between(piece: Samples) -> float:
    windows = np.lib.stride_tricks.sliding_window_view(piece, _TAPS, axis=0)
    return float(np.abs(windows @ _PHASES.T[::-1]).max())
