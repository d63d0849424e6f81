"""Going about in an exercise by index: every step lands where a person would look for it."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from presence.diagnostics import Span
from presence.sequence.cues import Breath, CheckIn, Cue, Rest, Section, Speak, Utterance
from presence.sequence.places import (
    ask_of,
    gate_after,
    gate_between,
    is_line,
    line_at,
    next_line,
    next_section,
    previous_line,
    previous_section,
    question_at,
    restart_of,
    section_at,
)

HERE = Span("here.yaml", 1, 1, 1, 2)
SIGH = ("in", "in", "out")


def say(text: str) -> Speak:
    return Speak(Utterance(text, "en-US", None, 120, 50), 0.0, None, HERE)


def rest(seconds: int = 3) -> Rest:
    return Rest(Fraction(seconds), Fraction(seconds), HERE)


def breaths(phases: tuple[str, ...], times: int, number: int) -> tuple[Cue, ...]:
    """A pattern as it is compiled; each step has its own place in the file."""
    span = Span("here.yaml", 100 + number, 1, 100 + number, 2)
    one = tuple(Breath(phase, Fraction(4), None, True, 0.0, span) for phase in phases)
    return one * times


def check_in(*ask: Cue) -> tuple[Cue, ...]:
    """The question, and the check-in after it."""
    return (*ask, CheckIn(ask, Fraction(20), (), HERE))


STEPS = (
    st.just((say("A line."),))
    | st.just((rest(),))
    | st.integers(0, 99).map(lambda n: (Section(f"Section {n}", HERE),))
    | st.just(check_in(say("Go on?")))
    | st.just(check_in(say("Is this good?"), rest(1), say("For both?")))
    | st.tuples(st.sampled_from([("in", "out"), SIGH]), st.integers(1, 3), st.integers(0, 99)).map(
        lambda asked: breaths(*asked)
    )
)


@st.composite
def exercises(draw: st.DrawFn) -> tuple[tuple[Cue, ...], int]:
    """The cues of any exercise, and a place in it."""
    steps = draw(st.lists(STEPS, min_size=1, max_size=12))
    cues = tuple(cue for step in steps for cue in step)
    return cues, draw(st.integers(0, len(cues) - 1))


def test_a_small_exercise() -> None:
    """Lines, sections and check-ins are found on either side of a place."""
    cues = (
        Section("One", HERE),  # 0
        say("First."),  # 1
        rest(),  # 2
        *breaths(SIGH, 2, 1),  # 3 … 8
        Section("Two", HERE),  # 9
        *check_in(say("Good?"), rest(1), say("For both?")),  # 10 … 13
        rest(),  # 14
        say("Last."),  # 15
    )
    assert [i for i in range(len(cues)) if is_line(cues, i)] == [1, 3, 10, 12, 15]
    assert (next_line(cues, 1), next_line(cues, 4), next_line(cues, 15)) == (3, 10, None)
    assert (previous_line(cues, 8), previous_line(cues, 14), previous_line(cues, 2)) == (
        1,
        10,
        None,
    )
    assert (line_at(cues, 0), line_at(cues, 2), line_at(cues, 7)) == (None, 1, 3)
    assert [restart_of(cues, i) for i in (1, 2, 4, 7, 8)] == [1, 2, 3, 6, 6]
    assert [restart_of(cues, i) for i in (9, 10, 12, 13, 14)] == [9, 10, 10, 10, 14]
    assert (gate_after(cues, 0), gate_after(cues, 13), gate_after(cues, 14)) == (13, 13, None)
    assert (gate_between(cues, 2, 15), gate_between(cues, 2, 13), gate_between(cues, 15, 1)) == (
        13,
        None,
        None,
    )
    assert (previous_section(cues, 1), previous_section(cues, 5), previous_section(cues, 10)) == (
        0,
        0,
        0,
    )
    assert (previous_section(cues, 15), next_section(cues, 0), next_section(cues, 9)) == (
        9,
        9,
        None,
    )


@given(exercises())
def test_lines_follow_one_another(at: tuple[tuple[Cue, ...], int]) -> None:
    """The line after the one before is the one that was left, and lines lie on the right side."""
    cues, index = at
    here, after, before = line_at(cues, index), next_line(cues, index), previous_line(cues, index)
    assert here is None or (here <= index and is_line(cues, here))
    assert after is None or (after > index and is_line(cues, after))
    if before is not None:
        assert next_line(cues, before) == here
        assert before < index
    if after is not None:
        assert previous_line(cues, after) == here


@given(exercises(), st.data())
def test_no_way_forward_misses_a_check_in(
    at: tuple[tuple[Cue, ...], int], data: st.DataObject
) -> None:
    """A way passes no check-in exactly where there is none between its ends."""
    cues, index = at
    target = data.draw(st.integers(0, len(cues) - 1))
    between = [i for i in range(index, target) if isinstance(cues[i], CheckIn)]
    assert gate_between(cues, index, target) == (between[0] if between else None)
    later = [i for i in range(index, len(cues)) if isinstance(cues[i], CheckIn)]
    assert gate_after(cues, index) == (later[0] if later else None)


@given(exercises())
def test_an_interruption_skips_nothing(at: tuple[tuple[Cue, ...], int]) -> None:
    """What begins again lies at or before the interruption, and no check-in in between; within a
    question it is the question's beginning."""
    cues, index = at
    again = restart_of(cues, index)
    assert again <= index
    assert not any(isinstance(cue, CheckIn) for cue in cues[again:index])
    assert restart_of(cues, again) == again
    gate = question_at(cues, index)
    if gate is not None:
        assert again == ask_of(cues, gate)
        assert cues[again : gate + 1] == (*_ask(cues[gate]), cues[gate])
    elif isinstance(cues[index], Breath):
        assert all(isinstance(cue, Breath) for cue in cues[again : index + 1])
        assert index - again < len(SIGH)


@given(exercises())
def test_sections_are_gone_through_both_ways(at: tuple[tuple[Cue, ...], int]) -> None:
    """Forward to the next section; back to one's own beginning or the one before, or the start."""
    cues, index = at
    after, before = next_section(cues, index), previous_section(cues, index)
    assert after is None or (after > index and isinstance(cues[after], Section))
    assert before <= index
    assert before == 0 or isinstance(cues[before], Section)
    here = section_at(cues, index)
    between = [i for i in range(before + 1, index + 1) if isinstance(cues[i], Section)]
    assert between in ([], [here])


def _ask(cue: Cue) -> tuple[Cue, ...]:
    assert isinstance(cue, CheckIn)
    return cue.ask
