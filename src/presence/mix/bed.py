"""The beds of a Timeline → the bed's samples in a stretch: looped, cross-faded, ducked, faded out."""

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


class BedMixer:
    """Where one bed gives way to another, both sound for as long as the new one fades in."""

    def __init__(self, timeline: Timeline, sounds: Sounds, duck: Duck) -> None:
        self._timeline = timeline
        self._sounds = sounds
        self._duck = duck

    def mix(self, start_frame: int, end_frame: int) -> Samples:
        """(frames, CHANNELS), new, to be added to."""
        total = None
        for bed, until, fade in self._sounding(start_frame, end_frame):
            samples = self._one(bed, until, fade, start_frame, end_frame)
            total = samples if total is None else np.add(total, samples, out=total)
        if total is None:
            return np.zeros((end_frame - start_frame, CHANNELS), dtype=np.float32)
        return total

    def bound(self, start_frame: int, end_frame: int) -> float:
        """What no sample of the stretch can exceed."""
        return sum(
            self._gain(bed.item) * self._loop(bed.item).peak
            for bed, _, _ in self._sounding(start_frame, end_frame)
        )

    def _loop(self, cue: Bed) -> Loop:
        if cue.sound is None:
            raise ValueError("a bed that is off has no loop")
        return self._sounds.loop(cue.sound)

    def _gain(self, cue: Bed) -> float:
        return gain_of_db(VOICE_LUFS + cue.level_db - self._loop(cue).lufs)

    def _sounding(
        self, start_frame: int, end_frame: int
    ) -> Iterator[tuple[Placed[Bed], int | None, int]]:
        """Each bed heard in the stretch, where it begins to fade out and over how many frames."""
        placed = self._timeline.beds.placed
        for index in range(self._timeline.beds.latest(end_frame - 1), -1, -1):
            bed = placed[index]
            following = placed[index + 1] if index + 1 < len(placed) else None
            until, fade = self._leaves(bed, following)
            if until is not None and until + fade <= start_frame:
                return
            if bed.item.sound is not None:
                yield bed, until, fade

    def _leaves(self, bed: Placed[Bed], following: Placed[Bed] | None) -> tuple[int | None, int]:
        if following:
            return following.start_frame, frames_of(following.item.fade)
        fade, end = frames_of(bed.item.fade), self._timeline.end_frame
        return (None, fade) if end is None else (end - fade, fade)

    def _one(
        self, bed: Placed[Bed], until: int | None, fade: int, start_frame: int, end_frame: int
    ) -> Samples:
        gains = Gains(start_frame, end_frame, self._gain(bed.item))
        gains.multiply_flat(start_frame, bed.start_frame, 0.0)
        gains.multiply(bed.start_frame, fade_in(frames_of(bed.item.fade)))
        if until is not None:
            gains.multiply(until, fade_out(fade))
            gains.multiply_flat(until + fade, end_frame, 0.0)
        self._duck.apply(gains, self._timeline.next_line_frame())
        first = max(start_frame, bed.start_frame)
        samples = self._loop(bed.item).read(first - bed.start_frame, end_frame - first)
        if first > start_frame:
            samples = np.pad(samples, ((first - start_frame, 0), (0, 0)))
        return gains.scale(samples)
