"""One moment of a breath in, a shape of block characters out: a hill that rises and sinks."""

from math import ceil, cos, pi
from typing import Final

from presence.mix.source import BreathMoment

_LEVELS: Final = " ▁▂▃▄▅▆▇█"
_EIGHTHS: Final = len(_LEVELS) - 1
_EMPTY: Final = 0.15
"""Of the whole size, what is there after breathing out: a shape that vanishes can't be followed."""
_OPENNESS: Final = {"in": (0.0, 1.0), "hold": (1.0, 1.0), "out": (1.0, 0.0), "rest": (0.0, 0.0)}
"""By phase: how open the lungs are as it begins, and as it ends."""


def openness(breath: BreathMoment) -> float:
    """How full the breath is, 0…1; it turns gently, as a breath does."""
    start, end = _OPENNESS.get(breath.phase, (0.0, 0.0))
    done = min(1.0, max(0.0, breath.done))
    return start + (end - start) * (0.5 - 0.5 * cos(pi * done))


def hill(openness: float, columns: int, rows: int) -> tuple[str, ...]:
    """`rows` rows, each `columns` characters wide, from the top down; 1 is as large as fits."""
    size = _EMPTY + (1 - _EMPTY) * openness
    half = (columns + 1) // 2
    heights = [_height(column, size, columns, rows) for column in range(half)]
    left = ["".join(_character(height, row) for height in heights) for row in range(rows)[::-1]]
    return tuple(each + each[::-1][columns % 2 :] for each in left)


def second_of(breath: BreathMoment) -> int:
    """Which second of the phase runs, counted from 1."""
    return max(1, min(ceil(breath.length_s), int(breath.done * breath.length_s) + 1))


def _height(column: int, size: float, columns: int, rows: int) -> int:
    """In eighths of a row: round on top, and flat where it ends. Where it is, it is seen."""
    away = abs(column + 0.5 - columns / 2) / max(1.0, size * columns / 2)
    return max(1, round(size * rows * _EIGHTHS * cos(pi / 2 * away) ** 1.5)) if away < 1 else 0


def _character(height: int, row: int) -> str:
    """Of a column `height` eighths high, the part in `row`, counted from the ground."""
    return _LEVELS[max(0, min(_EIGHTHS, height - row * _EIGHTHS))]
