"""A placed Timeline → how loud its bed is at any frame, by the mix's own rules."""

import math
from collections.abc import Callable

from presence.mix.bed_gains import BedGains
from presence.mix.duck import Duck
from presence.mix.timeline import Timeline
from presence.units import gain_of_db


def bed_level(timeline: Timeline) -> Callable[[int], float]:
    """Asked for a frame: 0 for no bed to 1 for the loudest bed of the exercise, not ducked.

    Amplitudes, not decibels: a fade of a few seconds and a duck of 3 dB can both be seen.
    """
    duck = Duck()
    for line in timeline.voice.placed:
        duck.hear(line.start_frame, line.end_frame)
    gains = BedGains(timeline, duck)
    levels = [bed.item.level_db for bed in timeline.beds.placed if bed.item.sound]
    loudest_db = max(levels, default=0.0)

    def at(frame: int) -> float:
        powers = (
            gains.of(bed, fades, frame, frame + 1, gain_of_db(bed.item.level_db - loudest_db))
            for bed, fades in gains.sounding(frame, frame + 1)
        )
        return math.sqrt(sum(float(one.curve[0]) ** 2 for one in powers))

    return at


def has_bed(timeline: Timeline) -> bool:
    """Whether any bed sounds at all."""
    return any(bed.item.sound for bed in timeline.beds.placed)
