"""The beds of a Timeline → which of them sound in a stretch, and how loud each is at each frame."""

from collections.abc import Iterator

import numpy as np

from presence.mix.duck import Duck
from presence.mix.ramps import Gains, fade_in, fade_out
from presence.mix.timeline import Timeline
from presence.mix.track import Placed
from presence.sequence.cues import Bed
from presence.units import frames_of

Fade = tuple[int, int]
"""Where a bed begins to fade out, and over how many frames."""


class BedGains:
    """Where one bed gives way to another, both sound for as long as the new one fades in.

    A change within a fade hastens it: a bed is gone once any later one has faded in.
    """

    def __init__(self, timeline: Timeline, duck: Duck) -> None:
        self._timeline = timeline
        self._duck = duck

    def sounding(
        self, start_frame: int, end_frame: int
    ) -> Iterator[tuple[Placed[Bed], list[Fade]]]:
        """Each bed heard in the stretch, the last of them first, and what fades it out."""
        placed = self._timeline.beds.placed
        fades = self._closing_fade()
        following = None
        for index in range(self._timeline.beds.latest(end_frame - 1), -1, -1):
            bed = placed[index]
            if following is None or bed.start_frame < following:  # else replaced as it began
                if bed.item.sound is not None:
                    yield bed, fades
                following = bed.start_frame
                fades = [*fades, (bed.start_frame, frames_of(bed.item.fade))]
                if sum(fades[-1]) <= start_frame:
                    return

    def of(
        self,
        bed: Placed[Bed],
        fades: list[Fade],
        start_frame: int,
        end_frame: int,
        gain: float,
        least_rise: float = 0.0,
    ) -> Gains:
        """`gain`, faded in, faded out by `fades` and ducked, over the stretch.

        Where nothing sounds beneath it to fade from, it is at least `least_rise` as loud.
        """
        gains = Gains(start_frame, end_frame, gain)
        gains.multiply_flat(start_frame, bed.start_frame, 0.0)
        rise = fade_in(frames_of(bed.item.fade))
        if least_rise and swells_from_silence(self._timeline, bed):
            rise = np.maximum(rise, np.float32(least_rise))
        gains.multiply(bed.start_frame, rise)
        for first, fade in fades:
            gains.multiply(first, fade_out(fade))
            gains.multiply_flat(first + fade, end_frame, 0.0)
        self._duck.apply(gains, self._timeline.next_line_frame())
        return gains

    def _closing_fade(self) -> list[Fade]:
        """The fade to the end, once it is known where that is."""
        end, last = self._timeline.end_frame, self._timeline.beds.placed[-1:]
        if end is None or not last:
            return []
        fade = frames_of(last[0].item.fade)
        return [(end - fade, fade)]


def swells_from_silence(timeline: Timeline, bed: Placed[Bed]) -> bool:
    """Whether no other bed gives way to it."""
    before = timeline.beds.latest(bed.start_frame - 1)
    return before < 0 or timeline.beds.placed[before].item.sound is None


def rise_at(timeline: Timeline, bed: Placed[Bed], frame: int) -> float:
    """How far a bed has swelled from silence at a frame that it has begun by: 0…1."""
    rise, done = fade_in(frames_of(bed.item.fade)), frame - bed.start_frame
    if done >= len(rise) or not swells_from_silence(timeline, bed):
        return 1.0
    return float(rise[done])
