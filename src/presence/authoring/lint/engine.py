"""A script, its sequence and its text → the warnings of all rules that are not allowed to rest."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from presence.authoring.lint.choice import RuleChoice
from presence.authoring.lint.comments import Comments, read_comments
from presence.authoring.lint.rules import RULES
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic, in_order
from presence.script.model import Script
from presence.sequence.cues import Sequence

MOST_OF_A_RULE: Final = 100
"""Findings; whoever has more of one kind mends the first and looks again."""


def lint(
    script: Script, sequence: Sequence, source: str, choice: RuleChoice | None = None
) -> list[Diagnostic]:
    """What could be better about a script without problems, as warnings, in reading order.

    `sequence` is the script compiled, `source` the text of its file. A figure that `choice` sets
    goes before one that a comment sets.
    """
    choice = choice or RuleChoice()
    subject = Subject(script, sequence, source)
    comments = read_comments(subject)
    choice = RuleChoice(choice.allowed, {**comments.figures, **choice.figures})
    found = comments.faults[:MOST_OF_A_RULE]
    for rule in RULES:
        if rule.ID not in choice.allowed:
            findings = rule.check(subject, choice.figures_of(rule))
            found += islice(_not_allowed(findings, comments), MOST_OF_A_RULE)
    return in_order(found)


def _not_allowed(findings: Iterator[Diagnostic], comments: Comments) -> Iterator[Diagnostic]:
    """Findings without those that a comment allows, and a place once."""
    places = set()
    for finding in findings:
        if finding.span not in places and not comments.allow(finding):
            places.add(finding.span)
            yield finding
