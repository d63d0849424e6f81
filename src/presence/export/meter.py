"""Blocks of samples, as they are written → how loud the whole is, in memory that does not grow.

Integrated loudness is that of ITU-R BS.1770-4, true peak that of its annex 2, loudness range that
of EBU Tech 3342. Blocks are counted by their level to a hundredth of a unit, with the energy of
each kept, so that no gate needs a second look at any of them.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from presence.audio import CHANNELS, Samples
from presence.export.k_weighting import KWeighting
from presence.loudness import (
    ABSOLUTE_GATE_LUFS,
    RELATIVE_GATE_LU,
    STEP_FRAMES,
    STEPS_A_BLOCK,
    lufs_of,
    power_of,
)
from presence.true_peak import TruePeak

_STEPS_SHORT_TERM: Final = 30  # 3 s, as Tech 3342 asks
_RANGE_GATE_LU: Final = -20.0
_LOW_SHARE, _HIGH_SHARE = 0.10, 0.95
_FLOOR_STEPS: Final = 5  # half a second
_PIECE_FRAMES: Final = 12 * STEP_FRAMES
"""As much as stays in a core's cache from one pass over it to the next."""
_BINS_A_UNIT: Final = 100
_TOP_LUFS: Final = 30.0
Steps = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured; −inf where there is only silence."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    rms_db: float  # of all channels together, silence included
    floor_db: float  # RMS of the quietest half second: where nobody speaks, that is the noise


class Meter:
    """Takes blocks in order; `measures` is what all of them come to.

    Without `peaks` the true peak is left out, and −inf.
    """

    def __init__(self, *, peaks: bool = True) -> None:
        self._frame_count = 0
        self._rest = np.zeros((0, CHANNELS), dtype=np.float32)  # less than a step
        self._filters = KWeighting()
        self._peak = TruePeak()
        self._has_peaks = peaks
        self._weighted = np.zeros(0)
        self._plain = np.zeros(0)
        self._momentary, self._short_term = _Levels(), _Levels()
        self._energy = 0.0
        self._floor = math.inf

    def add(self, block: Samples) -> None:
        """(frames, CHANNELS), at 48 kHz."""
        for start in range(0, len(block), _PIECE_FRAMES):
            self._add(block[start : start + _PIECE_FRAMES])

    def _add(self, piece: Samples) -> None:
        if self._has_peaks:
            self._peak.add(piece)
        self._frame_count += len(piece)
        samples = np.concatenate([self._rest, piece])
        whole = len(samples) - len(samples) % STEP_FRAMES
        self._rest = samples[whole:].copy()
        if whole:
            self._take(samples[:whole])

    def measures(self) -> Measures:
        """After the last block: nothing may be added any more."""
        energy = self._energy + float(np.square(self._rest, dtype=np.float64).sum())
        missing = STEPS_A_BLOCK * STEP_FRAMES - self._frame_count
        if 0 < missing < STEPS_A_BLOCK * STEP_FRAMES:  # silence fills the block
            self._take(np.pad(self._rest, ((0, missing), (0, 0))))
        floor = self._floor if math.isfinite(self._floor) else 0.0
        return Measures(
            integrated_lufs=self._momentary.gated_lufs(RELATIVE_GATE_LU),
            range_lu=self._short_term.range_lu(_RANGE_GATE_LU),
            true_peak_dbtp=self._peak.dbtp,
            rms_db=_db(energy / max(self._frame_count * CHANNELS, 1)),
            floor_db=_db(floor / (_FLOOR_STEPS * STEP_FRAMES * CHANNELS)),
        )

    def _take(self, samples: Samples) -> None:
        """Whole steps."""
        rows = samples.reshape(-1, STEP_FRAMES * CHANNELS)
        plain = np.einsum("ij,ij->i", rows, rows).astype(np.float64)
        self._energy += float(plain.sum())
        weighted = self._filters.energies(samples)
        self._weighted = np.concatenate([self._weighted, weighted])
        self._plain = np.concatenate([self._plain, plain])
        new = len(weighted)
        self._momentary.add(_means(self._weighted, STEPS_A_BLOCK, new))
        self._short_term.add(_means(self._weighted, _STEPS_SHORT_TERM, new))
        floors = _sums(self._plain, _FLOOR_STEPS, new)
        self._floor = min(self._floor, float(floors.min(initial=math.inf)))
        self._weighted = self._weighted[-_STEPS_SHORT_TERM:]
        self._plain = self._plain[-_FLOOR_STEPS:]


class _Levels:
    """Blocks counted by their level, from the absolute gate upwards."""

    def __init__(self) -> None:
        bins = round((_TOP_LUFS - ABSOLUTE_GATE_LUFS) * _BINS_A_UNIT)
        self._counts = np.zeros(bins, dtype=np.int64)
        self._powers = np.zeros(bins)
        self.count = 0
        """All blocks, those below the gate too."""

    def add(self, powers: Steps) -> None:
        self.count += len(powers)
        powers = powers[powers > power_of(ABSOLUTE_GATE_LUFS)]
        levels = -0.691 + 10.0 * np.log10(powers)
        places = ((levels - ABSOLUTE_GATE_LUFS) * _BINS_A_UNIT).astype(np.int64)
        places = np.minimum(places, len(self._counts) - 1)
        np.add.at(self._counts, places, 1)
        np.add.at(self._powers, places, powers)

    def gated_lufs(self, gate_lu: float) -> float:
        """The mean of what is above `gate_lu` below the mean of all."""
        first = self._first(gate_lu)
        if first is None:
            return -math.inf
        return lufs_of(float(self._powers[first:].sum() / self._counts[first:].sum()))

    def range_lu(self, gate_lu: float) -> float:
        """From the level that a tenth lies under to the one that a twentieth lies over."""
        first = self._first(gate_lu)
        if first is None:
            return 0.0
        reached = np.cumsum(self._counts[first:])
        low, high = (
            int(np.searchsorted(reached, 1 + round((reached[-1] - 1) * share)))
            for share in (_LOW_SHARE, _HIGH_SHARE)
        )
        return (high - low) / _BINS_A_UNIT

    def _first(self, gate_lu: float) -> int | None:
        """The first bin that is over the gate; None if nothing was counted."""
        total = int(self._counts.sum())
        if not total:
            return None
        gate = lufs_of(float(self._powers.sum() / total)) + gate_lu
        return max(0, math.floor((gate - ABSOLUTE_GATE_LUFS) * _BINS_A_UNIT))


def _sums(steps: Steps, count: int, new: int) -> Steps:
    """Of each run of `count` steps that ends within the last `new`."""
    kept = steps[-(new + count - 1) :]
    return np.convolve(kept, np.ones(count), "valid") if len(kept) >= count else np.zeros(0)


def _means(steps: Steps, count: int, new: int) -> Steps:
    return _sums(steps, count, new) / (count * STEP_FRAMES)


def _db(power: float) -> float:
    return 10.0 * math.log10(power) if power > 0 else -math.inf
