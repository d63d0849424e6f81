"""A text as written → its parts: what is said, `{placeholders}` and `[2s]` silences."""

import re
from fractions import Fraction
from typing import Final

from presence.diagnostics import Span
from presence.script.faults import Fault, quoted
from presence.script.model import Placeholder, Silence, Words
from presence.script.nodes import Document, Scalar
from presence.units import parse_seconds, spell_seconds

ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
FILLED_IN: Final = ("partner", "other", "round", *ORDINALS)
"""Names that the player fills in; a script's own values have other names."""

_PART: Final = re.compile(r"\{\{|\}\}|\{([^\[\]{}]*)\}|\[([^\[\]{}]*)\]|[\[\]{}]")
_LONGEST_SILENCE: Final = Fraction(600)


def take_apart(document: Document, scalar: Scalar, *, silences: bool) -> Words:
    """The parts of a text, in order. Each bracket that means nothing is a problem of its own."""
    parts: list[str | Placeholder | Silence] = []
    said_to = 0
    for match in _PART.finditer(scalar.text):
        parts.append(scalar.text[said_to : match.start()])
        said_to = match.end()
        span = document.span_within(scalar, match.start(), len(match[0]))
        try:
            parts.append(_part(match, span, silences=silences))
        except Fault as fault:
            document.problems.add(fault.code, fault.message, span, fault.hint)
    parts.append(scalar.text[said_to:])
    return tuple(part for part in parts if part != "")


def can_be_said(parts: Words) -> bool:
    """Whether a voice would make any sound of it."""
    return any(
        isinstance(part, Placeholder) or (isinstance(part, str) and any(map(str.isalnum, part)))
        for part in parts
    )


def _part(match: re.Match[str], span: Span, *, silences: bool) -> str | Placeholder | Silence:
    if match[0] in ("{{", "}}"):
        return match[0][0]
    if match[1] is not None:
        return Placeholder(match[1].strip(), span)
    if match[2] is not None and silences:
        return Silence(_silence(match[2]), span)
    if match[2] is not None:
        raise Fault("bracket", "a title has no pauses", "Leave out the brackets.")
    if match[0] in "{}":
        hint = f"To say a brace, write it twice: '{match[0] * 2}'."
        raise Fault("bracket", f"'{match[0]}' has no partner", hint)
    hint = "Brackets hold a pause, such as [2s]; leave them out of what is said."
    raise Fault("bracket", f"'{match[0]}' has no partner", hint)


def _silence(text: str) -> Fraction:
    try:
        seconds = parse_seconds(text)
    except ValueError:
        message = f"{quoted(f'[{text}]')} is not a pause; brackets hold a time, such as [2s]"
        hint = "Leave the brackets out of what is said."
        raise Fault("bracket", message, hint) from None
    if seconds > _LONGEST_SILENCE:
        message = f"a pause inside a text is at most {spell_seconds(_LONGEST_SILENCE)}"
        raise Fault("out-of-bounds", message, "Use a 'pause' step.")
    return seconds
