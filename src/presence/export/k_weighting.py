"""Steps of a tenth of a second, one after the other → the energy of each after K-weighting.

The two filters of ITU-R BS.1770-4 in a row, exact and without a loop over the samples: within a
short run of frames, what comes out is a matrix times what goes in, and times what the filters
remember from before; what they remember is carried from run to run in the same way.
"""

import functools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from presence.audio import CHANNELS, Samples
from presence.loudness import HIGH_PASS, SHELF, STEP_FRAMES

Matrix = NDArray[np.float64]

_RUN_FRAMES: Final = 60
_RUNS_A_GROUP: Final = 10
_GROUPS_A_STEP: Final = STEP_FRAMES // (_RUN_FRAMES * _RUNS_A_GROUP)
_RUNS_A_STEP: Final = _RUNS_A_GROUP * _GROUPS_A_STEP
_RUNS_A_BATCH: Final = 40
"""So few that BLAS multiplies them in this thread: to wake others costs more than they bring."""
_STATES: Final = 4
_FORGOTTEN: Final = 1e-9


class KWeighting:
    """Remembers, from call to call, what the filters do. At 48 kHz."""

    def __init__(self) -> None:
        self._state = np.zeros((CHANNELS, _STATES))

    def energies(self, samples: Samples) -> Matrix:
        """(steps * STEP_FRAMES, CHANNELS) → (steps,): sums of squares, of all channels together."""
        steps = len(samples) // STEP_FRAMES
        if not np.abs(self._state).max() > _FORGOTTEN and not samples.any():
            self._state[:] = 0.0
            return np.zeros(steps)
        if self._is_one_sound(samples):
            energies, state = _weigh(samples[:, :1], self._state[:1])
            self._state[:] = state
            return CHANNELS * energies
        energies, self._state = _weigh(samples, self._state)
        return energies

    def _is_one_sound(self, samples: Samples) -> bool:
        """Whether all channels are the same, as of a voice, and were."""
        return bool(
            (self._state == self._state[0]).all() and (samples[:, 1:] == samples[:, :1]).all()
        )


def _weigh(samples: Samples, state: Matrix) -> tuple[Matrix, Matrix]:
    """(frames, channels) and (channels, states) → energies, and the state after them."""
    m = _matrices()
    channels, steps = samples.shape[1], len(samples) // STEP_FRAMES
    runs = np.empty((channels, steps, _RUNS_A_STEP, _RUN_FRAMES + _STATES), dtype=np.float32)
    runs[..., :_RUN_FRAMES] = samples.T.reshape(channels, steps, _RUNS_A_STEP, _RUN_FRAMES)
    batches = runs.reshape(-1, _RUNS_A_BATCH, _RUN_FRAMES + _STATES)
    kicks = batches[..., :_RUN_FRAMES] @ m.kick
    in_groups = kicks.reshape(channels, steps, _GROUPS_A_STEP, -1) @ m.runs.kick
    in_steps = in_groups[..., -_STATES:].reshape(channels, steps, -1) @ m.groups.kick
    first = np.empty((channels, steps, _STATES))
    for step in range(steps):
        first[:, step] = state
        state = in_steps[:, step, -_STATES:] + state @ m.groups.carry[:, -_STATES:]
    at_groups = _starts(in_steps, first, m.groups.carry)
    at_runs = _starts(in_groups, at_groups.reshape(*in_groups.shape[:-1], _STATES), m.runs.carry)
    runs[..., _RUN_FRAMES:] = at_runs.reshape(channels, steps, _RUNS_A_STEP, _STATES)
    weighted = (batches @ m.out).reshape(channels * steps, STEP_FRAMES)
    energies = np.einsum("ij,ij->i", weighted, weighted).astype(np.float64)
    return energies.reshape(channels, steps).sum(axis=0), state


def _starts(within: Matrix, first: Matrix, carry: Matrix) -> Matrix:
    """The state at the start of each part: what the parts before it left, and the whole had."""
    return (within + first @ carry)[..., :-_STATES]


@dataclass(frozen=True)
class _Chain:
    """`count` parts in a row: the states at the start of each, and after the last.

    Times what each part leaves behind (`kick`), and times the state before all (`carry`).
    """

    kick: Matrix
    carry: Matrix


@dataclass(frozen=True)
class _Matrices:
    """A run's samples, and the state before them, times `out` is what comes out; the samples
    alone times `kick` is what is remembered of them."""

    out: NDArray[np.float32]
    kick: NDArray[np.float32]
    runs: _Chain
    groups: _Chain


@functools.cache
def _matrices() -> _Matrices:
    a, b, c, d = _in_a_row(_state_space(*SHELF), _state_space(*HIGH_PASS))
    powers = [np.linalg.matrix_power(a, n) for n in range(_RUN_FRAMES + 1)]
    response = [d, *(float(c @ power @ b) for power in powers[:-1])]
    out = np.zeros((_RUN_FRAMES, _RUN_FRAMES))
    for frame in range(_RUN_FRAMES):
        out[frame, frame:] = response[: _RUN_FRAMES - frame]
    kick = np.stack([power @ b for power in powers[-2::-1]])
    ring = np.stack([c @ power for power in powers[:-1]], axis=1)
    run = powers[-1]
    return _Matrices(
        np.concatenate([out, ring]).astype(np.float32),
        kick.astype(np.float32),
        _chain(run, _RUNS_A_GROUP),
        _chain(np.linalg.matrix_power(run, _RUNS_A_GROUP), _GROUPS_A_STEP),
    )


def _chain(part: Matrix, count: int) -> _Chain:
    """Of parts that take a state to `part` times it."""
    powers = [np.linalg.matrix_power(part, n).T for n in range(count + 1)]
    kick = np.zeros((count, _STATES, count + 1, _STATES))
    for place in range(count):
        for later in range(place + 1, count + 1):
            kick[place, :, later] = powers[later - place - 1]
    size = _STATES * (count + 1)
    return _Chain(kick.reshape(-1, size), np.stack(powers, axis=1).reshape(_STATES, size))


Filter = tuple[Matrix, Matrix, Matrix, float]
"""State space: next = A state + B x, y = C state + D x."""


def _state_space(b: tuple[float, ...], a: tuple[float, ...]) -> Filter:
    """Of a second-order filter, in the transposed direct form: its states stay as small as x."""
    steps = np.array([[-a[1], 1.0], [-a[2], 0.0]])
    return steps, np.array([b[1] - a[1] * b[0], b[2] - a[2] * b[0]]), np.array([1.0, 0.0]), b[0]


def _in_a_row(first: Filter, second: Filter) -> Filter:
    a1, b1, c1, d1 = first
    a2, b2, c2, d2 = second
    a: Any = np.block([[a1, np.zeros((2, 2))], [np.outer(b2, c1), a2]])
    return a, np.concatenate([b1, b2 * d1]), np.concatenate([d2 * c1, c2]), d1 * d2
