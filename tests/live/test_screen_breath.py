"""The shape of a breath: it grows breathing in, stands still, and sinks breathing out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.live.breath_shape import hill, openness, second_of
from presence.mix.source import BreathMoment

COLUMNS, ROWS = 30, 5
STEPS = [step / 40 for step in range(41)]
"""Ten pictures a second for four seconds."""


def eighths(rows: tuple[str, ...]) -> list[int]:
    """How high each column stands."""
    return [sum(" ▁▂▃▄▅▆▇█".index(c) for c in column) for column in zip(*rows, strict=True)]


def heights(phase: str, done: float) -> list[int]:
    return eighths(hill(openness(BreathMoment(phase, done, 4.0)), COLUMNS, ROWS))


@pytest.mark.parametrize(("phase", "sign"), [("in", 1), ("out", -1)])
def test_no_column_turns_back(phase: str, sign: int) -> None:
    """Breathing in, no part of it sinks, and breathing out none rises."""
    for before, after in pairwise(heights(phase, done) for done in STEPS):
        assert all(sign * b <= sign * a for b, a in zip(before, after, strict=True))


@pytest.mark.parametrize("phase", ["in", "out"])
def test_it_is_smooth(phase: str) -> None:
    """At ten pictures a second it moves with nearly each, and its top never by half a row."""
    shapes = [heights(phase, done) for done in STEPS]
    assert sum(before != after for before, after in pairwise(shapes)) >= 30
    assert max(abs(max(a) - max(b)) for a, b in pairwise(shapes)) < 4


def test_phases_meet() -> None:
    """Where one phase ends the next begins: the shape does not jump between them."""
    assert heights("in", 1) == heights("hold", 0) == heights("hold", 1) == heights("out", 0)
    assert heights("out", 1) == heights("rest", 0) == heights("rest", 1) == heights("in", 0)
    assert sum(heights("in", 1)) > 10 * sum(heights("in", 0)) > 0


@given(st.floats(0, 1), st.integers(1, 80), st.integers(1, 12))
def test_it_is_of_the_size_asked_for(openness: float, columns: int, rows: int) -> None:
    """Symmetric, never empty, and without a hole between its blocks."""
    drawn = hill(openness, columns, rows)
    assert [len(row) for row in drawn] == [columns] * rows
    assert all(row == row[::-1] for row in drawn)
    assert "▁" <= max(drawn[-1]) <= "█"
    for above, below in pairwise(drawn):
        assert all(b == "█" or a == " " for a, b in zip(above, below, strict=True))


@pytest.mark.parametrize(
    ("done", "length_s", "second"), [(0, 4, 1), (0.25, 4, 2), (0.99, 4, 4), (1, 4, 4), (1, 0.5, 1)]
)
def test_seconds_are_counted_from_one(done: float, length_s: float, second: int) -> None:
    """As one counts aloud: the first second is 'one', and the last is the length."""
    assert second_of(BreathMoment("in", done, length_s)) == second
