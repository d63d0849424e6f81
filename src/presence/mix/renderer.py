"""Timeline, clips and sounds → blocks of samples from any frame: all mixing is done here.

Blocks lie on a fixed grid, and each is computed from absolute frames alone: the same block is
the same samples whoever asks, in whatever order.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from presence.audio import CHANNELS, Clip, Samples
from presence.mix import breath
from presence.mix.bed import BedMixer
from presence.mix.duck import Duck
from presence.mix.limiter import (
    CEILING,
    CEILING_DB,
    REACH_FRAMES,
    ceiling_of,
    limit,
    limiting_gains,
)
from presence.mix.sounds import Sounds
from presence.mix.source import PLAIN, Bedding, Stems
from presence.mix.timeline import Timeline, spoken_of
from presence.narration.narrator import Narrator
from presence.true_peak import MOST_BETWEEN
from presence.units import gain_of_db

BLOCK_FRAMES: Final = 1 << 15
"""Some 0.68 s: large enough that numpy's cost a call is small, and still within a core's cache."""


def needed_for(start_frame: int, frame_count: int) -> tuple[int, int]:
    """The stretch, its first frame and the one beyond it, whose sounds the blocks that hold some
    frames are made of."""
    blocks_end = -(-(start_frame + frame_count) // BLOCK_FRAMES) * BLOCK_FRAMES
    return start_frame // BLOCK_FRAMES * BLOCK_FRAMES - REACH_FRAMES, blocks_end + REACH_FRAMES


class Renderer:
    """`volume_db` is the level of the whole mix."""

    def __init__(
        self, timeline: Timeline, narrator: Narrator, sounds: Sounds, volume_db: float = 0.0
    ) -> None:
        self._timeline = timeline
        self._narrator = narrator
        self._sounds = sounds
        self._volume = gain_of_db(volume_db)
        self._ceiling = CEILING
        self._duck = Duck()
        self._heard = 0  # lines that the duck has heard of
        self._bed = BedMixer(timeline, sounds, self._duck)

    def set_level(self, volume_db: float, ceiling_db: float = CEILING_DB) -> None:
        """The level of the whole mix, and what its true peaks are held below, from now on."""
        self._volume = gain_of_db(volume_db)
        self._ceiling = ceiling_of(ceiling_db)

    def block(self, index: int, bedding: Bedding = PLAIN) -> Samples:
        """(n, CHANNELS) float32: the block that begins at frame `index * BLOCK_FRAMES`.

        n is BLOCK_FRAMES but for the last block; 0 beyond the end. Not to be written to.
        """
        start, end = self._bounds(index)
        if start >= end:
            return np.zeros((0, CHANNELS), dtype=np.float32)
        if not self._may_exceed(start, end, bedding):
            return self._mix(start, end, bedding)
        return limit(self._with_reach(start, end, bedding), self._ceiling)

    def stems(self, index: int) -> Samples:
        """(n, 3, CHANNELS) float32: the same block taken apart into voice, bed and bells.

        The limiter's gain for the whole is on each, so they add up to the block but for rounding.
        The tones of breaths are among the bells.
        """
        start, end = self._bounds(index)
        stems = np.zeros((max(0, end - start), len(Stems._fields), CHANNELS), dtype=np.float32)
        if start < end:
            self._add_voice(stems[:, 0], start, end)
            stems[:, 1] = self._bed.mix(start, end)
            self._add_bells(stems[:, 2], start, end)
            self._level(stems, start, end)
        return stems

    def voice(self, index: int) -> Samples:
        """(n, CHANNELS) float32: the voice of `stems`. The rest is not mixed where nothing can
        come near the ceiling."""
        start, end = self._bounds(index)
        voice = np.zeros((max(0, end - start), CHANNELS), dtype=np.float32)
        if any(True for _ in self._timeline.voice.overlapping(start, end)):
            self._add_voice(voice, start, end)
            self._level(voice[:, np.newaxis], start, end)
        return voice

    def _level(self, stems: Samples, start: int, end: int) -> None:
        """Puts the volume and the limiter's gain for the whole mix on some of its stems."""
        stems *= np.float32(self._volume)
        if self._may_exceed(start, end, PLAIN):
            gains = limiting_gains(self._with_reach(start, end, PLAIN), self._ceiling)
            if gains is not None:
                stems *= gains[:, np.newaxis, np.newaxis]

    def has_beds(self, start_frame: int, end_frame: int) -> bool:
        """Whether the beds of a stretch that is placed are open; begins to open them."""
        return self._bed.is_ready(start_frame, end_frame)

    def hold(self, frame: int, ahead_frames: int, frame_count: int, bedding: Bedding) -> Samples:
        """(frame_count, CHANNELS) float32: the bed alone, held as it is at `frame`; its loop goes
        on from `ahead_frames` after that place. Waits for no line."""
        self._timeline.place_known(frame + REACH_FRAMES)
        self._hear()
        if not frame_count:
            return np.zeros((0, CHANNELS), dtype=np.float32)
        bound = self._bed.bound(frame, frame + 1, bedding) * self._volume * MOST_BETWEEN
        reach = 0 if bound <= self._ceiling else REACH_FRAMES
        samples = self._bed.hold(frame, ahead_frames - reach, frame_count + 2 * reach, bedding)
        samples *= np.float32(self._volume)
        return limit(samples, self._ceiling) if reach else samples

    def _bounds(self, index: int) -> tuple[int, int]:
        """A block's first frame and the one beyond it; all that sounds there is placed."""
        start, end = index * BLOCK_FRAMES, (index + 1) * BLOCK_FRAMES
        self._timeline.place_until(needed_for(start, BLOCK_FRAMES)[1])
        self._hear()
        whole = self._timeline.end_frame
        return start, end if whole is None else min(end, whole)

    def _hear(self) -> None:
        """Lets the duck know of the lines placed since."""
        for line in self._timeline.voice.placed[self._heard :]:
            self._duck.hear(line.start_frame, line.end_frame)
        self._heard = len(self._timeline.voice.placed)

    def _reach(self, start: int, end: int, bedding: Bedding) -> Samples:
        """The stretch beside a block that the limiter looks into; silence beyond either end."""
        samples = np.zeros((end - start, CHANNELS), dtype=np.float32)
        low, high = max(start, 0), min(end, self._timeline.end_frame or end)
        if low < high:
            samples[low - start : high - start] = self._mix(low, high, bedding)
        return samples

    def _with_reach(self, start: int, end: int, bedding: Bedding) -> Samples:
        """A block, and as much on either side as the limiter looks at."""
        before = self._reach(start - REACH_FRAMES, start, bedding)
        behind = self._reach(end, end + REACH_FRAMES, bedding)
        return np.concatenate([before, self._mix(start, end, bedding), behind])

    def _may_exceed(self, start: int, end: int, bedding: Bedding) -> bool:
        """Whether a wave might pass the ceiling: all that sounds in the stretch, and as far as the
        limiter looks, at its loudest, at once.

        Most of a session is far below it, and this is far cheaper than to look.
        """
        start, end = start - REACH_FRAMES, end + REACH_FRAMES
        bed = self._bed.bound(start, end, bedding) * MOST_BETWEEN
        sounds = [*self._sounding(start, end)]
        peaks = sum(clip.peak * gain for clip, gain in sounds)
        tones = breath.PEAK * any(True for _ in self._timeline.breaths.overlapping(start, end))
        smooth = bed + tones * MOST_BETWEEN
        if (smooth + peaks * MOST_BETWEEN) * self._volume <= self._ceiling:
            return False
        peaks = sum(clip.true_peak * gain for clip, gain in sounds)
        return (smooth + peaks) * self._volume > self._ceiling

    def _sounding(self, start: int, end: int) -> Iterator[tuple[Clip, float]]:
        """The clips that a stretch holds, each with its gain."""
        for line in self._timeline.voice.overlapping(start, end):
            yield self._narrator.clip(spoken_of(line.item)), gain_of_db(line.item.volume_db)
        for strike in self._timeline.bells.overlapping(start, end):
            yield self._sounds.bell(strike.item.sound), gain_of_db(strike.item.level_db)

    def _mix(self, start: int, end: int, bedding: Bedding) -> Samples:
        """Everything that sounds in the stretch, not yet limited."""
        samples = self._bed.mix(start, end, bedding)
        self._add_bells(samples, start, end)
        self._add_voice(samples, start, end)
        if self._volume != 1.0:
            samples *= np.float32(self._volume)
        return samples

    def _add_bells(self, samples: Samples, start: int, end: int) -> None:
        """Bells, and the tones of breaths."""
        for strike in self._timeline.bells.overlapping(start, end):
            ring = self._sounds.bell(strike.item.sound).samples
            _add(samples, start, strike.start_frame, ring, gain_of_db(strike.item.level_db))
        for phase in self._timeline.breaths.overlapping(start, end):
            low = max(start, phase.start_frame)
            tone = breath.tone(phase, low, min(end, phase.end_frame))
            if tone is not None:
                _add(samples, start, low, tone, 1.0)

    def _add_voice(self, samples: Samples, start: int, end: int) -> None:
        for line in self._timeline.voice.overlapping(start, end):
            clip = self._narrator.clip(spoken_of(line.item))
            _add(samples, start, line.start_frame, clip.samples, gain_of_db(line.item.volume_db))


def _add(samples: Samples, start: int, sound_start: int, sound: Samples, gain: float) -> None:
    """Adds the part of `sound`, which begins at `sound_start`, that lies in the stretch."""
    low = max(start, sound_start)
    high = min(start + len(samples), sound_start + len(sound))
    if low >= high:
        return
    part = sound[low - sound_start : high - sound_start]
    if gain != 1.0:
        part = part * np.float32(gain)
    into = samples[low - start : high - start]
    for channel in range(CHANNELS):  # numpy's own loop over so few takes thrice as long
        into[:, channel] += part if part.ndim == 1 else part[:, channel]
