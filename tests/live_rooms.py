"""A room for tests: a real session and player, an output that pulls as time is waited for, keys
that are pressed once what is shown has come to be what they wait for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from silent_sessions import compiled

from presence.audio import Samples
from presence.live.conductor import Conductor, LiveReport
from presence.live.keys import Key, NoKeys
from presence.live.sides import Sides
from presence.live.view import View
from presence.mix.session import Session
from presence.narration.engine import Engine
from presence.narration.silent import SilentEngine
from presence.narration.store import Store
from presence.play.player import Player
from presence.play.recording import RecordingOutput
from presence.sequence.cues import Sequence
from presence.units import frames_of

PATIENCE_S = 20.0
LONGEST = 3000
"""Looks: five minutes of an exercise that should have come somewhere by then."""
BLOCK = frames_of(0.1)

When = Callable[[View], bool]
Press = Key | Callable[[], None]


def mode(wanted: str) -> When:
    return lambda view: view.mode == wanted


def line(words: str) -> When:
    return lambda view: words in view.line


def both(*whens: When) -> When:
    return lambda view: all(when(view) for when in whens)


def often(count: int, when: When, press: Press) -> list[tuple[When, Press]]:
    """So many presses in a row."""
    return [(when, press)] * count


@dataclass
class Gallery:
    """A screen that keeps every view."""

    views: list[View] = field(default_factory=list)

    def show(self, view: View) -> None:
        self.views.append(view)

    @property
    def modes(self) -> list[str]:
        """In order, each as often as it came anew."""
        return _changes([view.mode for view in self.views])

    @property
    def lines(self) -> list[str]:
        """In order, each as often as it came anew."""
        return _changes([view.line for view in self.views if view.line])


class SteppedKeys(NoKeys):
    """Each poll lets the output pull for as long as it would have waited."""

    def __init__(self, room: "TestRoom", plan: list[tuple[When, Press]]) -> None:
        self.room = room
        self.plan = plan
        self.looks = 0

    def poll(self, timeout_s: float) -> Key | None:
        self.looks += 1
        assert self.looks < LONGEST, ("it came nowhere", self.room.gallery.views[-1], self.plan)
        view = self.room.gallery.views[-1]
        if self.plan and self.plan[0][0](view):
            press = self.plan.pop(0)[1]
            if not callable(press):
                return press
            press()
        self.room.step(timeout_s)
        return None


class TestRoom:
    """One exercise, to be played once."""

    __test__ = False

    def __init__(self, folder: Path, script: str, engine: Engine | None = None) -> None:
        self.sequence = compiled(folder, script)
        self.engine = engine or SilentEngine()
        self.store = Store(folder / "clips")
        self.output = RecordingOutput(BLOCK)
        self.player = Player(self.output)
        self.gallery = Gallery()
        self.kept: list[int] = []
        self.present = True
        """Whether there is a device; without one nothing is pulled."""
        self._noticed = True

    def play(
        self,
        *plan: tuple[When, Press],
        voters: int = 1,
        pause_bed: bool = False,
        start_cue: int = 0,
    ) -> LiveReport:
        """The whole exercise, with these keys pressed in turn."""
        steps = list(plan)
        with self.session(self.sequence) as session:
            session.finish()
            sides = Sides(self.sequence, self.session)
            try:
                return Conductor(
                    session,
                    self.player,
                    sides,
                    keys=SteppedKeys(self, steps),
                    screen=self.gallery,
                    voters=voters,
                    pause_bed=pause_bed,
                    start_cue=start_cue,
                    kept=self.kept.append,
                    device=self,
                ).run()
            finally:
                sides.close()
                assert not steps, "keys that were never pressed"

    def session(self, sequence: Sequence) -> Session:
        return Session(sequence, self.engine, self.store, workers=1, lenient=True)

    def step(self, seconds: float) -> None:
        """As long as there is a device, it takes so much."""
        if self.present and self.output.running:
            assert self.player.wait_filled(PATIENCE_S)
            for _ in range(max(1, frames_of(seconds) // BLOCK)):
                self.output.step()

    def change(self) -> Literal["device lost", "device back"] | None:
        """The device, as the conductor watches it."""
        if self.present == self._noticed:
            return None
        self._noticed = self.present
        return "device back" if self.present else "device lost"

    def unplug(self) -> None:
        self.present = False

    def plug_in(self) -> None:
        self.present = True

    @property
    def heard(self) -> Samples:
        return self.output.recorded


def _changes(items: list[str]) -> list[str]:
    return [item for index, item in enumerate(items) if index == 0 or items[index - 1] != item]
