"""Passages of Sources and an Output in, an exercise heard out: the player and what it is asked."""

import threading
import time
from typing import Final, Self

from presence.mix.source import Source
from presence.play.commands import STATES, Command, End, Hold, Play
from presence.play.deck import DRAIN_FRAMES, LONGEST_DRAIN_FRAMES, LONGEST_FADE_FRAMES
from presence.play.feeder import Feeder
from presence.play.letting_go import let_go
from presence.play.output import Output
from presence.play.tap import Tap
from presence.play.transport import State
from presence.units import frames_of, gain_of_db

_LOOK_S: Final = 0.02
_GIVING_UP_S: Final = 1.0
_LETTING_GO_S: Final = 5.0
"""A device plays out what it holds within that, or is dead."""


class Player:
    """Plays passages of sources, one at a time; between them the bed goes on.

    From `start` on the output runs, on silence at first, so that a device is open and awake by
    the time the first line is narrated. All commands return at once; none is lost while a line
    is waited for, as nothing here ever waits for one: the bed goes on instead. A source played
    from frame 0 without a gate, at 0 dB and left alone, is its samples bit for bit.

    Use it as a context manager, or call `stop` in the end.
    """

    def __init__(self, output: Output, volume_db: float = 0.0) -> None:
        self._feeder = Feeder(gain_of_db(volume_db))
        self._output = output
        self._tap = self._tap_for(output, 0)
        self._past_underflows = 0  # of outputs that were replaced
        self._command: Command | None = None  # the last
        self._play: Play | None = None  # the last of them that plays
        self._stopped = threading.Event()
        self._one_stop = threading.Lock()

    def start(self) -> None:
        """Begins to read and to play. Raises OutputError where the device refuses."""
        self._feeder.start()
        self._output.start(self._tap.pull)

    def play(
        self,
        source: Source,
        *,
        cue: int | None = None,
        frame: int | None = None,
        until_cue: int | None = None,
        fade_out_s: float = 0.2,
        lead_in_s: float = 0.0,
        fade_in_s: float = 0.02,
    ) -> None:
        """Goes over to `source` from a cue, or a frame, on; from its beginning if neither is said.

        What sounds dies away over `fade_out_s`. The new bed lies beneath from the first: where it
        is the same sound, it is the old one going on. The exercise joins it after `lead_in_s`,
        over `fade_in_s`. At `until_cue` it stops and the bed goes on; no frame from there on is
        heard. A place that is not ready is waited for on the bed.
        """
        self._play = Play(
            self._next_number(),
            source,
            cue,
            frame,
            until_cue,
            _fade_frames(fade_out_s),
            frames_of(lead_in_s),
            frames_of(fade_in_s),
        )
        self._give(self._play)

    def hold(self, *, bed_gain: float = 1.0, fade_s: float = 0.2) -> None:
        """Lets the exercise die away, and the bed go on, by `bed_gain` of its loudness.

        `position_frame` is then where that began. Nothing happens once it is ending or ended.
        """
        if self.state not in ("ending", "ended"):
            self._give(Hold(self._next_number(), bed_gain, _fade_frames(fade_s)))

    def end(self, fade_s: float = 2.0) -> None:
        """Lets all die away, then ends. Nothing happens once it is ending or ended."""
        if self.state not in ("ending", "ended"):
            self._give(End(self._next_number(), _fade_frames(fade_s)))

    def set_volume(self, level_db: float) -> None:
        """Changes the level of all that sounds, over 0.1 s; what would exceed −1…1 is clipped."""
        self._feeder.set_level(gain_of_db(level_db))

    def set_bed_gain(self, gain: float) -> None:
        """Changes the bed's loudness by a factor, over 0.1 s; at a `hold` beside the gain there."""
        self._feeder.set_bed_gain(gain)

    def give_up_output(self) -> None:
        """Lets go of a device that is lost; commands go on to be carried out, unheard.

        A device that is gone may hang, so it is waited for a moment only.
        """
        self._tap.close()
        let_go(self._output, _GIVING_UP_S)

    def replace_output(self, output: Output) -> None:
        """Goes on through another output, where the old one is lost. Raises OutputError.

        What was queued sounds on, after a moment of silence. The old one is let go in a thread
        that nobody waits for: a device that is gone may hang.
        """
        with self._one_stop:
            if self._stopped.is_set():
                let_go(output, _GIVING_UP_S)
                return
            self._tap.close()
            let_go(self._output, timeout_s=0.0)
            self._past_underflows += self._output.underflows
            self._output, self._tap = output, self._tap_for(output, self._tap.taken_frames)
            output.start(self._tap.pull)

    def stop(self) -> None:
        """Ends at once, without a fade, and lets go of the output. May be called again."""
        with self._one_stop:
            if not self._stopped.is_set():
                self._feeder.close()
                let_go(self._output, _LETTING_GO_S)
                self._stopped.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Waits until all was heard, then lets go of the output; False on timeout.

        Raises what the source raised, once all that came before it has been heard.
        """
        deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        while self.state != "ended":
            left_s = _LOOK_S if deadline_s is None else deadline_s - time.monotonic()
            if left_s <= 0:
                return False
            time.sleep(min(left_s, _LOOK_S))
        self.stop()
        self.raise_if_failed()
        return True

    def wait_filled(self, timeout_s: float) -> bool:
        """Waits until every command is carried out, as far as it can be, and a full store of
        frames is ready; False on timeout.

        For an output that is faster than time: it asks before it pulls.
        """
        return self._feeder.wait_filled(timeout_s)

    def raise_if_failed(self) -> None:
        """Raises what the source raised, if it did: a NarrationError as a rule."""
        if self._feeder.failure is not None:
            raise self._feeder.failure

    @property
    def state(self) -> State:
        """What it does: see `State`. From a command on it is that command's, heard or not."""
        if self._command is None:
            return "holding"
        deck = self._feeder.deck
        stretch = deck.transport.at(deck.ring.taken)
        if stretch and stretch.command == self._command.number:
            return stretch.state
        if self._feeder.waiting_number == self._command.number:
            return "waiting"
        return STATES[type(self._command)]

    @property
    def source(self) -> Source | None:
        """What was last asked to be played."""
        return self._play.source if self._play else None

    @property
    def position_frame(self) -> int:
        """The frame of `source` that the output has come to; where it will begin, if it has not.

        It stands still while the bed goes on, and when ending.
        """
        if self._play is None:
            return 0
        taken, number = self._feeder.deck.ring.taken, self._play.number
        stretch = self._feeder.deck.transport.at(taken)
        if stretch is None or stretch.source is not self._play.source:
            return self._play.known_target(0)
        frame = stretch.frame_at(taken)
        if stretch.command < number or self._feeder.waiting_number == number:
            return self._play.known_target(frame)
        return frame

    @property
    def taken_frames(self) -> int:
        """All that outputs have taken, silence included: they grow as long as a device lives."""
        return self._tap.taken_frames

    @property
    def underruns(self) -> int:
        """Gaps that should not have been: frames that were not handed over in time."""
        past = self._past_underflows + self._feeder.deck.ring.underruns
        return past + self._output.underflows

    @property
    def stalls(self) -> int:
        """Times that the bed went on alone because a line was not narrated yet."""
        return self._feeder.stalls

    def _next_number(self) -> int:
        return self._command.number + 1 if self._command else 1

    def _give(self, command: Command) -> None:
        self._command = command
        self._feeder.give(command)

    def _tap_for(self, output: Output, taken_frames: int) -> Tap:
        drain_frames = DRAIN_FRAMES + frames_of(output.latency_s)
        self._feeder.deck.drain_frames = min(drain_frames, LONGEST_DRAIN_FRAMES)
        return Tap(self._feeder.deck.ring, taken_frames)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _fade_frames(seconds: float) -> int:
    return min(frames_of(seconds), LONGEST_FADE_FRAMES)
