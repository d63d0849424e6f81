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
MOST_BETWEEN: Final = float(np.abs(_PHASES).sum(axis=1).max())
"""No point between samples is further out than so many times those around it."""
_PIECE_FRAMES: Final = 32
_PART_FRAMES: Final = 1 << 15
"""As much as stays in a core's cache, and needs no new memory from the system each time."""
_AT_ONCE: Final = 128
"""Pieces that are worked out together: the loudest first, so that few come after them."""


def true_magnitudes(samples: NDArray[np.floating[Any]], floor: float) -> Curve:
    """(frames, channels) → (frames,): how far out the wave is at each frame, on any channel.

    At a frame is what lies between it and its neighbours, too. Exact above `floor`; below, that of
    the sample alone. Of the first and last `TRUE_PEAK_REACH` frames only the samples are known.
    """
    magnitudes = _outer(samples)
    pieces = np.flatnonzero(_bounds(magnitudes) > floor)
    points = np.abs(_points(samples, pieces)).max(axis=1)
    between = points.reshape(len(pieces), _PIECE_FRAMES, -1).max(axis=2)
    first = pieces[:, np.newaxis] * _PIECE_FRAMES + np.arange(_PIECE_FRAMES)
    inside = first + _TAPS <= len(samples)
    first, between = first[inside], between[inside]
    for near in (first + TRUE_PEAK_REACH - 1, first + TRUE_PEAK_REACH):
        magnitudes[near] = np.maximum(magnitudes[near], between)
    return magnitudes


def true_peak_of(samples: NDArray[np.floating[Any]]) -> float:
    """Of a whole sound, (frames,) or (frames, channels), with silence around it; 0 for none."""
    channels = samples[:, np.newaxis] if samples.ndim == 1 else samples
    padded = np.pad(channels, ((_TAPS, _TAPS), (0, 0)))
    return _peak_of(padded, max(float(padded.max()), -float(padded.min())))


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
                self.peak = _peak_of(samples, self.peak)
            self._before = samples[-(_TAPS - 1) :].copy()

    @property
    def dbtp(self) -> float:
        """Relative to full scale; −inf for silence."""
        return 20.0 * math.log10(self.peak) if self.peak > 0 else -math.inf


def _outer(samples: NDArray[np.floating[Any]]) -> Curve:
    """The largest magnitude in each row, new; numpy's own maximum, over so few, takes longer."""
    outer: Curve = functools.reduce(np.maximum, np.abs(samples.T))
    return outer.astype(np.float32, copy=False)


def _peak_of(samples: NDArray[np.floating[Any]], known: float) -> float:
    """The furthest point between the samples, if it is beyond what is `known`; else that."""
    bounds = _bounds(_outer(samples))
    pieces = np.argsort(bounds)[::-1]
    for at in range(0, len(pieces), _AT_ONCE):
        if bounds[pieces[at]] <= known:
            break
        points = _points(samples, pieces[at : at + _AT_ONCE])
        known = max(known, float(points.max()), -float(points.min()))
    return known


def _bounds(magnitudes: Curve) -> Curve:
    """(frames,) → for each piece, beyond what no point of its windows can be."""
    bounds = np.maximum.reduceat(magnitudes, np.arange(0, len(magnitudes), _PIECE_FRAMES))
    bounds[:-1] = np.maximum(bounds[:-1], bounds[1:])  # its last windows reach into the next one
    bounds *= np.float32(MOST_BETWEEN)
    return bounds


def _points(samples: NDArray[np.floating[Any]], pieces: NDArray[np.int64]) -> Curve:
    """(pieces, channels, frames × phases): the wave in the middle of each window of `_TAPS` frames
    that begins in a piece; 0 where the window is not there as a whole."""
    first = pieces * _PIECE_FRAMES
    places = first[:, np.newaxis] + np.arange(_PIECE_FRAMES + _TAPS - 1)
    windows = samples[np.minimum(places, len(samples) - 1)].transpose(0, 2, 1)
    flat = windows.reshape(-1, windows.shape[2]).astype(np.float32, copy=False)
    points: Curve = (flat @ _piece_filter()).reshape(len(pieces), windows.shape[1], -1)
    for piece in np.flatnonzero(places[:, -1] >= len(samples)):
        whole = max(0, len(samples) - _TAPS + 1 - int(first[piece]))
        points[piece, :, whole * len(_PHASES) :] = 0.0
    return points


@functools.cache
def _piece_filter() -> NDArray[np.float32]:
    """The filter at every place of a piece, as one matrix: it takes a piece and what follows, and
    gives the points between, those of each frame together."""
    matrix = np.zeros((_PIECE_FRAMES + _TAPS - 1, _PIECE_FRAMES, len(_PHASES)), dtype=np.float32)
    for place in range(_PIECE_FRAMES):
        matrix[place : place + _TAPS, place] = _PHASES.T
    return matrix.reshape(len(matrix), -1)
