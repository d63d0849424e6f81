"""Problems come in; what a person, a program and GitHub are shown of them must come out."""

from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from presence.authoring.annotations import excerpt
from presence.authoring.report import Texts, as_github, as_text, tally
from presence.cli.check import command
from presence.diagnostics import Diagnostic, Severity, Span
from presence.script.nodes import Source

CASES: Final = Path(__file__).parents[1] / "cases" / "shown"
SHOWN: Final = sorted(file.stem for file in CASES.glob("*.yaml"))


@pytest.mark.parametrize("name", SHOWN)
def test_a_problem_is_shown_with_its_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Place, words, the line and the marks below it are those written down beside the script."""
    monkeypatch.chdir(CASES)
    expected = Path(f"{name}.txt").read_text(encoding="utf-8")
    assert CliRunner().invoke(command, [f"{name}.yaml", "--no-craft"]).stdout == expected


def test_every_case_has_its_twin() -> None:
    """A script without expected words, or words without a script, would go unnoticed."""
    assert sorted(file.stem for file in CASES.glob("*.txt")) == SHOWN
    assert len(SHOWN) >= 12


PLAIN: Final = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=300)


@given(PLAIN.filter(lambda text: bool(text.strip())), st.data(), st.integers(20, 120))
def test_marks_stand_below_what_they_mark(text: str, data: st.DataObject, width: int) -> None:
    """However long the line, and wherever the span; and nothing is wider than the terminal."""
    begin = data.draw(st.integers(0, len(text.rstrip()) - 1))
    end = data.draw(st.integers(begin + 1, len(text.rstrip())))
    shown = excerpt(Source(text), Span("a", 1, begin + 1, 1, end + 1), width)
    assert shown is not None
    assert max(len(shown.line), len(shown.marks)) <= width
    marked = shown.line[shown.marks.index("^") : len(shown.marks)]
    assert marked
    assert text[begin:end].startswith(marked) or "…" in shown.line
    assert text[begin:end].startswith(marked)


@given(st.text(max_size=80), st.integers(1, 3), st.integers(1, 90), st.integers(20, 60))
def test_any_text_and_any_span_can_be_shown(text: str, line: int, column: int, width: int) -> None:
    """No span breaks the report, and nothing that could steer a terminal comes through."""
    shown = excerpt(Source(text), Span("a", line, column, line, column + 3), width)
    if shown:
        assert "^" in shown.marks
        assert all(char.isprintable() or char in "\u200c\u200d" for char in shown.line)


SPAN: Final = Span("a,b:c%/mine.yaml", 3, 5, 3, 9)


def test_an_annotation_for_github_is_escaped() -> None:
    """Signs that end a property or a command are written as their codes."""
    problem = Diagnostic("odd", "100 %: a, b\r", SPAN, "Do\nthis.")
    assert as_github(problem) == (
        "::error file=a%2Cb%3Ac%25/mine.yaml,line=3,endLine=3,col=5,endColumn=9,title=odd"
        "::100 %25: a, b%0D%0ADo%0Athis."
    )


def test_an_annotation_of_several_lines_has_no_columns() -> None:
    """GitHub refuses columns where an annotation ends on another line."""
    problem = Diagnostic("odd", "m", Span("a", 3, 5, 4, 2), severity=Severity.WARNING)
    assert as_github(problem) == "::warning file=a,line=3,endLine=4,title=odd::m"


def test_an_error_is_red_and_a_warning_yellow() -> None:
    """The word and the marks alike; without the colours the text is the plain one."""
    texts = Texts({"a": "presence: 2\n"})
    for severity, color in ((Severity.ERROR, "\x1b[31m"), (Severity.WARNING, "\x1b[33m")):
        problem = Diagnostic("odd", "m", Span("a", 1, 11, 1, 12), "h", severity)
        shown = as_text(problem, texts, 80)
        assert shown.count(color) == 2
        plain = f"a:1:11: {severity}: m [odd]\n  1 | presence: 2\n    |           ^\n    h"
        assert click.unstyle(shown) == plain


def test_the_tally_names_a_page() -> None:
    """That of the code if there is one code alone, else the index; nothing if all is fine."""
    one = Diagnostic("odd", "m", SPAN)
    other = Diagnostic("even", "m", SPAN, severity=Severity.WARNING)
    assert tally([]) == ""
    assert tally([one, one]) == "2 problems; explained in docs/diagnostics/odd.md"
    assert tally([one, other]) == "1 problem, 1 warning; explained in docs/diagnostics/README.md"
