"""What was answered, as the journal will tell it, and what the screen offers."""

from presence.live.answers import Answers, CheckedIn, choices
from presence.live.consent import begin, step
from presence.live.consent_words import Event, State
from presence.live.keys import KEYS


def room(voters: int, *events: Event) -> tuple[State, Answers]:
    """A room in which these happened; each question is 'Good?'."""
    state, answers = begin(voters), Answers(("Sam", "Alex"))
    for event in events:
        before = state
        state, _ = step(state, event)
        if event in KEYS:
            answers.hear(before, event, state)
        if event == "question asked" and before != state:
            answers.ask(1.0, "Good?")
    answers.close()
    return state, answers


def heard(voters: int, *events: Event) -> list[tuple[tuple[str, str], ...]]:
    return [check_in.answers for check_in in room(voters, "question asked", *events)[1].all]


def test_a_yes_of_each() -> None:
    """By name, in the order they came."""
    _, answers = room(2, "question asked", "j", "f")
    assert answers.all == (CheckedIn(1.0, "Good?", (("Alex", "yes"), ("Sam", "yes"))),)


def test_every_answer_is_told_as_it_was() -> None:
    """A no, doing less, a pause and rest; nobody's name where the key is nobody's."""
    assert heard(1, "y") == [(("", "yes"),)]
    assert heard(1, "space") == [(("", "yes"),)]
    assert heard(2, "f", "n") == [(("Sam", "yes"), ("", "no"))]
    assert heard(2, "g") == [(("", "less"),)]
    assert heard(1, "p", "space", "question asked", "y") == [(("", "pause"), ("", "yes"))]
    assert heard(1, "g", "gentler over", "question asked", "r") == [
        (("", "less"),),
        (("", "rest"),),
    ]
    assert heard(1, "g", "gentler over", "question asked", "g") == [
        (("", "less"),),
        (("", "rest"),),
    ]


def test_what_answers_nothing_is_not_told() -> None:
    """Volume, help, and keys before the question was heard; an unanswered question stays one."""
    assert heard(2, "plus", "?", "y", "space", "wait over", "wait over") == [()]
    assert room(1, "y", "f")[1].all == ()
    assert heard(1, "left") == [()]


def test_the_choices_are_keys_that_act() -> None:
    """Whatever is offered does something, at every stage of a question."""
    for events in ((), ("question asked",), ("g",), ("g", "gentler over"), ("g", "g"), ("p",)):
        state, _ = room(1, *events)
        for key, _ in choices(state):
            assert step(state, key) != (state, ())  # type: ignore[arg-type]
