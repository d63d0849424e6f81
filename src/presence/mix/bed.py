"""The beds of a Timeline → their samples in a stretch: looped, cross-faded, ducked, faded out."""

from typing import Final

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.loudness import VOICE_LUFS
from presence.mix.bed_gains import BedGains, Fade
from presence.mix.duck import Duck
from presence.mix.loop import Loop
from presence.mix.sounds import Sounds
from presence.mix.source import PLAIN, Bedding
from presence.mix.timeline import Timeline
from presence.mix.track import Placed
from presence.sequence.cues import Bed
from presence.units import gain_of_db

_ONE: Final = np.ones((1, 1), dtype=np.float32)


class BedMixer:
    """Opens each bed's loop when a stretch needs it."""

    def __init__(self, timeline: Timeline, sounds: Sounds, duck: Duck) -> None:
        self._timeline = timeline
        self._sounds = sounds
        self._gains = BedGains(timeline, duck)

    def mix(self, start_frame: int, end_frame: int, bedding: Bedding = PLAIN) -> Samples:
        """(frames, CHANNELS), new, to be added to."""
        total = None
        for bed, fades in self._gains.sounding(start_frame, end_frame):
            samples = self._one(bed, fades, start_frame, end_frame, bedding)
            total = samples if total is None else np.add(total, samples, out=total)
        if total is None:
            return np.zeros((end_frame - start_frame, CHANNELS), dtype=np.float32)
        return total

    def is_ready(self, start_frame: int, end_frame: int) -> bool:
        """Whether the loops of a stretch are open; begins to open them and the one after them."""
        sounding = [bed for bed, _ in self._gains.sounding(start_frame, end_frame)]
        open_now = [self._is_open(bed.item) for bed in sounding]
        following = self._timeline.beds.latest(end_frame - 1) + 1
        for bed in self._timeline.beds.placed[following : following + 1]:
            self._is_open(bed.item)
        return all(open_now)

    def hold(self, frame: int, first: int, frame_count: int, bedding: Bedding = PLAIN) -> Samples:
        """(frame_count, CHANNELS), new: as it sounds at `frame`, its gains held there, its loop
        from `first` frames after that place on."""
        total = np.zeros((frame_count, CHANNELS), dtype=np.float32)
        for bed, fades in self._gains.sounding(frame, frame + 1):
            gain = self._gain(bed.item) * bedding.gain
            gains = self._gains.of(bed, fades, frame, frame + 1, gain, bedding.least_rise)
            held = self._sound(bed, frame + first, frame_count, bedding)
            total += held * gains.scale(_ONE)
        return total

    def bound(self, start_frame: int, end_frame: int, bedding: Bedding = PLAIN) -> float:
        """What no sample of the stretch can exceed."""
        if bedding.gain == 0.0:  # of a peak that is not known, too
            return 0.0
        return bedding.gain * sum(
            self._gain(bed.item) * self._loop(bed.item).peak
            for bed, _ in self._gains.sounding(start_frame, end_frame)
        )

    def _loop(self, cue: Bed) -> Loop:
        if cue.sound is None:
            raise ValueError("a bed that is off has no loop")
        return self._sounds.loop(cue.sound)

    def _is_open(self, cue: Bed) -> bool:
        return cue.sound is None or self._sounds.is_ready(cue.sound)

    def _gain(self, cue: Bed) -> float:
        return gain_of_db(VOICE_LUFS + cue.level_db - self._loop(cue).lufs)

    def _one(
        self,
        bed: Placed[Bed],
        fades: list[Fade],
        start_frame: int,
        end_frame: int,
        bedding: Bedding,
    ) -> Samples:
        gain = self._gain(bed.item) * bedding.gain
        rise = bedding.least_rise
        gains = self._gains.of(bed, fades, start_frame, end_frame, gain, rise)
        first = max(start_frame, bed.start_frame)
        samples = self._sound(bed, first, end_frame - first, bedding)
        if first > start_frame:
            samples = np.pad(samples, ((first - start_frame, 0), (0, 0)))
        return gains.scale(samples)

    def _sound(self, bed: Placed[Bed], first: int, frame_count: int, bedding: Bedding) -> Samples:
        """Not yet at its gain. Shifted back, a loop is in a later pass: none came before its
        first, and none would lead over to that one."""
        loop = self._loop(bed.item)
        place = first - bed.start_frame + bedding.shift_frames
        if bedding.shift_frames < 0:
            place += (1 - bedding.shift_frames // loop.period) * loop.period
        return loop.read(place, frame_count)
