"""Frames pulled in, the same frames in memory out: outputs without a device."""

import threading
from collections.abc import Callable
from typing import Final

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.errors import OutputError
from presence.play.clock import Clock, MonotonicClock
from presence.play.output import Pull
from presence.units import seconds_of

BLOCK_FRAMES: Final = 1024


class RecordingOutput:
    """Pulls when told to, block by block: nothing happens between two steps."""

    name = "recording"
    latency_s = 0.0
    underflows = 0

    def __init__(self, block_frames: int = BLOCK_FRAMES) -> None:
        self.block_frames = block_frames
        self._pull: Pull | None = None
        self._blocks: list[Samples] = []

    @property
    def recorded(self) -> Samples:
        """All that was pulled so far, (n, CHANNELS)."""
        return np.concatenate([np.zeros((0, CHANNELS), np.float32), *self._blocks])

    @property
    def running(self) -> bool:
        """Started and not yet stopped."""
        return self._pull is not None

    def start(self, pull: Pull) -> None:
        self._pull = pull

    def step(self) -> Samples:
        """Pulls one block, keeps it and returns it. Raises OutputError unless it is running."""
        if self._pull is None:
            raise OutputError("the recording output is not running")
        block = np.full((self.block_frames, CHANNELS), np.nan, dtype=np.float32)
        self._pull(block)
        self._blocks.append(block)
        return block

    def stop(self) -> None:
        self._pull = None


class TimedOutput:
    """Pulls blocks as a device would, at the pace of a clock, and hands them to `sink`."""

    name = "no sound"
    latency_s = 0.0
    underflows = 0

    def __init__(
        self,
        sink: Callable[[Samples], None] | None = None,
        clock: Clock | None = None,
        block_frames: int = BLOCK_FRAMES,
    ) -> None:
        self._sink = sink
        self._clock = clock or MonotonicClock()
        self._block = np.zeros((block_frames, CHANNELS), dtype=np.float32)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, pull: Pull) -> None:
        self._thread = threading.Thread(
            target=self._run, args=(pull,), name="presence-output", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, pull: Pull) -> None:
        """Each block has its own moment, counted from the first, so that nothing drifts."""
        began_s = self._clock.now_s()
        pulled_frames = 0
        while not self._clock.wait_until(began_s + seconds_of(pulled_frames), self._stopping):
            pull(self._block)
            if self._sink is not None:
                self._sink(self._block)
            pulled_frames += len(self._block)
