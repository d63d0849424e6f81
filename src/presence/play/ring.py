"""Blocks from the feeder in, frames for the device out: the queue between the two threads."""

import numpy as np

from presence.audio import CHANNELS, Samples


class Ring:
    """A queue of frames for one producer and one consumer.

    The consumer is the device's callback. It calls `pull` and nothing else: that copies and
    counts, and neither waits, allocates samples, prints nor raises.

    All counts only grow, but for `written`, which `cut` draws back; they are in frames since the
    ring was made. `taken`, `claimed` and the tallies are written by the consumer alone; `written`
    and `idle` by the producer alone.
    """

    def __init__(self, capacity_frames: int) -> None:
        self.capacity_frames = capacity_frames
        self.written = 0
        self.taken = 0
        self.claimed = 0  # as far as a pull under way may read; `taken` between pulls
        self.silent_frames = 0  # zeros handed out because nothing was queued
        self.underruns = 0  # times the queue ran dry though it should not have
        self.idle = True  # an empty queue is as it should be: nothing is to sound
        self._was_dry = False
        self._frames = np.zeros((capacity_frames, CHANNELS), dtype=np.float32)

    @property
    def queued(self) -> int:
        """Frames written and not yet taken."""
        return self.written - self.taken

    @property
    def room(self) -> int:
        """Frames that can be written now."""
        return self.capacity_frames - self.queued

    def write(self, samples: Samples) -> None:
        """Queues (n, CHANNELS) frames. ValueError where n is more than `room`."""
        count = len(samples)
        if count > self.room:
            raise ValueError(f"{count} frames do not fit: the ring has room for {self.room}")
        start = self.written % self.capacity_frames
        before_wrap = min(count, self.capacity_frames - start)
        self._frames[start : start + before_wrap] = samples[:before_wrap]
        self._frames[: count - before_wrap] = samples[before_wrap:]
        self.written += count  # last, so that no pull sees frames that are not there yet

    def pull(self, out: Samples) -> None:
        """Fills `out`, (n, CHANNELS), with the next n frames; with zeros where there are fewer."""
        wanted = len(out)
        first = self.taken
        excused = self.idle  # before `written`: frames that come meanwhile do not change the fault
        self.claimed = first + wanted  # before looking at `written`: see `cut`
        count = max(0, min(self.written - first, wanted))
        start = first % self.capacity_frames
        before_wrap = min(count, self.capacity_frames - start)
        out[:before_wrap] = self._frames[start : start + before_wrap]
        out[before_wrap:count] = self._frames[: count - before_wrap]
        self.taken = self.claimed = first + count
        if count < wanted:
            out[count:] = 0.0
            self.silent_frames += wanted - count
            if not excused:
                self.underruns += not self._was_dry
                self._was_dry = True
        else:
            self._was_dry = False

    def queued_from(self, first: int, frame_count: int) -> Samples:
        """A copy of up to so many queued frames from the ring's frame `first` on.

        For the producer: what it has written stays there until it writes over it.
        """
        end = max(first, min(first + frame_count, self.written))
        copied: Samples = self._frames[np.arange(first, end) % self.capacity_frames]
        return copied

    def cut(self, first: int) -> bool:
        """Unqueues all from the ring's frame `first` on. False, and nothing, if the device has
        passed that, or a pull under way may.

        Safe while the device goes on pulling. A pull says how far it may read (`claimed`) before
        it looks how far the frames reach (`written`); here `written` is drawn in before looking
        at `claimed`. So either the pull sees the new end, or its claim is seen here. A claim
        beyond the new end means that the device may have passed it meanwhile: the old end is put
        back. What lies beyond an end that stood is nobody else's.

        How far `first` lies ahead of the device is no part of that argument. Were it less than
        one pull, that pull could find too few frames, and count it; no frame would be lost or
        come twice.
        """
        end = self.written
        self.written = min(first, end)
        if self.claimed <= self.written:
            return True
        self.written = end
        return False
