"""Where the voice speaks → how far the bed steps back, beginning before each line.

Depth, times and the hold are those in use for guided meditations: 3 dB, from 1.5 s before a line
to 3 s after it, held over gaps under 8 s so that the bed does not pump between lines.
"""

from bisect import bisect_left
from typing import Final

from presence.mix.ramps import DUCK_DB, DUCK_GAIN, Gains, ease_db
from presence.units import SAMPLE_RATE_HZ

BEFORE_FRAMES: Final = SAMPLE_RATE_HZ * 3 // 2
AFTER_FRAMES: Final = SAMPLE_RATE_HZ * 3
HOLD_FRAMES: Final = SAMPLE_RATE_HZ * 8


class Duck:
    """Hears of lines in order; answers for any stretch up to the last it has heard of."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def hear(self, start_frame: int, end_frame: int) -> None:
        """A line from `start_frame` to `end_frame`."""
        if self._ends and start_frame - self._ends[-1] < HOLD_FRAMES:
            self._ends[-1] = max(self._ends[-1], end_frame)
        else:
            self._starts.append(start_frame)
            self._ends.append(end_frame)

    def apply(self, gains: Gains, next_line_frame: int | None) -> None:
        """Ducks `gains`; `next_line_frame` is where the next line, still unheard of, begins."""
        index = bisect_left(self._ends, gains.start_frame - HOLD_FRAMES)
        while index < len(self._starts) and self._starts[index] < gains.end_frame + BEFORE_FRAMES:
            self._stay_down(gains, index, next_line_frame)
            index += 1
        if next_line_frame is not None and not self._reaches(next_line_frame):
            self._step_back(gains, next_line_frame)

    def _stay_down(self, gains: Gains, index: int, next_line_frame: int | None) -> None:
        self._step_back(gains, self._starts[index])
        end = self._ends[index]
        is_last = index == len(self._starts) - 1
        if is_last and next_line_frame is not None and self._reaches(next_line_frame):
            gains.multiply_flat(self._starts[index], gains.end_frame, DUCK_GAIN)
            return
        gains.multiply_flat(self._starts[index], end, DUCK_GAIN)
        gains.multiply(end, ease_db(AFTER_FRAMES, DUCK_DB)[::-1])

    @staticmethod
    def _step_back(gains: Gains, line_frame: int) -> None:
        gains.multiply(line_frame - BEFORE_FRAMES, ease_db(BEFORE_FRAMES, DUCK_DB))

    def _reaches(self, line_frame: int) -> bool:
        return bool(self._ends) and line_frame - self._ends[-1] < HOLD_FRAMES
