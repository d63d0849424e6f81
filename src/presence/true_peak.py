"""Samples → their true peak: that of the wave between the samples.

ITU-R BS.1770-4, annex 2: four times as many samples, by its own filter. Only those are worked out
that can matter: most of a sound is far below its peak.
"""

import functools
import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float32]

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
_PHASES: Final = np.array([_PHASE_0, _PHASE_1, _PHASE_1[::-1], _PHASE_0[::-1]], dtype=np.float32)[
    :, ::-1
]
_TAPS: Final = _PHASES.shape[1]
TRUE_PEAK_REACH: Final = _TAPS // 2
"""What is between two samples depends on so many to either side."""
_NEAR: Final = slice(TRUE_PEAK_REACH - 1, TRUE_PEAK_REACH + 1)
_WEIGHTS: Final = np.abs(_PHASES)
_NEAR_WEIGHT: Final = float(_WEIGHTS[:, _NEAR].sum(axis=1).max())
_FAR_WEIGHT: Final = float(np.delete(_WEIGHTS, _NEAR, axis=1).sum(axis=1).max())
MOST_BETWEEN: Final = _NEAR_WEIGHT + _FAR_WEIGHT
"""No point between samples is further out than so many times those around it."""
_PIECE_FRAMES: Final = 64
_PART_FRAMES: Final = 1 << 14
"""As much as stays in a core's cache, and needs no new memory from the system each time."""


def true_magnitudes(samples: NDArray[np.floating[Any]], floor: float) -> Curve:
    """(frames, channels) → (frames,): how far out the wave is at each frame, on any channel.

    At a frame is what lies between it and its neighbours, too. Exact above `floor`; below, that of
    the sample alone. Of the first and last `TRUE_PEAK_REACH` frames only the samples are known.
    """
    magnitudes = _outer(samples)
    first = _worth_a_look(magnitudes, floor)
    if len(first):
        between = _between(samples, first)
        for near in (first + TRUE_PEAK_REACH - 1, first + TRUE_PEAK_REACH):
            magnitudes[near] = np.maximum(magnitudes[near], between)
    return magnitudes


def true_peak_of(samples: NDArray[np.floating[Any]]) -> float:
    """Of a whole sound, (frames,) or (frames, channels), with silence around it; 0 for none."""
    channels = samples[:, np.newaxis] if samples.ndim == 1 else samples
    silence = np.zeros((_TAPS, channels.shape[1]), dtype=channels.dtype)
    meter = TruePeak()
    for part in (silence, channels, silence):
        meter.add(part)
    return meter.peak


class TruePeak:
    """Takes blocks in order, (frames, channels) each."""

    def __init__(self) -> None:
        self._before: NDArray[np.floating[Any]] | None = None
        self.peak = 0.0

    def add(self, block: NDArray[np.floating[Any]]) -> None:
        """What is between the last samples is known once there are more."""
        if not len(block):
            return
        self.peak = max(self.peak, float(block.max()), -float(block.min()))
        for start in range(0, len(block), _PART_FRAMES):
            part = block[start : start + _PART_FRAMES]
            samples = part if self._before is None else np.concatenate([self._before, part])
            largest = max(float(samples.max()), -float(samples.min()))
            if largest * MOST_BETWEEN > self.peak:
                first = _worth_a_look(_outer(samples), self.peak)
                if len(first):
                    self.peak = max(self.peak, float(_between(samples, first).max()))
            self._before = samples[-(_TAPS - 1) :].copy()

    @property
    def dbtp(self) -> float:
        """Relative to full scale; −inf for silence."""
        return 20.0 * math.log10(self.peak) if self.peak > 0 else -math.inf


def _outer(samples: NDArray[np.floating[Any]]) -> Curve:
    """The largest magnitude in each row, new; numpy's own maximum, over so few, takes longer."""
    outer: Curve = functools.reduce(np.maximum, np.abs(samples.T))
    return outer.astype(np.float32, copy=False)


def _between(samples: NDArray[np.floating[Any]], first: NDArray[np.int64]) -> Curve:
    """In the middle of each window, which begins at `first`: how far out the wave is."""
    windows = samples[first[:, np.newaxis] + np.arange(_TAPS)].transpose(0, 2, 1)
    points = windows.reshape(-1, _TAPS).astype(np.float32, copy=False) @ _PHASES.T
    return _outer(points.reshape(len(first), -1))


def _worth_a_look(magnitudes: Curve, floor: float) -> NDArray[np.int64]:
    """The first frames of the windows that may hold something above `floor` in their middle."""
    whole = len(magnitudes) // _PIECE_FRAMES + 1
    padded = np.zeros((whole + 1) * _PIECE_FRAMES, dtype=np.float32)
    padded[: len(magnitudes)] = magnitudes
    own = np.maximum.reduceat(padded, np.arange(0, whole * _PIECE_FRAMES, _PIECE_FRAMES))
    around = own.copy()  # a window reaches into one piece more, on either side
    around[1:] = np.maximum(around[1:], own[:-1])
    around[:-1] = np.maximum(around[:-1], own[1:])
    pieces = np.flatnonzero(around * MOST_BETWEEN > floor)
    starts = pieces * _PIECE_FRAMES
    loud = padded[starts[:, np.newaxis] + np.arange(_PIECE_FRAMES + 1)]
    bounds = np.maximum(loud[:, :-1], loud[:, 1:]) * np.float32(_NEAR_WEIGHT)
    bounds += around[pieces, np.newaxis] * np.float32(_FAR_WEIGHT)
    piece, frame = np.divmod(np.flatnonzero(bounds > floor), _PIECE_FRAMES)
    first = starts[piece] + frame - (TRUE_PEAK_REACH - 1)
    inside = (first >= 0) & (first + _TAPS <= len(magnitudes))
    return np.asarray(first[inside])
