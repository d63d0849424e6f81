"""What is going on in the room → what there is to say about it."""

from pathlib import Path

import pytest
from live_rooms import TestRoom

from presence.live.answers import Answers
from presence.live.board import LATE, LOST, Board
from presence.live.consent import begin, step
from presence.live.room import Room
from presence.live.sides import Sides


def test_a_line_that_is_late_is_told_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After two seconds of waiting, until it comes; a short wait is not worth a word, what was
    just said by hand comes first, and a lost device before all."""
    now_s = 100.0
    monkeypatch.setattr("presence.live.board.time.monotonic", lambda: now_s)
    waits = True
    monkeypatch.setattr(Room, "waits", property(lambda _: waits))
    test_room = TestRoom(tmp_path, "steps: [{say: A line.}]\n")
    with test_room.session(test_room.sequence) as session:
        sides = Sides(test_room.sequence, test_room.session)
        room = Room(session, test_room.player, sides, pause_bed=False)
        board = Board(session, room, Answers(()))
        state = begin()
        assert board.view(state).notice == ""
        now_s += 1.9
        assert board.view(state).notice == ""
        now_s += 0.2
        assert board.view(state).notice == LATE
        board.say("Louder.")
        assert board.view(state).notice == "Louder."
        now_s += 6.0
        assert board.view(state).notice == LATE
        assert board.view(step(state, "device lost")[0]).notice == LOST
        waits = False
        assert board.view(state).notice == ""
        waits = True
        assert board.view(state).notice == ""
