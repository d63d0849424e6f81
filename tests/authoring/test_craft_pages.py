"""The pages on the rules of craft come in; their examples and figures must be the program's."""

import re
from pathlib import Path
from typing import Final

import pytest
from doc_examples import DOCS, whole
from test_craft import IDS, linted

from presence.authoring.lint import RuleChoice
from presence.authoring.lint.comments import ID as COMMENT
from presence.authoring.lint.rule import Rule
from presence.authoring.lint.rules import RULES

FOLDER: Final = DOCS / "diagnostics"
YAML: Final = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FIGURE: Final = re.compile(r"^\| `([a-z0-9-]+\.[a-z]+)` \| [^|]+ \| `([^`]+)` \|$", re.MULTILINE)


def page(code: str) -> str:
    """The page on a rule."""
    return (FOLDER / f"{code}.md").read_text(encoding="utf-8")


def codes_of(example: str, code: str, folder: Path) -> list[str]:
    """What a rule says of an example, the other rules left out: a page shows one thing."""
    file = folder / "mine.yaml"
    file.write_text(example if "presence: 1" in example else whole(example), encoding="utf-8")
    return [warning.code for warning in linted(file, RuleChoice(frozenset(IDS) - {code}))]


@pytest.mark.parametrize("code", [*IDS, COMMENT])
def test_the_wrong_example_is_warned_of_and_the_right_one_is_not(code: str, tmp_path: Path) -> None:
    """Whoever has this warning finds it here, and whoever copies the mending is rid of it."""
    wrong, right = YAML.findall(page(code))
    assert set(codes_of(wrong, code, tmp_path)) == {code}
    assert codes_of(right, code, tmp_path) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.ID)
def test_a_page_names_every_figure_and_its_default(rule: Rule) -> None:
    """A figure that the page does not tell can't be changed by who needs it."""
    figures = {
        f"{rule.ID}.{key}": figure.spell(figure.default) for key, figure in rule.DEFAULTS.items()
    }
    assert dict(FIGURE.findall(page(rule.ID))) == figures


def test_a_default_is_read_back_as_it_is_spelled() -> None:
    """What a page or a message shows may be written in a comment or an option."""
    for rule in RULES:
        for figure in rule.DEFAULTS.values():
            assert figure.parse(figure.spell(figure.default)) == figure.default
