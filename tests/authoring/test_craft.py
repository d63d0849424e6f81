"""Scripts that a facilitator would change come in; each rule's warnings must come out."""

import os
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from presence import resources
from presence.authoring import lint as package
from presence.authoring.lint import RuleChoice, lint
from presence.authoring.lint.comments import ID as COMMENT
from presence.authoring.lint.rules import RULES
from presence.diagnostics import Diagnostic, Severity
from presence.script import reader
from presence.sequence.compiler import compile_script

CASES: Final = Path(__file__).parents[1] / "cases" / "craft"
SCRIPTS: Final = sorted(path.stem for path in CASES.glob("*.yaml"))
IDS: Final = [rule.ID for rule in RULES]


def linted(path: Path, choice: RuleChoice | None = None) -> list[Diagnostic]:
    """What the rules say of a file."""
    script = reader.load(path)
    source = path.read_bytes().decode("utf-8")
    return lint(script, compile_script(script), source, choice)


def rule_of(case: str) -> tuple[str, str]:
    """`long-line` and `trips` of `long-line-trips-a-line`."""
    for kind in ("trips", "near"):
        rule, found, _ = case.partition(f"-{kind}-")
        if found:
            return rule, kind
    raise AssertionError(case)


@pytest.mark.parametrize("case", SCRIPTS)
def test_a_case_gives_exactly_its_warnings(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Message, code, advice, line and column are those beside the script; a near miss has none."""
    monkeypatch.chdir(CASES)
    rule, kind = rule_of(case)
    others = RuleChoice(frozenset(IDS) - {rule})
    said = "".join(f"{warning}\n" for warning in linted(Path(f"{case}.yaml"), others))
    assert said == Path(f"{case}.txt").read_text(encoding="utf-8")
    assert bool(said) == (kind == "trips")


def test_each_case_has_its_twin() -> None:
    """A script without expected warnings, or warnings without a script, would go unnoticed."""
    assert sorted(path.stem for path in CASES.glob("*.txt")) == SCRIPTS


@pytest.mark.parametrize("kind", ["trips", "near"])
def test_every_rule_has_two_cases_of_each_kind(kind: str) -> None:
    """A rule that nothing trips, or that nothing comes close to, is not tested."""
    count = Counter(rule for rule, found in map(rule_of, SCRIPTS) if found == kind)
    assert sorted(count) == sorted([*IDS, COMMENT])
    assert [rule for rule in count if count[rule] < 2] == []


def shipped() -> list[Path]:
    """The exercises of the shelf, and the templates that authors begin with."""
    templates = Path(package.__file__).parents[1] / "templates"
    return [*resources.exercises().values(), *sorted(templates.glob("**/*.yaml"))]


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_what_we_ship_has_no_warning(path: Path) -> None:
    """An author who begins with one of ours is not scolded for our words."""
    assert [str(warning) for warning in linted(path)] == []


def test_every_warning_is_a_warning() -> None:
    """A rule of craft never keeps a script from being played."""
    for case in SCRIPTS:
        assert {warning.severity for warning in linted(CASES / f"{case}.yaml")} <= {
            Severity.WARNING
        }


def test_a_rule_is_a_file_with_a_page_of_its_own() -> None:
    """Its docstring is its manual; a file that is not listed would never be run."""
    folder = Path(package.__file__).parent / "rules"
    files = sorted(file.stem.replace("_", "-") for file in folder.glob("[!_]*.py"))
    assert files == sorted(IDS)
    assert [rule.ID for rule in RULES if len(rule.__doc__ or "") < 200] == []


def test_places_are_in_the_file() -> None:
    """Every span lies within its line, in all cases and with every rule at once."""
    for case in SCRIPTS:
        path = CASES / f"{case}.yaml"
        lines = path.read_bytes().decode().replace(os.linesep, "\n").splitlines()
        for warning in linted(path):
            span = warning.span
            assert span.path == str(path)
            assert (span.line, span.column) < (span.end_line, span.end_column)
            assert span.column <= len(lines[span.line - 1])
