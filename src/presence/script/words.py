"""A text as written → its parts: what is said, `{placeholders}` and `[2s]` silences."""

import re
from fractions import Fraction
from typing import Final

from presence.diagnostics import Span
from presence.script.faults import Fault, quoted, report
from presence.script.model import Placeholder, Silence, Words
from presence.script.nodes import MAX_NODES, Document, Scalar
from presence.units import parse_seconds, spell_seconds

ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
FILLED_IN: Final = ("partner", "other", "round", *ORDINALS)
"""Names that the player fills in; a script's own values have other names."""

_PART: Final = re.compile(r"\{\{|\}\}|\{([^\[\]{}]*)\}|\[([^\[\]{}]*)\]|[\[\]{}]")
_BRACKET: Final = re.compile(r"[\[\]{}]")
_LONGEST_SILENCE: Final = Fraction(600)


def take_apart(document: Document, scalar: Scalar, *, silences: bool) -> Words:
    """The parts of a text, in order. Each bracket that means nothing is a problem of its own."""
    text = scalar.text
    if not _BRACKET.search(text):
        return (text,)
    places = document.brackets(scalar)
    parts: list[str | Placeholder | Silence] = []
    said_to = brackets = 0
    for match in _PART.finditer(text):
        parts.append(text[said_to : match.start()])
        said_to = match.end()
        last = brackets + (len(match[0]) > 1)  # a part has one bracket, or one at each end
        span = document.span(scalar)
        if places:
            span = document.span_between(places[brackets], places[last])
        brackets = last + 1
        try:
            parts.append(_part(match, span, silences=silences))
        except Fault as fault:
            report(document, scalar, fault)
        if document.problems.is_full or not _has_room(document, span):
            break
    parts.append(text[said_to:])
    return tuple(part for part in parts if part != "")


def can_be_said(parts: Words) -> bool:
    """Whether a voice would make any sound of it."""
    return any(
        isinstance(part, Placeholder) or (isinstance(part, str) and any(map(str.isalnum, part)))
        for part in parts
    )


def has_faults(text: str, parts: Words) -> bool:
    """Whether brackets of the text are missing from its parts, having been reported."""
    kept = sum(1 for part in parts if not isinstance(part, str))
    return kept < sum(1 for match in _PART.finditer(text) if match[0] not in ("{{", "}}"))


def _has_room(document: Document, span: Span) -> bool:
    if document.allowance.has_node():
        return True
    if document.allowance.nodes == -1:  # said once; every later text finds no room either
        message = f"a script and what it includes have at most {MAX_NODES:,} values"
        document.problems.add("too-many-values", message, span, "Use fewer brackets.")
    return False


def _part(match: re.Match[str], span: Span, *, silences: bool) -> str | Placeholder | Silence:
    if match[0] in ("{{", "}}"):
        return match[0][0]
    if match[1] is not None:
        return Placeholder(match[1].strip(), span)
    if match[2] is not None and silences:
        return Silence(_silence(match[2], span), span)
    if match[2] is not None:
        message = f"{quoted(match[0])} stands in a title, which has no pauses"
        raise Fault("bracket", message, "Leave out the brackets.", span)
    what = "is never closed" if match[0] in "[{" else "closes nothing"
    hint = "Brackets hold a pause, such as [2s]; leave them out of what is said."
    if match[0] in "{}":
        hint = f"Braces hold a name, such as {{partner}}; to say one, write '{match[0] * 2}'."
    raise Fault("bracket", f"this '{match[0]}' {what}", hint, span)


def _silence(text: str, span: Span) -> Fraction:
    try:
        seconds = parse_seconds(text)
    except ValueError:
        message = f"{quoted(f'[{text}]')} is not a pause; brackets hold a time, such as [2s]"
        hint = "Leave the brackets out of what is said."
        raise Fault("bracket", message, hint, span) from None
    if seconds > _LONGEST_SILENCE:
        message = f"a pause inside a text is at most {spell_seconds(_LONGEST_SILENCE)}"
        hint = "End the text here, and use a 'pause' step."
        raise Fault("out-of-bounds", message, hint, span)
    return seconds
