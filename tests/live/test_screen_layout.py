"""The layout: golden pictures in tests/cases/screens, and what holds for any view and size.

To write the pictures anew after a change that is meant: python tests/live/test_screen_layout.py
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from screen_views import PLAYING, QUESTION, VIEWS

from presence.columns import columns_of
from presence.live.layout import MODE_WORDS, layout
from presence.live.progress import thin_line
from presence.live.rows import Row, columns_in
from presence.live.view import Answer, View
from presence.mix.source import BreathMoment

CASES: Final = Path(__file__).parents[1] / "cases" / "screens"
SIZES: Final = ((40, 10), (80, 24))
PICTURES: Final = [(name, *size) for name in VIEWS for size in SIZES]


def picture(name: str, columns: int, rows: int) -> str:
    """As a terminal would show it, the blanks at the ends of rows left out."""
    drawn = layout(VIEWS[name], columns, rows)
    return "".join(f"{shown(row, columns)}\n" for row in drawn)


def shown(row: Row, columns: int) -> str:
    left = " " * ((columns - columns_in(row)) // 2)
    return f"{left}{''.join(span.text for span in row)}".rstrip()


def file_of(name: str, columns: int, rows: int) -> Path:
    return CASES / f"{name}-{columns}x{rows}.txt"


@pytest.mark.parametrize(("name", "columns", "rows"), PICTURES)
def test_golden_pictures(name: str, columns: int, rows: int) -> None:
    """Each mode, in the smallest terminal that is promised and in a usual one."""
    wanted = file_of(name, columns, rows).read_text(encoding="utf-8")
    assert picture(name, columns, rows) == wanted


def test_there_is_a_picture_of_every_mode() -> None:
    """A mode that nobody has looked at is not done; and no picture is left of one that is gone."""
    assert {view.mode for view in VIEWS.values()} == set(MODE_WORDS)
    assert {path.name for path in CASES.iterdir()} == {file_of(*each).name for each in PICTURES}


texts = st.one_of(
    st.text(max_size=300),
    st.text("ab呼\u0301👩\u200d\u05e9 ", max_size=300),
    st.just("Let your shoulders soften. " * 20),
)
breaths = st.builds(
    BreathMoment,
    st.sampled_from(["in", "hold", "out", "rest", "?"]),
    st.floats(0, 1),
    st.floats(0.1, 60),
)
views = st.builds(
    View,
    title=texts,
    section=texts,
    line=texts,
    line_number=st.integers(0, 9),
    position_s=st.floats(0, 1e5),
    remaining_s=st.floats(0, 1e5),
    mode=st.sampled_from(sorted(MODE_WORDS)),
    partner=st.none() | texts,
    breath=st.none() | breaths,
    progress=st.floats(0, 1),
    question=st.none() | texts,
    answers=st.lists(st.builds(Answer, texts, texts, st.none() | texts), max_size=4).map(tuple),
    choices=st.lists(st.tuples(texts, texts), max_size=8).map(tuple),
    notice=texts,
    help=st.booleans(),
    silent_line=st.booleans(),
)


@settings(deadline=None)  # wrapping long texts of any script takes its time
@given(views, st.integers(20, 210), st.integers(5, 70))
@example(VIEWS["asking"], 20, 5)
@example(VIEWS["keys"], 20, 5)
def test_any_view_fits_any_terminal(view: View, columns: int, rows: int) -> None:
    """As many rows as the terminal has, and none wider than it is."""
    drawn = layout(view, columns, rows)
    assert len(drawn) == rows
    assert max(map(columns_in, drawn)) <= columns


@settings(deadline=None)  # wrapping long texts of any script takes its time
@given(views, st.integers(1, 20), st.integers(1, 5))
def test_no_terminal_is_too_small_to_be_drawn(view: View, columns: int, rows: int) -> None:
    """Below what is promised the picture is poor, but there is one."""
    drawn = layout(view, columns, rows)
    assert len(drawn) == rows
    assert max(map(columns_in, drawn)) <= max(columns, 3)


@pytest.mark.parametrize("mode", sorted(MODE_WORDS))
@pytest.mark.parametrize(("columns", "rows"), [(40, 10), (80, 24), (200, 60)])
def test_a_usual_line_is_whole(mode: str, columns: int, rows: int) -> None:
    """From 40 × 10 on, no mode and no notice costs a word of what is said."""
    view = View(
        **{
            **{name: getattr(PLAYING, name) for name in ("title", "section", "line")},
            "line_number": 1,
            "position_s": 0.0,
            "remaining_s": 60.0,
            "mode": mode,
            "partner": "Sam",
            "notice": "Volume −3 dB",
            "choices": (("space", "go on"), ("q", "end gently")),
            "silent_line": True,
        }
    )
    text = " ".join(shown(row, columns) for row in layout(view, columns, rows))
    assert PLAYING.line in " ".join(text.split())


@pytest.mark.parametrize(("columns", "rows"), [(40, 10), (80, 24), (200, 60)])
def test_a_check_in_is_whole(columns: int, rows: int) -> None:
    """The question, each partner's name, key and answer, and all choices: consent needs them."""
    text = "\n".join(shown(row, columns) for row in layout(VIEWS["asking"], columns, rows))
    words = " ".join(text.split())
    parts = (QUESTION, "Sam f yes", "Alex j for yes", "p pause", "g do less", "n end")
    assert [part for part in parts if part not in words] == []


def test_a_question_that_is_being_said_has_no_answers_yet() -> None:
    """It is dimmed, without a key that says yes; as tall as it will be, so that nothing moves once
    it was heard. A picture of a question that was heard would not show keys that do nothing."""
    view = VIEWS["being-asked"]
    for columns, rows in SIZES:
        drawn = layout(view, columns, rows)
        words = " ".join(" ".join(shown(row, columns) for row in drawn).split())
        assert "for yes" not in words
        assert "Sam after the question" in words
        looks = {span.look for row in drawn for span in row if QUESTION[:9] in span.text}
        assert looks == {"quiet"}
        heard = layout(replace(view, is_heard=True), columns, rows)
        places = [
            next(i for i, row in enumerate(each) if QUESTION[:9] in shown(row, columns))
            for each in (drawn, heard)
        ]
        assert places[0] == places[1]


def test_the_hill_keeps_its_place() -> None:
    """While lines change above it, long or short, the ground of the hill stays where it is."""
    for columns, rows in SIZES:
        grounds = set()
        for line in ("In.", PLAYING.line, PLAYING.line * 2):
            view = VIEWS["breathing"]
            said = View(**{**{f: getattr(view, f) for f in view.__slots__}, "line": line})
            drawn = [shown(row, columns) for row in layout(said, columns, rows)]
            grounds.add(next(number for number, row in enumerate(drawn) if "in 3" in row))
        assert len(grounds) == 1


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 200))
def test_the_thin_line_grows(one: float, other: float, columns: int) -> None:
    """It is as wide as asked, never shrinks as time passes, and is full at the end alone."""
    earlier, later = sorted((one, other))
    parts = [thin_line(progress, columns) for progress in (earlier, later)]
    assert [columns_of(done + left) for done, left in parts] == [columns, columns]
    assert len(parts[0][0]) <= len(parts[1][0])
    assert thin_line(0, columns)[0] == ""
    assert thin_line(1, columns)[1] == ""


if __name__ == "__main__":
    CASES.mkdir(exist_ok=True)
    for each in PICTURES:
        file_of(*each).write_text(picture(*each), encoding="utf-8")
