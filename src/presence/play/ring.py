"""Blocks from the feeder in, frames for the device out: the queue between the two threads."""

import numpy as np

from presence.audio import CHANNELS, Samples


class Ring:
    """A queue of frames for one producer side and one consumer.

    The consumer is the device's callback. It calls `pull` and nothing else: that copies and
    counts, and neither waits, allocates samples, prints nor raises. The producer side may be
    several threads where they share a lock of their own.

    All counts only grow and are in frames since the ring was made. `taken`, `claimed` and the
    tallies are written by the consumer alone; `written`, `idle` and `source_is_late` by the
    producer alone.
    """

    def __init__(self, capacity_frames: int) -> None:
        self.capacity_frames = capacity_frames
        self.written = 0
        self.taken = 0  # the player's clock
        self.claimed = 0  # as far as a pull under way may read; `taken` between pulls
        self.silent_frames = 0  # zeros handed out because nothing was queued
        self.underruns = 0  # times the queue ran dry though the source had more to give at once
        self.stalls = 0  # times it ran dry because the source itself was not ready
        self.idle = True  # an empty queue is as it should be: before the start, paused, ended
        self.source_is_late = False  # the producer is waiting for the source just now
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
        # Before `written`, so that frames which come meanwhile do not change whose fault it is.
        excused, late = self.idle, self.source_is_late
        self.claimed = first + wanted  # before looking at `written`: see `take_back`
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
                self._note_dry(late)
        else:
            self._was_dry = False

    def take_back(self, margin_frames: int) -> Samples:
        """Unqueues all but the next `margin_frames` frames; they are returned, (n, CHANNELS).

        Safe while the device goes on pulling. A pull says how far it may read (`claimed`) before
        it looks how far the frames reach (`written`); here `written` is drawn in before looking
        at `claimed`. So either the pull sees the new end, or its claim is seen here. A claim
        beyond the new end means that the device has passed it meanwhile: the old end is put back
        and a new one tried further on. What lies beyond an end that stood is nobody else's.

        The margin is no part of that argument. It is there for the ear: being longer than the
        blocks the device takes at a time, it leaves it something to take while the producer
        decides what comes next. Were it too short, a pull would find too few frames, and count
        that; no frame would be lost or come twice.
        """
        old_end = self.written
        while True:
            end = min(old_end, self.claimed + margin_frames)
            self.written = end
            if self.claimed <= end or end == old_end:
                return self._copy(end, old_end)
            self.written = old_end

    def _copy(self, first: int, end: int) -> Samples:
        places = np.arange(first, end) % self.capacity_frames
        return self._frames[places]

    def _note_dry(self, source_is_late: bool) -> None:
        if not self._was_dry and source_is_late:
            self.stalls += 1
        elif not self._was_dry:
            self.underruns += 1
        self._was_dry = True
