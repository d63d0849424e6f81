"""The screen: a picture in place on a terminal, bare lines elsewhere."""

import dataclasses
import io
import sys

import pytest

from presence.live.screen import PlainScreen, TerminalScreen, open_screen
from presence.live.view import View

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

from tiny_terminal import tiny_terminal

VIEW = View(
    title="Arriving together",
    section="Settling",
    line="Find a comfortable place to sit, facing each other, and let your shoulders soften.",
    line_number=1,
    position_s=5.0,
    remaining_s=365.0,
    mode="playing",
)


def test_a_pipe_gets_each_line_once() -> None:
    """Where it is no terminal: every new line once, with its time, and nothing else."""
    stream = io.StringIO()
    screen = open_screen(stream)
    second = dataclasses.replace(
        VIEW, line="And your\n jaw.\x1b[2J", line_number=2, position_s=65.4
    )
    for view in (dataclasses.replace(VIEW, line="", line_number=0), VIEW, VIEW, second, second):
        screen.show(view)
    assert stream.getvalue() == f"0:05 {VIEW.line}\n1:05 And your jaw.[2J\n"


def test_the_same_words_again_are_a_new_line() -> None:
    """A line repeated in the exercise is shown again: its number tells it apart."""
    stream = io.StringIO()
    screen = PlainScreen(stream)
    screen.show(VIEW)
    screen.show(dataclasses.replace(VIEW, line_number=2, position_s=9.0))
    assert stream.getvalue() == f"0:05 {VIEW.line}\n0:09 {VIEW.line}\n"


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_what_a_terminal_shows(columns: int) -> None:
    """Title, section, the line in full, time left and the keys, within any usual width."""
    with tiny_terminal(columns) as (terminal, stream):
        open_screen(stream, {"TERM": "xterm"}).show(VIEW)
        rows = terminal.rows()
    assert rows[:3] == ["Arriving together", "Settling", ""]
    assert " ".join(" ".join(rows).split()) == (
        f"Arriving together Settling {VIEW.line} 6:05 left space pauses, q ends"
    )


def test_it_redraws_in_place() -> None:
    """A new line takes the place of the old one; what was on the terminal before stays."""
    with tiny_terminal(40) as (terminal, stream):
        stream.write("$ presence play arriving\n")
        screen = open_screen(stream, {})
        screen.show(VIEW)
        screen.show(dataclasses.replace(VIEW, line="Breathe.", mode="paused"))
        rows = terminal.rows()
    assert rows[0] == "$ presence play arriving"
    assert rows[1:5] == ["Arriving together", "Settling", "", "  Breathe."]
    assert rows[-1].endswith("q ends")
    assert "comfortable" not in "".join(rows)


def test_nothing_new_draws_nothing() -> None:
    """Shown the same again it writes nothing, so nothing can flicker."""
    with tiny_terminal(60) as (terminal, stream):
        screen = open_screen(stream, {})
        screen.show(VIEW)
        terminal.rows()
        before = terminal.written
        screen.show(dataclasses.replace(VIEW, position_s=5.1, remaining_s=364.9))
        terminal.rows()
    assert terminal.written == before


@pytest.mark.parametrize("columns", [40, 70, 120])
def test_it_follows_a_change_of_size(columns: int) -> None:
    """Made narrower or wider, the terminal shows one picture, drawn for its new width."""
    with tiny_terminal(80) as (terminal, stream):
        screen = open_screen(stream, {})
        screen.show(VIEW)
        terminal.rows()
        terminal.resize(columns)
        screen.show(VIEW)
        rows = terminal.rows()
    assert rows.count("Arriving together") == 1
    assert sum("comfortable" in row for row in rows) == 1


def test_a_long_line_gives_way() -> None:
    """In a terminal of few rows the keys stay visible, and nothing scrolls away."""
    with tiny_terminal(40, rows=10) as (terminal, stream):
        screen = open_screen(stream, {})
        for number in range(5):
            screen.show(dataclasses.replace(VIEW, line=f"{number} " + "very long line " * 60))
        rows = terminal.rows()
    assert len(rows) < 10
    assert rows[-1] == "6:05 left   space pauses, q ends"


def test_colour_is_optional() -> None:
    """NO_COLOR leaves the layout and takes the styles; without it there are some."""
    written = {}
    for environ in ({}, {"NO_COLOR": "1"}):
        with tiny_terminal(80) as (terminal, stream):
            open_screen(stream, environ).show(VIEW)
            written[len(environ)] = (terminal.rows(), "\x1b[1m" in terminal.written)
    assert written[0][0] == written[1][0]
    assert (written[0][1], written[1][1]) == (True, False)


def test_a_dumb_terminal_gets_bare_lines() -> None:
    """A terminal that cannot move its cursor is written to as a pipe is."""
    with tiny_terminal(80) as (_, stream):
        assert isinstance(open_screen(stream, {"TERM": "dumb"}), PlainScreen)
        assert isinstance(open_screen(stream, {"TERM": "xterm"}), TerminalScreen)
