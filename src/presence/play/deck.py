"""Layers in, a Ring kept filled out: what sounds, and how it gives way to what comes next."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.play.fades import falling_gains
from presence.play.layer import Layer
from presence.play.ring import Ring
from presence.play.transport import State, Stretch, Transport
from presence.units import frames_of

AHEAD_FRAMES: Final = frames_of(1.25)
"""Kept ready, so that a busy machine leaves no gap."""
LOW_FRAMES: Final = frames_of(0.4)
"""So few are left when the bed goes on without a line that is not ready."""
BLOCK_FRAMES: Final = frames_of(0.1)
MARGIN_FRAMES: Final = frames_of(0.03)
"""Left for the device to take while a change is made; more where it takes them faster."""
LONGEST_FADE_FRAMES: Final = frames_of(3.0)
WAIT_FADE_FRAMES: Final = frames_of(0.05)
"""Before a frame that is not ready. Once it is, the source goes on from where that began."""
DRAIN_FRAMES: Final = frames_of(0.1)
"""Silence after the last sound, beyond a device's latency: closing it can cost what it holds.
PortAudio's ALSA side lost all of that, miniaudio's PulseAudio side 35 ms."""
LONGEST_DRAIN_FRAMES: Final = frames_of(1.0)
_WIDEST_MARGIN_FRAMES: Final = frames_of(0.5)
_CAPACITY_FRAMES: Final = (
    _WIDEST_MARGIN_FRAMES + LONGEST_FADE_FRAMES + 2 * BLOCK_FRAMES + LONGEST_DRAIN_FRAMES
)

Remake = Callable[[int], Layer | None]
"""From the ring's frame at which a change begins to the layer that sounds from there on."""


