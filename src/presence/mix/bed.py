"""The beds of a Timeline → their samples in a stretch: looped, cross-faded, ducked, faded out."""

from collections.abc import Iterator

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.loudness import VOICE_LUFS
from presence.mix.duck import Duck
from presence.mix.loop import Loop
from presence.mix.ramps import Gains, fade_in, fade_out
from presence.mix.sounds import Sounds
from presence.mix.timeline import Timeline
from presence.mix.track import Placed
from presence.sequence.cues import Bed
from presence.units import frames_of, gain_of_db

Fade = tuple[int, int]
"""Where a bed begins to fade out, and over how many frames."""


class BedMixer:
    """Where one bed gives way to another, both sound for as long as the new one fades in.

    A change within a fade hastens it: a bed is gone once any later one has faded in.
    """

    def __init__(self, timeline: Timeline, sounds: Sounds, duck: Duck) -> None:
        self._timeline = timeline
        self._sounds = sounds
        self._duck = duck

    def mix(self, start_frame: int, end_frame: int) -> Samples:
        """(frames, CHANNELS), new, to be added to."""
        total = None
        for bed, fades in self._sounding(start_frame, end_frame):
            samples = self._one(bed, fades, start_frame, end_frame)
            total = samples if total is None else np.add(total, samples, out=total)
        if total is None:
            return np.zeros((end_frame - start_frame, CHANNELS), dtype=np.float32)
        return total

    def bound(self, start_frame: int, end_frame: int) -> float:
        """What no sample of the stretch can exceed."""
        return sum(
            self._gain(bed.item) * self._loop(bed.item).peak
            for bed, _ in self._sounding(start_frame, end_frame)
        )

    def _loop(self, cue: Bed) -> Loop:
        if cue.sound is None:
            raise ValueError("a bed that is off has no loop")
        return self._sounds.loop(cue.sound)

    def _gain(self, cue: Bed) -> float:
        return gain_of_db(VOICE_LUFS + cue.level_db - self._loop(cue).lufs)

    def _sounding(
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

    def _closing_fade(self) -> list[Fade]:
        """The fade to the end, once it is known where that is."""
        end, last = self._timeline.end_frame, self._timeline.beds.placed[-1:]
        if end is None or not last:
            return []
        fade = frames_of(last[0].item.fade)
        return [(end - fade, fade)]

    def _one(
        self, bed: Placed[Bed], fades: list[Fade], start_frame: int, end_frame: int
    ) -> Samples:
        gains = Gains(start_frame, end_frame, self._gain(bed.item))
        gains.multiply_flat(start_frame, bed.start_frame, 0.0)
        gains.multiply(bed.start_frame, fade_in(frames_of(bed.item.fade)))
        for first, fade in fades:
            gains.multiply(first, fade_out(fade))
            gains.multiply_flat(first + fade, end_frame, 0.0)
        self._duck.apply(gains, self._timeline.next_line_frame())
        first = max(start_frame, bed.start_frame)
        samples = self._loop(bed.item).read(first - bed.start_frame, end_frame - first)
        if first > start_frame:
            samples = np.pad(samples, ((first - start_frame, 0), (0, 0)))
        return gains.scale(samples)
