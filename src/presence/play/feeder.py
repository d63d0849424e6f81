"""Commands in, a Deck kept busy out: the thread that reads, so that nobody else has to wait."""

import threading
from collections import deque
from dataclasses import replace
from typing import Final

from presence.play.commands import Command, End, Hold, Play
from presence.play.deck import (
    AHEAD_FRAMES,
    BLOCK_FRAMES,
    LOW_FRAMES,
    WAIT_FADE_FRAMES,
    Deck,
)
from presence.play.layer import Layer
from presence.play.transport import State
from presence.units import frames_of

TUNING_FADE_FRAMES: Final = frames_of(0.1)
_LOOK_S: Final = 0.1
"""How often the ring is looked at: nobody tells the feeder that frames were taken, as the device's
callback must not touch a lock."""
_LINE_LOOK_S: Final = 0.03
"""How often it is asked whether a line that is late is ready."""


class Feeder:
    """Carries out commands and reads ahead on a thread of its own; never reads what isn't ready.

    Commands may come from any other thread. One that is overtaken by the next before it was
    begun is left out, as far as that makes no difference.
    """

    def __init__(self, level: float) -> None:
        self.deck = Deck()
        self.failure: Exception | None = None
        self.stalls = 0
        self.waiting_number = 0  # the command that waits for its first line
        self._changed = threading.Condition()
        self._commands: deque[Command] = deque()
        self._level = level
        self._bed_gain = 1.0
        self._closed = False
        self._rounds_asked = self._rounds_done = 0
        # What follows is the thread's own.
        self._begun: Command | None = None
        self._late: Play | None = None  # to be begun, or gone on with, once it is ready
        self._held_gain = 1.0
        self._thread = threading.Thread(target=self._run, name="presence-feeder", daemon=True)

    def start(self) -> None:
        """Begins to carry out commands."""
        self._thread.start()

    def close(self) -> None:
        """Stops the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=2 * _LOOK_S)

    def give(self, command: Command) -> None:
        """Lets a command be the next, in place of those that would no longer be heard."""
        with self._changed:
            if not isinstance(command, Hold):  # a hold depends on what was asked for before it
                self._commands.clear()
            self._commands.append(command)
            self._changed.notify_all()

    def set_level(self, level: float) -> None:
        """The whole sound's gain, a factor."""
        with self._changed:
            self._level = level
            self._changed.notify_all()

    def set_bed_gain(self, gain: float) -> None:
        """The bed's gain, a factor beside what the exercise gives it."""
        with self._changed:
            self._bed_gain = gain
            self._changed.notify_all()

    def wait_filled(self, timeout_s: float) -> bool:
        """Waits until all is done that can be done before the device takes more; False on
        timeout."""
        with self._changed:
            self._rounds_asked = asked = self._rounds_asked + 1
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._rounds_done >= asked, timeout_s)

    def _run(self) -> None:
        while not self._closed:
            asked = self._rounds_asked
            try:
                busy = self._work()
            except Exception as problem:  # handed to the thread that waits
                self._fail(problem)
                busy = True
            if not busy:
                self._rest(asked)

    def _rest(self, asked: int) -> None:
        with self._changed:
            self._rounds_done = asked
            self._changed.notify_all()
            if not (self._closed or self._commands or self._rounds_asked > asked):
                self._changed.wait(_LINE_LOOK_S if self._late else _LOOK_S)

    def _work(self) -> bool:
        """Does the next thing there is to do; False if there is none."""
        deck = self.deck
        if (command := self._next_command()) is not None:
            self._begin(command)
        elif self._late and self._play(self._late):
            self._late = None
        elif not self._tune():
            if deck.fallen is not None and not self._late:
                self._go_on_later(*deck.fallen)
            elif deck.complete or deck.ring.queued >= AHEAD_FRAMES:
                return False
            elif deck.ready(BLOCK_FRAMES):
                deck.write_on(BLOCK_FRAMES)
            elif deck.ring.queued < LOW_FRAMES:
                deck.fall_back()
            else:
                return False
        return True

    def _next_command(self) -> Command | None:
        with self._changed:
            return self._commands.popleft() if self._commands else None

    def _begin(self, command: Command) -> None:
        self._begun, self._late, self.deck.fallen = command, None, None
        match command:
            case Play():
                if not self._play(command):
                    self._wait_for(command)
            case Hold():
                self._held_gain = command.bed_gain
                self._hold(command)
            case End():
                self.deck.go_silent(command.fade_frames, command.number)

    def _play(self, play: Play) -> bool:
        """Begins a passage; False if what it begins with is not ready."""
        if (frame := play.target()) is None:
            return False
        if frame == 0 and not play.lead_in_frames and self.deck.silent:
            play = replace(play, fade_out_frames=0, fade_in_frames=0)  # each sample as it is
        first = Layer(play.source, frame, play.lead_in_frames, until_cue=play.until_cue)
        soon = play.lead_in_frames + max(play.least_frames, BLOCK_FRAMES)
        begin, end = first.with_until().moving(0, max(soon, play.fade_out_frames))
        if begin < end and not play.source.ready(begin, end - begin):
            return False
        level, bed_gain = self._level, self._bed_gain

        def remade(at: int) -> Layer:
            layer = replace(
                first,
                anchor=at + play.lead_in_frames,
                level=level,
                bed_gain=bed_gain,
                fade_in_frames=play.fade_in_frames,
            )
            return layer.after(self.deck.layer, at).with_until()

        self.deck.change(remade, play.fade_out_frames, "playing", play.number)
        self._held_gain, self.waiting_number = 1.0, 0
        return True

    def _wait_for(self, play: Play) -> None:
        """The bed goes on, if there is one, until the passage can begin."""
        self._late, self.waiting_number = play, play.number
        if self.deck.layer is not None:
            self.stalls += 1
            self._hold_bed(self.deck.layer.bed_gain, play.fade_out_frames, "waiting", play.number)

    def _go_on_later(self, frame: int, missing_frame: int) -> None:
        if isinstance(self._begun, Play):
            self.stalls += 1
            self._late = replace(
                self._begun,
                cue=None,
                frame=frame,
                least_frames=missing_frame - frame,
                fade_out_frames=WAIT_FADE_FRAMES,
                lead_in_frames=0,
                fade_in_frames=WAIT_FADE_FRAMES,
            )

    def _hold(self, hold: Hold) -> None:
        if self.deck.layer is not None:
            bed_gain = self._bed_gain * hold.bed_gain
            self._hold_bed(bed_gain, hold.fade_frames, "holding", hold.number)

    def _hold_bed(self, bed_gain: float, fade_frames: int, state: State, number: int) -> None:
        def held(at: int) -> Layer | None:
            layer = self.deck.layer
            return layer and replace(layer.held_at(at), bed_gain=bed_gain)

        self.deck.change(held, fade_frames, state, number)

    def _tune(self) -> bool:
        layer = self.deck.layer
        bed_gain = self._bed_gain * self._held_gain
        if layer is None or (layer.level, layer.bed_gain) == (self._level, bed_gain):
            return False
        self.deck.tune(self._level, bed_gain, TUNING_FADE_FRAMES)
        return True

    def _fail(self, problem: Exception) -> None:
        self.failure = problem
        self._late = None
        self.deck.break_off(self._begun.number if self._begun else 0)
