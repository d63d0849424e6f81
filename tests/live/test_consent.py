"""Consent: every state, key and moment as tabled, and what holds whatever happens in the room."""

import pytest
from consent_tables import EVENTS, TABLES, states, table
from hypothesis import given
from hypothesis import strategies as st

from presence.live.consent import begin, step
from presence.live.consent_words import MAX_VOTERS, MOMENTS, YES_KEYS, Action, Event, State
from presence.live.keys import KEYS

rooms = st.integers(1, 4).map(begin)
anything = st.lists(st.sampled_from(EVENTS), max_size=60)
without_end = st.lists(
    st.sampled_from(
        [event for event in EVENTS if event not in ("n", "q", "escape", "interrupted")]
    ),
    max_size=60,
)
PASSING: tuple[Action, ...] = ("go on", "line on", "section on", "move line on", "move section on")


def after(state: State, events: list[Event]) -> State:
    for event in events:
        state, _ = step(state, event)
    return state


@pytest.mark.parametrize("voters", TABLES)
def test_every_pair_is_as_tabled(voters: int) -> None:
    """Each state that can be reached, with each key and moment, does what the table says.

    A change of the rules shows in the table, where it can be judged: see consent_tables.py.
    """
    assert table(voters) == TABLES[voters].read_text(encoding="utf-8")


@given(rooms, anything)
def test_only_a_yes_of_everybody_goes_on(state: State, events: list[Event]) -> None:
    """Going on takes a yes of each who is asked, given after the question was heard and since it
    was asked last; an answer of any other kind, a pause or a lost device makes all of them void."""
    said: set[int] = set()
    heard = False
    for event in events:
        question, before = state.at_question, state
        state, actions = step(state, event)
        if event == "question asked" and (question or state.at_question):
            heard = True
        if before.at_question and heard and before.mode in ("asking", "holding"):
            if before.voters == 1 and event in ("y", "space"):
                said = {0}
            said |= {v for v, keys in enumerate(YES_KEYS[: before.voters]) if event in keys}
        if "go on" in actions:
            assert question
            assert heard
            assert said == set(range(state.voters))
        if "ask" in actions or not state.at_question or state.paused or state.lost:
            said = set()
            heard = heard and "ask" in actions and state.stage == "again"


@given(rooms, st.lists(st.sampled_from(MOMENTS), max_size=80))
def test_silence_is_never_a_yes(state: State, moments: list[Event]) -> None:
    """With nobody at the keys no check-in is passed, however often its wait is over."""
    reached = False
    for moment in moments:
        state, actions = step(state, moment)
        reached = reached or state.place == "check-in"
        assert "go on" not in actions
        assert not (reached and not state.over and state.place == "exercise")


@given(rooms, anything)
def test_a_question_that_stands_lets_nothing_pass_it(state: State, events: list[Event]) -> None:
    """From a question nothing leads forward but 'go on'; what is left behind asks again."""
    for event in events:
        question = state.at_question
        state, actions = step(state, event)
        if question:
            assert not set(actions) & (set(PASSING) - {"go on"})


@given(rooms, anything, st.sampled_from(("n", "q", "escape")))
def test_one_key_ends_it(state: State, events: list[Event], key: Event) -> None:
    """A no or a q at any moment ends it, at once, whatever went before."""
    state = after(state, events)
    was = state.over
    state, actions = step(state, key)
    assert state.over
    assert was or set(actions) & {"end", "stop"}


@given(rooms, without_end)
def test_g_always_does_less(state: State, events: list[Event]) -> None:
    """Shifting gears leads to the gentler steps, and from there to rest; never elsewhere."""
    state = after(state, events)
    if not state.over:
        gentle_already = state.place not in ("exercise", "check-in")
        done, actions = step(state, "g")
        assert done.place == ("rest" if gentle_already else "gentler")
        assert not done.paused
        wanted: Action = "low" if gentle_already else "gentler"
        assert state.lost or actions == (wanted,)


@given(rooms, without_end)
def test_p_always_silences(state: State, events: list[Event]) -> None:
    """A pause is silence, whatever was going on, and nothing but a person ends it."""
    state = after(state, events)
    if not state.over and not state.paused:
        done, actions = step(state, "p")
        assert done.paused
        assert actions == (() if state.lost else ("hush",))
        for moment in MOMENTS:
            assert after(done, [moment]).paused or moment == "interrupted"


@given(rooms, without_end)
def test_a_pause_is_no_answer(state: State, events: list[Event]) -> None:
    """Going on from a pause brings back what was there, and a question is asked again."""
    paused = after(state, [*events, "p"])
    if paused.paused and not paused.lost:
        done, actions = step(paused, "space")
        assert (done.place, done.paused, done.yes) == (paused.place, False, frozenset())
        assert not done.at_question or actions == ("ask",)


@given(rooms, without_end)
def test_a_device_that_comes_back(state: State, events: list[Event]) -> None:
    """What went on by itself goes on; a question is asked again; a pause stays a pause."""
    state = after(state, events)
    if not state.over and not state.lost:
        lost = after(state, ["device lost"])
        assert lost.mode == "lost"
        back, actions = step(lost, "device back")
        assert (back.place, back.paused, back.yes) == (state.place, state.paused, frozenset())
        assert "go on" not in actions
        if state.paused:
            assert actions == ("hush",)
        elif state.at_question:
            assert actions == ("ask",)


@given(rooms, anything)
def test_over_is_over(state: State, events: list[Event]) -> None:
    """Once it has ended nothing begins again."""
    state = after(state, [*events, "q", "end faded", "closing over", "end faded"])
    assert state.over == "ended"
    assert all(step(state, event) == (state, ()) for event in EVENTS)


def test_states_are_few() -> None:
    """Each more who is asked adds states of a question only; all end in one."""
    assert sum(state.over == "ended" for state in states(2)) == 1
    assert len(states(1)) < len(states(2)) < 50


@pytest.mark.parametrize("voters", [0, MAX_VOTERS + 1])
def test_nobody_or_too_many(voters: int) -> None:
    """A yes of nobody would be silence; for more than there are keys, not all could answer."""
    with pytest.raises(ValueError, match="asked"):
        begin(voters)


def test_every_key_is_known_by_one_name() -> None:
    """Events are told apart by their names alone."""
    assert len(set(EVENTS)) == len(KEYS) + len(MOMENTS)
