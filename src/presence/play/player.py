"""A Source and an Output in, an exercise heard out: the player, and what may be asked of it."""

import threading
from types import TracebackType
from typing import Self

from presence.mix.source import Source
from presence.play.feeder import Feeder
from presence.play.output import Output
from presence.play.transport import State


class Player:
    """Plays a source once, from `start_frame`, with its level changed by `volume_db`.

    The output runs on silence from `start` on, so a device is open and awake by the time the
    first line is narrated. An uninterrupted play at 0 dB is silence, the source's samples bit for
    bit, silence. Use it as a context manager, or call `stop` in the end.
    """

    def __init__(
        self, source: Source, output: Output, start_frame: int = 0, volume_db: float = 0.0
    ) -> None:
        self._feeder = Feeder(source, start_frame, volume_db, output.latency_s)
        self._output = output
        self._stopped = threading.Event()
        self._one_stop = threading.Lock()

    def start(self) -> None:
        """Begins to read and to play. Raises OutputError where the device refuses."""
        self._feeder.start()
        self._output.start(self._feeder.ring.pull)

    def pause(self) -> None:
        """Fades out within 0.3 s, then holds. The output runs on, on silence."""
        self._feeder.pause()

    def resume(self) -> None:
        """Fades in over 0.1 s, from the frame at which the pause's fade began."""
        self._feeder.resume()

    def end(self) -> None:
        """Fades out over 1 s, or as far as there is sound, then ends."""
        self._feeder.end()

    def stop(self) -> None:
        """Ends at once, without a fade, and lets go of the output. May be called again."""
        with self._one_stop:
            if not self._stopped.is_set():
                self._feeder.close()
                self._output.stop()
                self._stopped.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Waits for the end, by itself or by `end`; False on timeout.

        Raises what the source raised, once all that came before it has been heard.
        """
        if not self._feeder.wait_drained(timeout_s):
            return False
        self.stop()
        self.raise_if_failed()
        return True

    def wait_filled(self, timeout_s: float) -> bool:
        """Waits until a full store of frames is ready, or nothing more will come; False on timeout.

        For an output that is faster than time: it asks before it pulls.
        """
        return self._feeder.wait_filled(timeout_s)

    def raise_if_failed(self) -> None:
        """Raises what the source raised, if it did: a NarrationError as a rule."""
        if self._feeder.failure is not None:
            raise self._feeder.failure

    @property
    def state(self) -> State:
        """`playing`, `paused`, `ending`, or `ended`: the output has taken the last frame."""
        return self._feeder.state

    @property
    def position_frame(self) -> int:
        """The exercise's frame that the output has come to. It holds still during silences of the
        player's own: before the start, when the source is late, in pauses and when ending."""
        return self._feeder.transport.exercise_frame_at(self._feeder.ring.taken)

    @property
    def underruns(self) -> int:
        """Gaps that should not have been: frames that were not handed over in time."""
        return self._feeder.ring.underruns + self._output.underflows

    @property
    def stalls(self) -> int:
        """Silences because the next line was not narrated yet."""
        return self._feeder.ring.stalls

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
