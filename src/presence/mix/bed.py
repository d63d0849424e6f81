"""The beds of a Timeline → their samples in a stretch: looped, cross-faded, ducked, faded out."""

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.loudness import VOICE_LUFS
from presence.mix.bed_gains import BedGains, Fade
from presence.mix.duck import Duck
from presence.mix.loop import Loop
from presence.mix.sounds import Sounds
from presence.mix.timeline import Timeline
from presence.mix.track import Placed
from presence.sequence.cues import Bed
from presence.units import gain_of_db


class BedMixer:
    """Opens each bed's loop when a stretch needs it."""

    def __init__(self, timeline: Timeline, sounds: Sounds, duck: Duck) -> None:
        self._sounds = sounds
        self._gains = BedGains(timeline, duck)

    def mix(self, start_frame: int, end_frame: int) -> Samples:
        """(frames, CHANNELS), new, to be added to."""
        total = None
        for bed, fades in self._gains.sounding(start_frame, end_frame):
            samples = self._one(bed, fades, start_frame, end_frame)
            total = samples if total is None else np.add(total, samples, out=total)
        if total is None:
            return np.zeros((end_frame - start_frame, CHANNELS), dtype=np.float32)
        return total

    def bound(self, start_frame: int, end_frame: int) -> float:
        """What no sample of the stretch can exceed."""
        return sum(
            self._gain(bed.item) * self._loop(bed.item).peak
            for bed, _ in self._gains.sounding(start_frame, end_frame)
        )

    def _loop(self, cue: Bed) -> Loop:
        if cue.sound is None:
            raise ValueError("a bed that is off has no loop")
        return self._sounds.loop(cue.sound)

    def _gain(self, cue: Bed) -> float:
        return gain_of_db(VOICE_LUFS + cue.level_db - self._loop(cue).lufs)

    def _one(
        self, bed: Placed[Bed], fades: list[Fade], start_frame: int, end_frame: int
    ) -> Samples:
        gains = self._gains.of(bed, fades, start_frame, end_frame, self._gain(bed.item))
        first = max(start_frame, bed.start_frame)
        samples = self._loop(bed.item).read(first - bed.start_frame, end_frame - first)
        if first > start_frame:
            samples = np.pad(samples, ((first - start_frame, 0), (0, 0)))
        return gains.scale(samples)
