"""A Source in, a Ring kept filled out: reads ahead, and fades when play is paused or ended."""

import threading
import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.mix.source import Source
from presence.play.fades import fade_in_gains, fade_out_gains
from presence.play.ring import Ring
from presence.play.transport import State, Stretch, Transport
from presence.units import frames_of, gain_of_db, seconds_of

LEAD_IN_FRAMES: Final = frames_of(0.1)
"""Silence before the first sound, counted from the moment the device runs: sound servers lose the
beginning of a stream. PulseAudio lost 9 ms, and 35 ms at worst."""
DRAIN_FRAMES: Final = frames_of(0.1)
"""Silence after the last sound, beyond a device's latency: closing it can cost what it holds.
PortAudio's ALSA side lost all of that, miniaudio's PulseAudio side 35 ms."""
AHEAD_FRAMES: Final = frames_of(1.25)
"""Kept ready. The longest fade is made of frames that are here already, so that ending never
waits for a line that is still being narrated."""
BLOCK_FRAMES: Final = frames_of(0.1)
MARGIN_FRAMES: Final = frames_of(0.05)
"""Left for the device to take while a fade is made."""
PAUSE_FADE_FRAMES: Final = frames_of(0.2)
RESUME_FADE_FRAMES: Final = frames_of(0.1)
END_FADE_FRAMES: Final = frames_of(1.0)
_LOOK_S: Final = 0.1
"""How often the ring is looked at: nobody tells the feeder that frames were taken, as the device's
callback must not touch a lock."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A read that is under way without the lock, and the plan it belongs to."""

    plan: int
    start_frame: int


