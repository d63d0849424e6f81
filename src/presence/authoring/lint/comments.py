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
from presence.authoring.lint.rule import warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic, Span
from presence.script.faults import quoted
from presence.script.nodes import Pairs, Scalar, span_of

ID: Final = "check-comment"

_COMMENT: Final = re.compile(r"(?m)(?:^|(?<=[ \t]))#[ \t]*check:[ \t]*([^\r\n]*)")
_ALLOW: Final = re.compile(r"allow(?:[ \t]+(.*))?")
_LAST_LINE: Final = 1 << 30


@dataclass
class Comments:
    """What the comments of one script ask for; `faults` are those that can't be followed."""

    ranges: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # by rule; lines
    figures: dict[tuple[str, str], float] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)

    def allow(self, finding: Diagnostic) -> bool:
        """Whether a comment allows what was found."""
        line = finding.span.line
        return any(first <= line <= last for first, last in self.ranges.get(finding.code, ()))


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
    first_key = _first_line(subject)
    for comment in found:
        try:
            _read(comment, first_key, subject, comments)
        except ChoiceError as fault:
            message = f"this comment can't be followed: {fault.message}"
            comments.faults.append(warning(ID, message, comment.span, fault.hint))
    return comments


def _read(comment: _Comment, first_key: int, subject: Subject, comments: Comments) -> None:
    is_at_top = comment.is_alone and comment.span.line < first_key
    allow = _ALLOW.fullmatch(comment.text)
    if allow:
        lines = (1, _LAST_LINE) if is_at_top else _lines_of(comment, subject)
        for name in split_names(allow[1] or ""):
            comments.ranges.setdefault(find_rule(name).ID, []).append(lines)
        return
    if "=" not in comment.text:
        message = f"found {quoted(comment.text)}; expected 'allow RULE' or 'RULE.KEY = VALUE'"
        raise ChoiceError(message, "Any other comment begins with another word than 'check:'.")
    setting, value = parse_setting(comment.text)
    if not is_at_top:
        message = "a figure is set for the whole script, before its first key"
        raise ChoiceError(message, "Move the comment to the top of the file.")
    comments.figures[setting] = value


def _find(subject: Subject) -> Iterator[_Comment]:
    """The comments, but not what only looks like one inside a text."""
    source = subject.places.source.removeprefix("\ufeff")
    candidates = list(_COMMENT.finditer(source))
    if not candidates:
        return
    document = subject.places.document
    texts = [
        (document.source.offset(node.start), document.source.offset(node.end))
        for node in subject.places.nodes
        if isinstance(node, Scalar) and not node.plain
    ]
    texts.sort()
    waiting = iter(texts)
    begin, end = next(waiting, (0, 0))
    for match in candidates:
        while end <= match.start() and end:
            begin, end = next(waiting, (0, 0))
        if begin <= match.start() < end:
            continue
        place = document.source.place(match.start())
        line_start = max(source.rfind(end, 0, match.start()) for end in "\n\r") + 1
        is_alone = not source[line_start : match.start()].strip()
        last = document.source.place(match.start() + len(match[0].rstrip()))
        yield _Comment(match[1].strip(), span_of(subject.script.path, place, last), is_alone)


def _first_line(subject: Subject) -> int:
    root = subject.places.document.root
    if isinstance(root, Pairs) and root.pairs:
        return subject.places.document.span(root.pairs[0][0]).line
    return 1


def _lines_of(comment: _Comment, subject: Subject) -> tuple[int, int]:
    """The lines that a comment speaks of: of a step, or of a key above the steps."""
    here = comment.span.line
    spans = [step.span for step in subject.steps]
    if comment.is_alone:
        return _lines_below(here, spans, subject)
    starting = [span for span in spans if span.line == here]
    around = [span for span in spans if span.line <= here <= span.end_line]
    if starting:
        return here, max(span.end_line for span in starting)
    if around:
        inner = min(around, key=lambda span: (span.end_line - span.line, -span.line))
        return inner.line, inner.end_line
    return here, here


def _lines_below(here: int, steps: list[Span], subject: Subject) -> tuple[int, int]:
    """Those of the step or key that comes next after the comment's line."""
    document = subject.places.document
    root = document.root
    keys = [] if not isinstance(root, Pairs) else root.pairs
    spans = [span_of("", key.start, value.end) for key, value in keys] + steps
    below = [span for span in spans if span.line > here]
    if not below:
        message = "it stands above no step and no key"
        raise ChoiceError(message, "Put it above what it is about, or at the end of its line.")
    first = min(span.line for span in below)
    return first, max(span.end_line for span in below if span.line == first)
