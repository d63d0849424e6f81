"""Check-ins and g at a real terminal, by what was heard: nothing goes on without a yes of each."""

import pytest
from audio_server import NullSink
from driven_room import (
    CLOSING,
    DUCKED,
    FIRST,
    OPENING,
    Driven,
    Stage,
    again_on_a_busy_machine,
    staged,
)

pytestmark = pytest.mark.real_audio

QUESTION = "Is this still good for you both?"
AFTER = "Turn to face each other."
REFLECT = "What was good?"
LESS_HERE = "Move apart a little."
LESS = "Good. Much less now."
OFFER = "You can go on from here, rest, or end. What would be good now?"
HELD = 0.4
SCRIPT = f"""\
{OPENING}partners: [Sam, Alex]
steps:
  - section: Landing
  - say: {FIRST}
  - pause: 20s
  - check-in:
      ask: {QUESTION}
      wait: 1s
      gentler: [{{say: {LESS_HERE}}}, {{pause: 20s}}]
  - section: Turning
  - say: {AFTER}
  - pause: 1s
  - reflect: {REFLECT}
gentler: [{{say: {LESS}}}, {{pause: 20s}}]
"""


@pytest.fixture(scope="module")
def stage(null_sink: NullSink, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The exercise, narrated."""
    return staged(tmp_path_factory.mktemp("driven"), SCRIPT, null_sink)


def come_to_the_question(room: Driven) -> None:
    """By way of a section on, which stops there."""
    room.hear(FIRST, since=0)
    room.press("page-down")
    heard_out(room, QUESTION)


def heard_out(room: Driven, question: str) -> None:
    """A question, until answers to it count."""
    room.hear(question)
    room.see(question)
    room.lose_sight_of("space pause")


@again_on_a_busy_machine
def test_nobody_answers_for_long(stage: Stage) -> None:
    """Asked once more after its wait, it holds, the bed low, for many times as long; one yes alone
    changes nothing; with the other's it goes on, to its end, which leaves no place behind."""
    with stage.driven() as room:
        come_to_the_question(room)
        room.see("holding")
        room.wait_for_bed(DUCKED * HELD)
        room.listen(4.0)
        assert abs(room.bed_gain() - DUCKED * HELD) < 0.01
        assert len(stage.material.find(room.heard, QUESTION)) == 2
        room.press("f")
        room.see("f yes", "j for yes")
        room.listen(1.5)
        assert not stage.material.find(room.heard, AFTER)
        room.see("holding", "f yes")
        room.press("j")
        room.hear(AFTER)
        room.hear(REFLECT)
        assert room.decline() == 0
        room.wait_until_calm()
        room.expect_no_click()
    assert not stage.positions
    assert not stage.journal


@again_on_a_busy_machine
def test_a_no_of_one_ends_it(stage: Stage) -> None:
    """After a yes of one and a no of the other nothing more of the exercise is heard."""
    with stage.driven() as room:
        come_to_the_question(room)
        room.press("f")
        room.press("n")
        room.hear(CLOSING)
        assert room.decline() == 0
        assert not stage.material.find(room.heard, AFTER)
        room.expect_no_click()
    assert stage.positions


@again_on_a_busy_machine
def test_less_anywhere_and_at_a_question(stage: Stage) -> None:
    """g leads to the script's gentler steps, and at a question to its own; then it is offered to
    go on, rest or end, and each of these does what it says."""
    with stage.driven() as room:
        room.hear(FIRST, since=0)
        room.press("g")
        room.hear(LESS)
        room.press("right")
        heard_out(room, OFFER)
        room.press("r")
        room.see("resting")
        room.wait_for_bed(DUCKED * HELD)
        room.press("y")
        heard_out(room, OFFER)
        room.press("f")
        room.press("j")
        room.hear(FIRST)
        room.press("page-down")
        heard_out(room, QUESTION)
        room.press("g")
        room.hear(LESS_HERE)
        room.press("right")
        room.hear(OFFER)
        room.press("q")
        room.hear(CLOSING)
        room.write_in_the_journal("We went gently.")
        room.expect_no_click()
        assert not stage.material.find(room.heard, AFTER)
    (entry,) = stage.journal
    text = entry.read_text(encoding="utf-8")
    assert "We went gently." in text
    assert QUESTION in text
    entry.unlink()
