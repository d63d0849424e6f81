"""`# check:` comments of a script → which rules say nothing where, and which figures hold.

A comment is used because the format has no key for this: a script says what is heard, and what
its author thinks of a rule is not. Three forms:

    # check: allow RULE, RULE       before the first key: in the whole script
                                    at the end of a line, or alone above a step or a key: there
    # check: RULE.KEY = VALUE       before the first key: another figure for a rule
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from presence.authoring.lint.choice import ChoiceError, find_rule, parse_setting, split_names
from presence.authoring.lint.lines import Extents, Ranges
from presence.authoring.lint.rule import warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic, Span
from presence.script.faults import quoted
from presence.script.nodes import Pairs, Scalar, span_of

ID: Final = "check-comment"

_COMMENT: Final = re.compile(r"(?m)(?:^|(?<=[ \t\r]))#[ \t]*check:[ \t]*([^\r\n]*)")
_ALLOW: Final = re.compile(r"allow(?:[ \t]+(.*))?")
_LAST_LINE: Final = 1 << 30


@dataclass
class Comments:
    """What the comments of one script ask for; `faults` are those that can't be followed."""

    allowed: dict[str, Ranges] = field(default_factory=dict)  # by rule
    figures: dict[tuple[str, str], float] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)

    def allow(self, finding: Diagnostic) -> bool:
        """Whether a comment allows what was found."""
        ranges = self.allowed.get(finding.code)
        return ranges is not None and finding.span.line in ranges


@dataclass(frozen=True, slots=True)
class _Comment:
    text: str
    span: Span
    is_alone: bool  # on its line


def read_comments(subject: Subject) -> Comments:
    """All `# check:` comments of the script's own file."""
    comments = Comments()
    found = list(_find(subject))
    if not found:
        return comments
    document = subject.places.document
    pairs = document.root.pairs if isinstance(document.root, Pairs) else []
    keys = [span_of("", key.start, value.end) for key, value in pairs]
    extents = Extents([step.span for step in subject.steps], keys)
    for comment in found:
        try:
            _read(comment, extents, comments)
        except ChoiceError as fault:
            message = f"this comment can't be followed: {fault.message}"
            comments.faults.append(warning(ID, message, comment.span, fault.hint))
    return comments


def _read(comment: _Comment, extents: Extents, comments: Comments) -> None:
    is_at_top = comment.is_alone and comment.span.line < extents.first_key
    allow = _ALLOW.fullmatch(comment.text)
    if allow:
        lines = (1, _LAST_LINE) if is_at_top else _lines_of(comment, extents)
        for name in split_names(allow[1] or ""):
            comments.allowed.setdefault(find_rule(name).ID, Ranges()).add(*lines)
        return
    if "=" not in comment.text:
        message = f"found {quoted(comment.text)}; expected 'allow RULE' or 'RULE.KEY = VALUE'"
        raise ChoiceError(message, "Any other comment begins with another word than 'check:'.")
    setting, value = parse_setting(comment.text)
    if not is_at_top:
        message = "a figure is set for the whole script, before its first key"
        raise ChoiceError(message, "Move the comment to the top of the file.")
    comments.figures[setting] = value


def _lines_of(comment: _Comment, extents: Extents) -> tuple[int, int]:
    """The lines that a comment speaks of: of a step, or of a key above the steps."""
    if not comment.is_alone:
        return extents.at(comment.span.line)
    below = extents.below(comment.span.line)
    if below is None:
        message = "it stands above no step and no key"
        raise ChoiceError(message, "Put it above what it is about, or at the end of its line.")
    return below


def _find(subject: Subject) -> Iterator[_Comment]:
    """The comments, but not what only looks like one inside a text."""
    source = subject.places.source.removeprefix("\ufeff")
    candidates = list(_COMMENT.finditer(source))
    if not candidates:
        return
    document = subject.places.document
    texts = iter(
        sorted(
            (document.source.offset(node.start), document.source.offset(node.end))
            for node in subject.places.nodes
            if isinstance(node, Scalar) and not node.plain
        )
    )
    begin, end = next(texts, (len(source), len(source)))
    for match in candidates:
        while end <= match.start():
            begin, end = next(texts, (len(source), len(source) + 1))
        if begin <= match.start():
            continue
        first = document.source.place(match.start())
        last = document.source.place(match.start() + len(match[0].rstrip()))
        span = span_of(subject.script.path, first, last)
        line_start = match.start() - (span.column - 1)
        is_alone = not source[line_start : match.start()].strip()
        yield _Comment(match[1].strip(), span, is_alone)
