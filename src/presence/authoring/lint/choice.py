"""`--allow` and `--set`, and their like in comments → which rules are left out, which figures hold.

Both take the same words: the name of a rule, and `RULE.KEY=VALUE`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from presence.authoring.lint.rule import Figure, Figures, Rule
from presence.authoring.lint.rules import RULES
from presence.errors import PresenceError
from presence.script.faults import nearest, quoted

BY_ID: Mapping[str, Rule] = {rule.ID: rule for rule in RULES}


class ChoiceError(PresenceError):
    """A rule, a figure or its value that there is not."""


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """`allowed` rules say nothing; `figures` are those that are not the rules' own defaults."""

    allowed: frozenset[str] = frozenset()
    figures: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @classmethod
    def from_options(cls, allow: Iterable[str], settings: Iterable[str]) -> "RuleChoice":
        """`allow`: names of rules, several parted by ','. `settings`: `RULE.KEY=VALUE`.

        Raises ChoiceError, whose message and hint are for the person at the keyboard.
        """
        allowed = (find_rule(name).ID for names in allow for name in split_names(names))
        return cls(frozenset(allowed), dict(map(parse_setting, settings)))

    def figures_of(self, rule: Rule) -> Figures:
        return {
            key: self.figures.get((rule.ID, key), figure.default)
            for key, figure in rule.DEFAULTS.items()
        }


def split_names(names: str) -> list[str]:
    """`a, b` as its names; an empty one is kept, to be refused."""
    return [name.strip() for name in names.split(",")]


def find_rule(name: str) -> Rule:
    """The rule of that name. Raises ChoiceError."""
    if name in BY_ID:
        return BY_ID[name]
    hint = nearest(name, BY_ID) or f"The rules are {', '.join(BY_ID)}."
    raise ChoiceError(f"there is no rule {quoted(name)}", hint)


def parse_setting(text: str) -> tuple[tuple[str, str], float]:
    """`RULE.KEY=VALUE` as ((rule, key), value). Raises ChoiceError."""
    target, equals, value = text.partition("=")
    name, dot, key = target.strip().partition(".")
    if not equals or not dot:
        message = f"{quoted(text)} sets nothing; expected RULE.KEY=VALUE"
        raise ChoiceError(message, "For example, long-line.most=15s.")
    rule = find_rule(name)
    figure = rule.DEFAULTS.get(key)
    if figure is None:
        raise ChoiceError(f"the rule '{name}' has no figure {quoted(key)}", _figures_of(rule, key))
    try:
        return (name, key), figure.parse(value)
    except ValueError:
        message = f"'{name}.{key}' is {_kind(figure)}; found {quoted(value.strip())}"
        hint = f"Its default is {figure.spell(figure.default)}."
        raise ChoiceError(message, hint) from None


def _kind(figure: Figure) -> str:
    kinds = {"s": "a time such as 20s", "dB": "a level such as -10 dB", "%": "a percentage"}
    return kinds.get(figure.unit, f"a number ({figure.unit})")


def _figures_of(rule: Rule, key: str) -> str:
    if not rule.DEFAULTS:
        return f"It has none; to leave it out, allow it: {rule.ID}."
    return nearest(key, rule.DEFAULTS) or f"It has {', '.join(rule.DEFAULTS)}."
