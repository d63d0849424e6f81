"""Any script that compiles comes in; warnings inside its file must come out, and no crash."""

import re
from pathlib import Path
from typing import Final

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from presence.authoring.lint import RuleChoice, lint
from presence.authoring.lint.engine import MOST_OF_A_RULE
from presence.authoring.lint.lines import Ranges
from presence.authoring.lint.rules import RULES
from presence.diagnostics import Problems, ScriptError
from presence.script import reader
from presence.sequence.compiler import compile_script

WORDS: Final = st.sampled_from(
    (
        *("you should", "must", "no goal", "his", "HER", "İstanbul", "touch", "hold hands", "stop"),
        *("hug {other}", "{first},", "{second}", "[2s]", "what?", "don’t", "\n", "\t", "  ", "é"),
        *("breathe", "'", '"', "# check: allow x", "\\n", "{{", "}}", "{he}", "{other}'s hand"),
        *("肩の力", "as best you can", "fiancée", "ß", ": ", "- ", "|", "> "),
    )
)
TEXT: Final = st.lists(WORDS, max_size=8).map(lambda parts: f"a {' '.join(parts)}")
TIME: Final = st.integers(1, 900).map(lambda seconds: f"{seconds}s")
PHASE: Final = st.sampled_from(("0.5s", "4s", "7s", "8s", "20s"))


def step_of(name: str, value: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return value.map(lambda drawn: {name: drawn})


PLAIN: Final = st.one_of(
    step_of("say", TEXT),
    step_of("say", st.fixed_dictionaries({"text": TEXT, "rate": st.integers(80, 300)})),
    step_of("pause", TIME),
    step_of("reflect", TEXT),
    step_of("section", st.sampled_from(("Landing", "One", "Ende"))),
    step_of("ambient", st.sampled_from(("sea", "off", {"sound": "rain", "level": "0 dB"}))),
    step_of("check-in", TEXT),
    step_of("breathe", st.sampled_from(("box", "4-7-8", {"pattern": "4-7-8", "times": 9}))),
    step_of(
        "breathe", st.fixed_dictionaries({"in": PHASE, "out": PHASE}, optional={"hold": PHASE})
    ),
    st.just("bell"),
)
STEPS: Final = st.lists(
    st.recursive(
        PLAIN,
        lambda inner: st.one_of(
            step_of("each-partner", st.lists(inner, min_size=1, max_size=3)),
            step_of(
                "repeat",
                st.fixed_dictionaries(
                    {"times": st.integers(1, 4), "steps": st.lists(inner, min_size=1, max_size=3)}
                ),
            ),
            step_of(
                "check-in",
                st.fixed_dictionaries(
                    {"ask": TEXT, "gentler": st.lists(inner, min_size=1, max_size=3)}
                ),
            ),
        ),
        max_leaves=8,
    ),
    min_size=1,
    max_size=8,
)
SCRIPTS: Final = st.fixed_dictionaries(
    {
        "presence": st.just(1),
        "title": st.just("Any"),
        "partners": st.sampled_from(
            (["Ada", "Ben"], ["a (b", "a [c".replace("[", "*")], ["a", "b"])
        ),
        "values": st.just({"he": "the sea"}),
        "steps": STEPS,
    },
    optional={
        "language": st.sampled_from(("en", "EN-gb", "de", "ja")),
        "gentler": STEPS,
        "voice": st.just({"rate": 170}),
        "ambient": st.sampled_from(("sea", {"sound": "rain", "level": "0 dB"})),
    },
)
COMMENT: Final = st.sampled_from(
    (
        *("", "# check: allow pressing-word, hug", "#check:", "# check: long-line.most=3s"),
        *("# check: allow", "# check: allow long-line", "# check: = ="),
    )
)
WORD: Final = re.compile(r"'(.+)' (?:is a word of|presumes|invites)")
QUOTES: Final = "\"'"
"""Escapes may keep words from being placed between quotes; then the whole text is shown."""


@settings(max_examples=250, deadline=None)
@given(SCRIPTS, st.booleans(), st.integers(20, 200), COMMENT, st.integers(0, 40), st.booleans())
def test_whatever_compiles_is_linted(
    data: dict[str, object], flow: bool, width: int, comment: str, at: int, crlf: bool
) -> None:
    """In every style of writing; each span is inside the file, each word where it says it is."""
    dumped = yaml.safe_dump(
        data, default_flow_style=flow, sort_keys=False, width=width, allow_unicode=width % 2 == 0
    )
    lines = dumped.splitlines()
    lines.insert(min(at, len(lines)), comment)
    text = ("\r\n" if crlf else "\n").join(lines) + "\n"
    problems = Problems()
    script = reader.read_bytes("any.yaml", text.encode(), problems)
    if script is None or problems.found:
        return
    try:
        sequence = compile_script(script)
    except ScriptError:
        return
    lines = text.splitlines()
    for warning in lint(script, sequence, text, RuleChoice()):
        span = warning.span
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert (span.line, span.column) < (span.end_line, span.end_column)
        assert warning.message.isprintable()
        assert warning.hint
        found = WORD.match(warning.message)
        piece = lines[span.line - 1][span.column - 1 : span.end_column - 1]
        if found and span.line == span.end_line and piece[0] not in QUOTES:
            assert piece.lower().replace("’", "'") == found[1]


def test_warnings_of_a_rule_end_somewhere(tmp_path: Path) -> None:
    """Ten thousand of a kind would bury the others; a rule stops at its hundredth."""
    file = tmp_path / "many.yaml"
    body = "  - say: You must, he must.\n" * 3000
    file.write_text(f"presence: 1\ntitle: Many\nsteps:\n{body}", encoding="utf-8")
    script = reader.load(file)
    found = lint(script, compile_script(script), file.read_text(encoding="utf-8"), RuleChoice())
    codes = [warning.code for warning in found]
    assert codes.count("pressing-word") == codes.count("presumed-person") == MOST_OF_A_RULE
    assert len(codes) < MOST_OF_A_RULE * len(RULES)


def test_a_long_text_is_searched_once(tmp_path: Path) -> None:
    """Many findings in one long text share the work of placing them."""
    file = tmp_path / "long.yaml"
    file.write_text(f"presence: 1\ntitle: Long\nsteps:\n  - say: {'you must ' * 60_000}\n")
    script = reader.load(file)
    found = lint(script, compile_script(script), file.read_text(encoding="utf-8"), RuleChoice())
    columns = [warning.span.column for warning in found if warning.code == "pressing-word"]
    assert columns == [14 + 9 * number for number in range(MOST_OF_A_RULE)]


RANGES: Final = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 20)), max_size=12)


@settings(deadline=None)
@given(RANGES, RANGES, st.integers(1, 90))
def test_joined_ranges_hold_what_was_added(
    early: list[tuple[int, int]], late: list[tuple[int, int]], line: int
) -> None:
    """A line is allowed if any comment allows it, also one that is read after the first look."""
    ranges = Ranges()
    added: list[tuple[int, int]] = []
    for batch in (early, late):
        for first, more in batch:
            ranges.add(first, first + more)
            added.append((first, first + more))
        assert (line in ranges) == any(first <= line <= last for first, last in added)
