"""Anybody pressing anything at any time, and devices that come and go: no way past a check-in."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live_rooms import TestRoom

from presence.live.conductor import Conductor, LiveReport
from presence.live.consent_words import Event
from presence.live.keys import Key, NoKeys
from presence.live.sides import Sides
from presence.sequence.cues import CheckIn
from presence.sequence.places import ask_of

SCRIPT = """\
partners: [Sam, Alex]
ambient: {sound: drone, level: -20 dB, fade: 1s}
steps:
  - say: The first line.
  - pause: 1s
  - check-in: {ask: First?, wait: 1s, gentler: [{say: Much less.}]}
  - check-in: {ask: Second?, wait: 1s}
  - section: Two
  - pause: 1s
  - section: Three
  - say: The second line.
  - check-in: {ask: Third?, wait: 1s}
  - pause: 1s
gentler: [{say: A little less.}, {pause: 1s}]
"""
KEYS: tuple[Key, ...] = (
    *("f", "j", "f", "j", "y", "space", "p", "r", "g", "left", "right", "page-up", "page-down"),
)
PRESSES = st.lists(
    st.tuples(st.integers(0, 25), st.sampled_from((*KEYS, "unplug", "plug in"))), max_size=40
)


class Hands(NoKeys):
    """Presses each thing after so many looks; when all is done, they end it."""

    def __init__(self, room: TestRoom, presses: list[tuple[int, str]]) -> None:
        self._room = room
        self._presses = list(presses)
        self._looks = 0

    def poll(self, timeout_s: float) -> Key | None:
        self._looks += 1
        if not self._presses and self._looks % 2:
            return "q"
        if not self._presses or self._looks <= self._presses[0][0]:
            self._room.step(timeout_s)
            return None
        self._looks, press = 0, self._presses.pop(0)[1]
        if press in ("unplug", "plug in"):
            self._room.present = press == "plug in"
            return None
        return next(key for key in KEYS if key == press)


class Witness(Conductor):
    """Notes which check-ins all have said yes to; looks where it is, or goes on another day."""

    def happen(self, event: Event) -> None:
        gate, before = self.room.main.gate, self.state
        super().happen(event)
        if before.at_question and self.state.place == "exercise" and event in ("f", "j"):
            self.passed.add(gate)
        self.look()

    def __init__(self, room: TestRoom, sides: Sides, hands: Hands, session: object) -> None:
        self.passed: set[int | None] = set()
        self.cues = room.sequence.cues
        self.gates = [i for i, cue in enumerate(self.cues) if isinstance(cue, CheckIn)]
        super().__init__(
            session,  # type: ignore[arg-type]
            room.player,
            sides,
            keys=hands,
            screen=room.gallery,
            voters=2,
            kept=self.is_answered,
            device=room,
        )

    def look(self) -> None:
        main = self.room.main
        self.is_answered(main.cue)
        self.is_answered(main.resume_cue)
        self.passed -= {gate for gate in self.gates if main.cue < ask_of(self.cues, gate)}

    def is_answered(self, cue: int) -> None:
        unanswered = {gate for gate in self.gates if gate < cue} - self.passed
        assert not unanswered, (cue, self.passed, self.state)


def witnessed(folder: Path, presses: list[tuple[int, str]]) -> LiveReport:
    room = TestRoom(folder, SCRIPT)
    with room.session(room.sequence) as session:
        session.finish()
        sides = Sides(room.sequence, room.session)
        try:
            return Witness(room, sides, Hands(room, presses), session).run()
        finally:
            sides.close()


@settings(max_examples=60, deadline=None)
@given(PRESSES)
def test_no_way_past_a_check_in(
    tmp_path_factory: pytest.TempPathFactory, presses: list[tuple[int, str]]
) -> None:
    """Wherever it is, and wherever it would go on another day, every check-in before that place was
    answered with a yes of both; whoever goes back behind one is asked again."""
    witnessed(tmp_path_factory.mktemp("room"), presses)


def test_both_may_pass(tmp_path: Path) -> None:
    """With a yes of both at each of them it comes to the end: the witness lets it."""
    yes = [(20, "f"), (1, "j")] * 4
    report = witnessed(tmp_path, [*yes, *[(25, "p"), (1, "space")] * 3])
    assert len({check_in.question for check_in in report.check_ins}) == 3