class Deck:
    """One layer sounds at a time; the feeder's thread alone works here.

    A change takes back what the device has not reached, and lets that die away in what comes
    next. It fades frames that are queued as they are, so fades within fades multiply, and what
    was asked for before needs no further thought.
    """

    def __init__(self) -> None:
        self.ring = Ring(_CAPACITY_FRAMES)
        self.transport = Transport()
        self.layer: Layer | None = None
        self.complete = True  # nothing more is to be written
        self.fallen: tuple[int, int] | None = None
        """While the bed is held for a line: from where to go on, once all before the second of
        these frames is ready."""
        self._missing_frame = 0
        self.drain_frames = DRAIN_FRAMES

    @property
    def silent(self) -> bool:
        """Nothing sounds, and nothing is queued."""
        return self.complete and self.ring.queued == 0

    def ready(self, frame_count: int) -> bool:
        """Whether so many frames more can be written without waiting."""
        if self.layer is None:
            return True
        layer = self._ask_until(self.layer)
        begin, end = layer.moving(self.ring.written, self.ring.written + frame_count)
        if begin < end and not layer.source.ready(begin, end - begin):
            self._missing_frame = end
            return False
        self._ask_until(layer)  # what is ready is placed, so this cue is known or lies beyond
        return True

    def write_on(self, frame_count: int) -> None:
        """Queues what comes next of what sounds. Waits unless it is `ready`."""
        if self.layer is None:
            return
        first = self.ring.written
        samples = self.layer.render(first, first + frame_count)
        self.ring.write(samples)
        self.ring.idle = False
        if len(samples) < frame_count:
            self._come_to_the_end(first + len(samples), "playing")

    def change(self, remake: Remake, fade_frames: int, state: State, number: int) -> None:
        """Lets what sounds give way to the layer that `remake` makes, as soon as may be.

        Beneath what dies away lies the new layer's bed, so that a bed both have in common stays
        as loud as it is. The new layer's first frames, as many as the fade has, must be ready.
        """
        at, sounding = self._give_way(remake, fade_frames)
        self.fallen = None
        self._announce(at, state, number)
        if sounding < fade_frames:
            self._come_to_the_end(at + sounding, "playing")

    def tune(self, level: float, bed_gain: float, fade_frames: int) -> None:
        """Lets what sounds go on at another level, or over a louder or softer bed."""

        def tuned(_: int = 0) -> Layer | None:
            return self.layer and replace(self.layer, level=level, bed_gain=bed_gain)

        if self.layer is None or self._over():
            self.layer = tuned()
            return
        at, sounding = self._give_way(tuned, fade_frames, same=True)
        if sounding < fade_frames:
            self._come_to_the_end(at + sounding, "playing")

    def fall_back(self) -> None:
        """Holds the bed before the frame that is not ready; `fallen` says where to go on."""
        if (layer := self.layer) is None:
            return
        end, crossed = self.ring.written, False
        while not crossed:
            at = max(end - WAIT_FADE_FRAMES, self._soonest(MARGIN_FRAMES))
            held = layer.held_at(at)
            bed = held.bed(at, end)
            crossed = self._cross(at, bed, bed)
        self.layer, self.fallen = held, (held.frame, self._missing_frame)
        self._say(at, held.frame, moves=False, state="waiting", number=self._number_at(at))

    def go_silent(self, fade_frames: int, number: int) -> None:
        """Lets all that sounds die away, and ends."""
        if self.layer is None or self._over():
            fade_frames = min(fade_frames, self.ring.queued)
        at, _ = self._give_way(lambda _: None, fade_frames)
        self._end_from(at, "ending", number)

    def break_off(self, number: int) -> None:
        """Ends where the source failed: the last that could be read of it dies away."""
        end, crossed = self.ring.written, False
        while not crossed:
            at = max(end - WAIT_FADE_FRAMES, self._soonest(MARGIN_FRAMES))
            crossed = self._cross(at, _silence(end - at), _silence(end - at))
        self.layer = None
        self._end_from(at, "playing", number)

    def _give_way(self, remake: Remake, fade_frames: int, *, same: bool = False) -> tuple[int, int]:
        """Where the new layer begins, and how many of its first frames there are: fewer than
        the fade has where its source ends."""
        margin = MARGIN_FRAMES
        while True:
            at = self._reach(fade_frames, margin)
            end, layer = at + fade_frames, remake(at)
            new = layer.render(at, end) if layer else _silence(0)
            beneath = new if same or layer is None else layer.bed(at, end)
            if self._cross(at, _extended(new, fade_frames), _extended(beneath, fade_frames)):
                self.layer = layer
                return at, len(new)
            margin = min(2 * margin, _WIDEST_MARGIN_FRAMES)

    def _reach(self, fade_frames: int, margin: int) -> int:
        """The first frame the device leaves time to change; a fade from there on is queued."""
        while True:
            at = self._soonest(margin)
            if self.complete or self.ring.written >= at + fade_frames:
                return at
            while not self.complete and self.ring.written < at + fade_frames:
                if self.ready(BLOCK_FRAMES):
                    self.write_on(BLOCK_FRAMES)
                else:
                    self.fall_back()

    def _soonest(self, margin: int) -> int:
        return min(self.ring.written, self.ring.claimed + margin)

    def _cross(self, at: int, new: Samples, beneath: Samples) -> bool:
        """Queues `new` from `at` on, with what was queued there dying away in it; whether that
        came before the device."""
        count = len(new)
        if count:
            old = _extended(self.ring.queued_from(at, count), count)
            new = np.clip(new + falling_gains(0, count, count) * (old - beneath), -1.0, 1.0)
        if not self.ring.cut(at):
            return False
        self.complete = False
        self.ring.write(new)
        return True

    def _over(self) -> bool:
        """Whether what sounded has come to its end, but for the silence that follows."""
        layer = self.layer
        if not self.complete or layer is None or layer.end_frame is None:
            return self.complete
        return layer.frame_at(self._soonest(MARGIN_FRAMES)) >= layer.end_frame

    def _end_from(self, at: int, state: State, number: int) -> None:
        frame = self._frame_at(at)
        self._say(at, frame, moves=False, state=state, number=number)
        self.fallen = None
        self._come_to_the_end(self.ring.written, state)

    def _come_to_the_end(self, ring_frame: int, state: State) -> None:
        """Nothing sounds from a frame of the ring on; silence follows what is queued."""
        frame, number = self._frame_at(ring_frame), self._number_at(ring_frame)
        if self.layer is not None:
            self.layer = replace(self.layer, end_frame=frame)
        self._say(ring_frame, frame, moves=False, state=state, number=number)
        self.ring.idle = True
        self.ring.write(_silence(self.drain_frames))
        self._say(self.ring.written, frame, moves=False, state="ended", number=number)
        self.complete = True

    def _announce(self, at: int, state: State, number: int) -> None:
        """Notes what the frames of a new layer stand for."""
        if (layer := self.layer) is None:
            return
        self._say(at, layer.frame_at(at), moves=False, state=state, number=number)
        if layer.moves:
            self._say(layer.anchor, layer.frame, moves=True, state=state, number=number)
            if layer.arrival is not None:
                frame = layer.frame_at(layer.arrival)
                self._say(layer.arrival, frame, moves=False, state="arrived", number=number)

    def _ask_until(self, layer: Layer) -> Layer:
        """Once the cue is placed at which it stops, notes when that will be."""
        asked = self.layer = layer.with_until()
        if asked is not layer and (at := asked.arrival) is not None:
            number = self._number_at(at)
            self._say(at, asked.frame_at(at), moves=False, state="arrived", number=number)
        return asked

    def _say(self, at: int, frame: int, *, moves: bool, state: State, number: int) -> None:
        known = self.transport.at(at)
        past = known.source if known else None
        source = self.layer.source if self.layer else past
        stretch = Stretch(at, source, frame, moves, state, number)
        self.transport.follow(stretch, self.ring.taken)

    def _frame_at(self, ring_frame: int) -> int:
        stretch = self.transport.at(ring_frame)
        return stretch.frame_at(ring_frame) if stretch else 0

    def _number_at(self, ring_frame: int) -> int:
        stretch = self.transport.at(ring_frame)
        return stretch.command if stretch else 0


def _silence(frame_count: int) -> Samples:
    return np.zeros((frame_count, CHANNELS), dtype=np.float32)


def _extended(samples: Samples, frame_count: int) -> Samples:
    """With silence behind it, to so many frames."""
    missing = frame_count - len(samples)
    return np.concatenate([samples, _silence(missing)]) if missing > 0 else samples
