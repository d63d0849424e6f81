"""A source from a frame on, or held at one, in → its samples at any frame of the ring out."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from presence.audio import Samples
from presence.mix.source import Bedding, BedPlace, Source
from presence.play.fades import falling_gains, rising_gains
from presence.units import frames_of

ARRIVAL_FADE_FRAMES: Final = frames_of(0.01)
"""Before the frame where a layer stops: what still sounds there, a bell perhaps, must not click.
A line ends there too, so it is short."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What sounds from some frame of the ring on; it is computed anew for any stretch of it.

    Up to the ring's frame `anchor` the bed alone sounds, held as it is at the source's `frame`.
    From there the source moves on, as far as `until_cue`; there the bed is held again. One that
    does not move is held at `frame` all along. The place in the bed's loop goes on through all
    of that: it is `shift` frames beyond where it would be in an export.
    """

    source: Source
    frame: int
    anchor: int
    moves: bool = True
    until_cue: int | None = None
    until_frame: int | None = None  # where that cue lies, once it is placed
    end_frame: int | None = None  # where the source ends, once it came to that
    shift: int = 0
    bed_gain: float = 1.0
    bed_rise: float = 0.0  # its bed has swelled so far already: it does not begin to swell again
    level: float = 1.0
    fade_in_frames: int = 0  # in which the source joins the bed

    @property
    def arrival(self) -> int | None:
        """The ring's frame at which it stops moving; None while that is not known."""
        if not self.moves or self.until_frame is None:
            return None
        return self.anchor + max(0, self.until_frame - self.frame)

    def frame_at(self, ring_frame: int) -> int:
        """The source's frame that sounds, or is held, at a frame of the ring."""
        if not self.moves:
            return self.frame
        frame = self.frame + max(0, ring_frame - self.anchor)
        for bound in (self.until_frame, self.end_frame):
            frame = frame if bound is None else max(self.frame, min(frame, bound))
        return frame

    def bed_at(self, ring_frame: int) -> BedPlace | None:
        """Where in its loop the bed is at a frame of the ring; None without a bed."""
        frame = self.frame_at(ring_frame)
        place = self.source.bed_place(frame)
        if place is None:
            return None
        ahead = self.shift + ring_frame - self._ring_frame_of(frame)
        rise = max(place.rise, self._rise_at(frame))
        return BedPlace(place.sound, place.loop_frame + ahead, rise)

    def with_until(self) -> "Layer":
        """The same, having asked where the cue lies at which it stops."""
        if not self.moves or self.until_cue is None or self.until_frame is not None:
            return self
        return replace(self, until_frame=self.source.frame_of(self.until_cue))

    def held_at(self, ring_frame: int) -> "Layer":
        """The bed alone, from what sounds at a frame of the ring, at its place in the loop."""
        frame = self.frame_at(ring_frame)
        rise = self._rise_at(frame)
        anchor = self._ring_frame_of(frame)
        return replace(self, frame=frame, anchor=anchor, moves=False, bed_rise=rise)

    def after(self, before: "Layer | None", ring_frame: int) -> "Layer":
        """The same, its bed going on from where another layer's is at a frame of the ring: at that
        place in the loop, and no softer, should it come to where that bed had first to swell.

        Where that had another bed it sounds as exported, or, held ahead of where it begins, from
        the beginning of its loop.
        """
        place = self.source.bed_place(self.frame)
        if place is None:
            return replace(self, shift=0)
        ahead = self.anchor - ring_frame
        known = before.bed_at(ring_frame) if before else None
        if known is None or known.sound != place.sound:
            return replace(self, shift=max(0, ahead - place.loop_frame))
        return replace(
            self,
            shift=known.loop_frame + ahead - place.loop_frame,
            bed_rise=known.rise if known.rise > place.rise else 0.0,
        )

    def moving(self, first: int, end: int) -> tuple[int, int]:
        """The source's frames, first and end, that sound within a stretch of the ring."""
        if not self.moves:
            return self.frame, self.frame
        arrival = self.arrival
        first, end = max(first, self.anchor), end if arrival is None else min(end, arrival)
        begin = self.frame + first - self.anchor
        return begin, begin + max(0, end - first)

    def bed(self, first: int, end: int) -> Samples:
        """The bed alone, held as at `frame`: (end − first, CHANNELS)."""
        return self._levelled(self._held(self.frame, first, end))

    def render(self, first: int, end: int) -> Samples:
        """(n, CHANNELS) for a stretch of the ring; fewer than asked for where the source ends.

        It waits if the source does: ask that first. At full level and outside its fades these
        are the source's samples themselves, not to be written to.
        """
        if not self.moves:
            return self.bed(first, end)
        stop = end if self.arrival is None else self.arrival
        parts = [self._held(self.frame, first, min(end, self.anchor))]
        low, high = max(first, self.anchor), min(end, stop)
        if low < high:
            parts.append(self._moved(low, high))
        if max(first, stop) < end:
            parts.append(self._held(self.frame_at(stop), max(first, stop), end))
        parts = [part for part in parts if len(part)]
        if not parts:
            return self._held(self.frame, first, first)
        return self._levelled(parts[0] if len(parts) == 1 else np.concatenate(parts))

    def _moved(self, first: int, end: int) -> Samples:
        begin, stop = self.moving(first, end)
        samples = self.source.read(begin, stop - begin, self._bedding(begin))
        joining = min(self.anchor + self.fade_in_frames, first + len(samples)) - first
        if joining > 0:
            bed = self._held(self.frame, first, first + joining)
            gains = rising_gains(first - self.anchor, joining, self.fade_in_frames)
            samples = _blended(samples, 0, bed, gains)
        arrival = self.arrival
        if arrival is None:
            return samples
        length = min(ARRIVAL_FADE_FRAMES, arrival - self.anchor)
        leaving = max(first, arrival - length)
        if leaving < first + len(samples):
            bed = self._held(self.frame_at(arrival), leaving, first + len(samples))
            gains = falling_gains(leaving - arrival + length, len(bed), length)
            samples = _blended(samples, leaving - first, bed, gains)
        return samples

    def _held(self, frame: int, first: int, end: int) -> Samples:
        ahead = first - self._ring_frame_of(frame)
        return self.source.hold(frame, ahead, max(0, end - first), self._bedding(frame))

    def _bedding(self, frame: int) -> Bedding:
        return Bedding(self.shift, self.bed_gain, self._rise_at(frame))

    def _rise_at(self, frame: int) -> float:
        """That of the bed it began with; any other swells as written."""
        if not self.bed_rise:
            return 0.0
        first, here = self.source.bed_place(self.frame), self.source.bed_place(frame)
        if first is None or here is None:
            return 0.0
        same = here.loop_frame - first.loop_frame == frame - self.frame
        return self.bed_rise if same and here.sound == first.sound else 0.0

    def _ring_frame_of(self, frame: int) -> int:
        return self.anchor + frame - self.frame

    def _levelled(self, samples: Samples) -> Samples:
        if self.level == 1.0:
            return samples
        levelled: Samples = np.clip(samples * np.float32(self.level), -1.0, 1.0)
        return levelled


def _blended(samples: Samples, at: int, bed: Samples, gains: Samples) -> Samples:
    """`samples` by `gains`, and `bed` by what these leave of 1, from the index `at` on."""
    blended = samples.copy()
    part = blended[at : at + len(bed)]
    part[:] = bed + gains * (part - bed)
    return blended
