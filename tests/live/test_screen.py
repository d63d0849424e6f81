"""Which screen suits a stream, and what the one for a terminal draws."""

import dataclasses
import io
import re
import sys

import pytest

from presence.live.plain_screen import PlainScreen
from presence.live.screen import NoScreen, open_screen
from presence.live.terminal_screen import TerminalScreen

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

from screen_views import PLAYING, QUESTION, VIEWS
from tiny_terminal import SHOWN_AT_ONCE, tiny_terminal

SECOND_LINE = dataclasses.replace(PLAYING, line="And your jaw.", line_number=2)


def words_of(rows: list[str]) -> str:
    return " ".join(" ".join(rows).split())


@pytest.mark.parametrize(
    ("environ", "kind"),
    [({"TERM": "xterm"}, TerminalScreen), ({}, TerminalScreen), ({"TERM": "dumb"}, PlainScreen)],
)
def test_a_terminal_gets_a_picture(environ: dict[str, str], kind: type) -> None:
    """Unless it can't move its cursor: then it is written to as a pipe is."""
    with tiny_terminal(80) as (_, stream):
        assert isinstance(open_screen(stream, environ), kind)


def test_a_terminal_without_blocks_gets_lines() -> None:
    """Where the encoding has no block characters, a picture would be question marks."""
    with tiny_terminal(80) as (_, stream):
        stream.reconfigure(encoding="latin-1")  # type: ignore[attr-defined]
        assert isinstance(open_screen(stream, {}), PlainScreen)


def test_off_shows_nothing_at_all() -> None:
    """Nobody wants to see anything: not one character is written, to a terminal either."""
    with tiny_terminal(80) as (terminal, stream):
        with open_screen(stream, {}, off=True) as screen:
            for view in VIEWS.values():
                screen.show(view)
        terminal.rows()
        assert isinstance(screen, NoScreen)
        assert terminal.written == ""


@pytest.mark.parametrize(("columns", "rows"), [(40, 10), (80, 24), (200, 60)])
@pytest.mark.parametrize("name", VIEWS)
def test_a_terminal_shows_it_all(columns: int, rows: int, name: str) -> None:
    """Line or question, section, time left and what is offered, from 40 × 10 on."""
    view = VIEWS[name]
    with tiny_terminal(columns, rows) as (terminal, stream), open_screen(stream, {}) as screen:
        screen.show(view)
        shown = words_of(terminal.rows())
    said = view.question or view.line
    keys_only = view.help and rows == 10
    for part in ([] if keys_only else [said]) + ["Settling"]:
        assert part in shown
    assert shown.endswith("left")
    assert all(f"{key} {does}" in shown for key, does in view.choices)


def test_nothing_new_draws_nothing() -> None:
    """Shown the same again it writes nothing, so nothing can flicker."""
    with tiny_terminal(60) as (terminal, stream), open_screen(stream, {}) as screen:
        screen.show(PLAYING)
        terminal.rows()
        before = terminal.written
        screen.show(dataclasses.replace(PLAYING, position_s=5.1, remaining_s=365.1))
        terminal.rows()
        assert terminal.written == before


def test_only_rows_that_changed_are_drawn() -> None:
    """As time passes its row alone is drawn, in one write between the marks of one update."""
    with tiny_terminal(80) as (terminal, stream), open_screen(stream, {}) as screen:
        screen.show(PLAYING)
        terminal.rows()
        before = len(terminal.written)
        screen.show(dataclasses.replace(PLAYING, remaining_s=364.0))
        assert "6:04 left" in words_of(terminal.rows())
        update = terminal.written[before:]
        assert update.count(SHOWN_AT_ONCE) == 1
        assert re.findall(r"\x1b\[(\d+);1H", update) == ["23"]


def test_a_new_line_takes_the_place_of_the_old() -> None:
    """Drawn row by row, the picture is in the end as if drawn at once."""
    with tiny_terminal(40, 12) as (terminal, stream), open_screen(stream, {}) as screen:
        for view in (*VIEWS.values(), SECOND_LINE):
            screen.show(view)
        after_many = terminal.rows()
    with tiny_terminal(40, 12) as (terminal, stream), open_screen(stream, {}) as screen:
        screen.show(SECOND_LINE)
        assert terminal.rows() == after_many


@pytest.mark.parametrize(("columns", "rows"), [(40, 10), (70, 40), (120, 24)])
def test_it_follows_a_change_of_size(columns: int, rows: int) -> None:
    """Made smaller or larger in mid-play, the terminal shows what one of that size would."""
    with tiny_terminal(80) as (terminal, stream), open_screen(stream, {}) as screen:
        screen.show(PLAYING)
        terminal.rows()
        terminal.resize(columns, rows)
        screen.show(PLAYING)
        after = terminal.rows()
    with tiny_terminal(columns, rows) as (terminal, stream), open_screen(stream, {}) as screen:
        screen.show(PLAYING)
        assert terminal.rows() == after