class Feeder:
    """Fills a ring from a source on a thread of its own; takes commands from any other thread.

    Commands act on the ring at once, under the lock, also while the source makes the thread
    wait: a fade is made of frames that are queued already. Each command begins a new plan; what
    a read brings for an older plan is dropped.
    """

    def __init__(
        self,
        source: Source,
        start_frame: int = 0,
        volume_db: float = 0.0,
        latency_s: float = 0.0,
    ) -> None:
        self._drain_frames = DRAIN_FRAMES + frames_of(latency_s)
        self.ring = Ring(AHEAD_FRAMES + BLOCK_FRAMES + LEAD_IN_FRAMES + self._drain_frames)
        self.transport = Transport(start_frame)
        self.failure: Exception | None = None
        self._source = source
        self._gain = np.float32(gain_of_db(volume_db))
        self._changed = threading.Condition()
        self._state: State = "playing"
        self._complete = False  # nothing more will be written
        self._closed = False
        self._plan = 0
        self._next_frame = start_frame
        self._stretch_begins = True  # the next block is not the sequel of what was queued last
        self._fade_in_gains: Samples | None = None
        self._thread = threading.Thread(target=self._run, name="presence-feeder", daemon=True)

    @property
    def state(self) -> State:
        """What play is doing; `ended` once the device has taken all there is."""
        return "ended" if self._complete and self.ring.queued == 0 else self._state

    def start(self) -> None:
        """Begins to read."""
        self._thread.start()

    def close(self) -> None:
        """Stops the thread. A read that waits for narration is left behind: it can't be woken."""
        with self._changed:
            self._closed = self._complete = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=2 * _LOOK_S)

    def pause(self) -> None:
        """Fades out what is queued, then holds. Nothing happens unless it is playing."""
        with self._changed:
            if self.state == "playing":
                self._state = "paused"
                self._next_frame = self._fade_out(PAUSE_FADE_FRAMES)
                self._complete = False
                self._stretch_begins = True
                self._changed.notify_all()

    def resume(self) -> None:
        """Goes on from the frame where the pause's fade began, after what is left of that fade."""
        with self._changed:
            if self.state == "paused":
                self._state = "playing"
                self._fade_in_gains = fade_in_gains(RESUME_FADE_FRAMES)
                self._changed.notify_all()

    def end(self) -> None:
        """Fades out what is queued and reads no more. Nothing happens if it is ending already."""
        with self._changed:
            if self.state in ("playing", "paused"):
                self._state = "ending"
                self._fade_out(END_FADE_FRAMES)
                self._complete_with_silence()
                self._changed.notify_all()

    def wait_filled(self, timeout_s: float) -> bool:
        """Waits until the ring is full or, for now, nothing more will come; False on timeout."""
        with self._changed:
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._wants_more(), timeout_s)

    def wait_drained(self, timeout_s: float | None) -> bool:
        """Waits until all is written and taken; False on timeout."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        with self._changed:
            self._changed.notify_all()
            while not (self._complete and self.ring.queued == 0):
                left = _LOOK_S if deadline is None else deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(min(left, self._look_again_s()))
        return True

    def _run(self) -> None:
        while (read := self._next_read()) is not None:
            try:
                samples = self._source.read(read.start_frame, BLOCK_FRAMES)
            except Exception as problem:  # handed to the thread that waits
                self._fail(read, problem)
            else:
                self._accept(read, samples)

    def _next_read(self) -> _Read | None:
        with self._changed:
            while not self._closed:
                if self._wants_more():
                    self.ring.source_is_late = True
                    return _Read(self._plan, self._next_frame)
                self._changed.notify_all()
                self._changed.wait(_LOOK_S)
        return None

    def _wants_more(self) -> bool:
        reading = self._state == "playing" and not self._complete
        return reading and self.ring.queued < AHEAD_FRAMES

    def _look_again_s(self) -> float:
        return min(_LOOK_S, seconds_of(self.ring.queued) + 0.005) if self._complete else _LOOK_S

    def _accept(self, read: _Read, samples: Samples) -> None:
        with self._changed:
            if read.plan == self._plan and not self._closed:
                self._begin_stretch()
                self.ring.write(self._shaped(samples))
                self.ring.idle = False
                self._next_frame += len(samples)
                if len(samples) < BLOCK_FRAMES:
                    self._complete_with_silence()
            self.ring.source_is_late = False

    def _fail(self, read: _Read, problem: Exception) -> None:
        with self._changed:
            if read.plan == self._plan and not self._closed:
                self.failure = problem
                self._complete_with_silence()
            self.ring.source_is_late = False

    def _begin_stretch(self) -> None:
        if not self._stretch_begins:
            return
        ring = self.ring
        if ring.written == 0:
            ring.write(_silence(max(0, LEAD_IN_FRAMES - ring.silent_frames)))
        self.transport.follow(Stretch(ring.written, self._next_frame, moves=True), ring.taken)
        self._stretch_begins = False

    def _shaped(self, samples: Samples) -> Samples:
        """At 0 dB and outside a fade the samples themselves, untouched."""
        if self._gain != 1.0:
            samples = np.clip(samples * self._gain, -1.0, 1.0)
        if self._fade_in_gains is not None:
            count = min(len(samples), len(self._fade_in_gains))
            samples = samples.copy()
            samples[:count] *= self._fade_in_gains[:count]
            left = self._fade_in_gains[count:]
            self._fade_in_gains = left if len(left) else None
        return samples

    def _fade_out(self, frame_count: int) -> int:
        """Lets the ring die away over `frame_count`, or as far as it goes; where that begins.

        What was queued is faded as it is, so a fade that begins within another one goes on from
        its loudness.
        """
        self._plan += 1
        self._fade_in_gains = None
        self.ring.idle = True
        fading = self.ring.take_back(MARGIN_FRAMES)[:frame_count]
        begins = self.ring.written
        exercise_frame = self.transport.exercise_frame_at(begins)
        self.transport.follow(Stretch(begins, exercise_frame, moves=False), self.ring.taken)
        self.ring.write(fading * fade_out_gains(len(fading)))
        return exercise_frame

    def _complete_with_silence(self) -> None:
        self.ring.idle = True
        if self.ring.written:
            held = self.transport.exercise_frame_at(self.ring.written)
            still = Stretch(self.ring.written, held, moves=False)
            self.transport.follow(still, self.ring.taken)
            self.ring.write(_silence(self._drain_frames))
        self._complete = True


def _silence(frame_count: int) -> Samples:
    return np.zeros((frame_count, CHANNELS), dtype=np.float32)