def test_a_terminal_that_takes_nothing_is_not_waited_for() -> None:
    """With nobody reading, drawing is passed over, and later catches up.

    A pseudo-terminal that never fills would hide the bug: each picture here is some 2 kB, all new.
    """
    with tiny_terminal(200, 60) as (terminal, stream), open_screen(stream, {}) as screen:
        for number in range(200):
            screen.show(dataclasses.replace(PLAYING, line=f"All of it is new {number}. " * 60))
        terminal.rows()
        assert len(terminal.written) < 200_000
        screen.show(SECOND_LINE)
        terminal.rows()
        screen.show(SECOND_LINE)
        assert "And your jaw." in words_of(terminal.rows())


def test_colour_is_optional() -> None:
    """NO_COLOR leaves the layout and takes the styles; without it there are some."""
    shown = {}
    for environ in ({}, {"NO_COLOR": "1"}):
        with tiny_terminal(80) as (terminal, stream), open_screen(stream, environ) as screen:
            screen.show(VIEWS["breathing"])
            shown[len(environ)] = terminal.rows(), re.findall(r"\x1b\[[1-9]\d*m", terminal.written)
    assert shown[0][0] == shown[1][0]
    assert shown[0][1]
    assert not shown[1][1]


@pytest.mark.parametrize(
    "text",
    ["呼吸" * 90, "e\u0301" * 300, "👩‍👩‍👧 " * 60, "\u05e9\u05dc\u05d5\u05dd " * 90, "\x1b[2J"],
)
def test_any_script_stays_in_its_rows(text: str) -> None:
    """Wide and combining characters, emoji and controls neither run over nor steer."""
    view = dataclasses.replace(PLAYING, line=text, section=text, partner=text, notice=text[:40])
    with tiny_terminal(40, 16) as (terminal, stream), open_screen(stream, {}) as screen:
        screen.show(view)
        assert terminal.rows()[-2].endswith("6:05 left")


def test_the_hill_rises_on_the_terminal() -> None:
    """In the middle of a breath there is more of it on the screen than at its beginning."""
    blocks = []
    with tiny_terminal(80) as (terminal, stream), open_screen(stream, {}) as screen:
        for done in (0.0, 0.5, 1.0):
            breath = dataclasses.replace(VIEWS["breathing"].breath, done=done)  # type: ignore[type-var]
            screen.show(dataclasses.replace(VIEWS["breathing"], breath=breath))
            blocks.append(sum("▁" <= c <= "█" for c in "".join(terminal.rows())))
    assert blocks == sorted(set(blocks))


def test_a_pipe_gets_each_line_once() -> None:
    """Where it is no terminal: every new line once, with its time, and nothing else."""
    stream = io.StringIO()
    second = dataclasses.replace(
        PLAYING, line="And your\n jaw.\x1b[2J", line_number=2, position_s=65.4
    )
    with open_screen(stream, {}) as screen:
        for view in (
            dataclasses.replace(PLAYING, line="", line_number=0),
            PLAYING,
            PLAYING,
            second,
            second,
        ):
            screen.show(view)
    assert stream.getvalue() == f"0:05 {PLAYING.line}\n1:05 And your jaw.[2J\n"


def test_the_same_words_again_are_a_new_line() -> None:
    """A line repeated in the exercise is shown again: its number tells it apart."""
    stream = io.StringIO()
    screen = PlainScreen(stream)
    screen.show(PLAYING)
    screen.show(dataclasses.replace(PLAYING, line_number=2, position_s=9.0))
    assert stream.getvalue() == f"0:05 {PLAYING.line}\n0:09 {PLAYING.line}\n"


def test_plain_lines_tell_of_everything() -> None:
    """Modes, questions with their keys, answers and notices, each as it comes, and once."""
    stream = io.StringIO()
    screen = PlainScreen(stream)
    for name in ("playing", "not-spoken", "paused", "holding", "asking", "asking", "lost", "ended"):
        view = VIEWS[name]
        if name == "not-spoken":
            view = dataclasses.replace(view, line="Softly.", line_number=2)
        screen.show(
            dataclasses.replace(view, line_number=max(2, view.line_number))
            if name != "playing"
            else view
        )
    assert stream.getvalue().splitlines() == [
        f"0:05 {PLAYING.line}",
        "0:05 Softly. (not spoken: read it yourselves)",
        "0:05 (paused)",
        "0:05 (holding · take all the time you need)",
        f"0:05 {QUESTION} [f yes for Sam, j yes for Alex, p pause, g do less, n end]",
        "0:05 (check-in)",
        "0:05 (Sam: yes)",
        "0:05 (The sound device is gone; it goes on when it is back.)",
        "0:05 (no sound for now)",
        "0:05 (ended)",
    ]
