"""A faulty text and what was meant → the edits that mend it, where only one mending is possible."""

import re
from collections.abc import Iterable
from typing import Final

from presence.diagnostics import Edit, Fix
from presence.script.nodes import Document, Node, Pairs, Scalar
from presence.script.spec import AMBIENT, SCRIPT, STEPS, VOICE

_SAID: Final = ("words", "title", "label")
"""The kinds of field that hold a text, which may need quotes."""

_TEXT_KEYS: Final = frozenset(
    [
        name
        for form in (SCRIPT, VOICE, AMBIENT, *STEPS.values())
        for name, field in form.fields.items()
        if field.kind in _SAID
    ]
    + [name for name, form in STEPS.items() if form.short and form.fields[form.short].kind in _SAID]
)
KEYS: Final = frozenset(
    name for form in (SCRIPT, VOICE, AMBIENT, *STEPS.values()) for name in form.fields
) | frozenset(STEPS)
_TEXT_LINE: Final = re.compile(r"( *(?:- +)*)([\w-]+): +([^\s\"'|>#].*?)(?:\s+#.*)?\s*")
_INDENT: Final = re.compile(r" *(?=[^\s#])")
_ENDS_HERE: Final = re.compile(r"\s*(?:#.*)?")
_SHORTEST: Final = 3
"""Letters of a word whose slip can be known: `on` may be meant for `in`, or for nothing."""


def respelled(document: Document, node: Node, meant: str) -> Fix:
    """The scalar with another text, its quotes kept; nothing where it is written otherwise."""
    if not isinstance(node, Scalar) or not node.text:
        return ()
    begin, end = document.source.offset(node.start), document.source.offset(node.end)
    written = document.source.text[begin:end]
    quote = written[0] if written[0] in "'\"" else ""
    if written != f"{quote}{node.text}{quote}":
        return ()
    span = document.span_between(begin + len(quote), end - len(quote) - 1)
    return (Edit(span, meant),)


def quoted_mapping(document: Document, node: Pairs) -> Fix:
    """`{first}`, which reads as a mapping, as the text that it was meant to be."""
    span = document.span(node)
    line = document.source.line(span.line - 1)
    if span.line != span.end_line or not _ENDS_HERE.fullmatch(line[span.end_column - 1 :]):
        return ()
    return (Edit(span, _in_quotes(line[span.column - 1 : span.end_column - 1])),)


def quoted_line(document: Document, index: int) -> Fix:
    """The text after the key of a line (counted from 0), in quotes, if it ends on that line."""
    source = document.source
    found = _TEXT_LINE.fullmatch(source.line(index))
    if not found or found[2] not in _TEXT_KEYS or _goes_on(document, index, len(found[1])):
        return ()
    if found[3].startswith("{") and ":" in found[3]:
        return ()  # a mapping that went wrong, rather than a text
    begin, end = source.starts[index] + found.start(3), source.starts[index] + found.end(3)
    return (Edit(document.span_between(begin, end - 1), _in_quotes(found[3])),)


def _goes_on(document: Document, index: int, column: int) -> bool:
    """Whether the next line that says anything belongs to the value of a key at `column`."""
    for following in range(index + 1, len(document.source.starts)):
        line = document.source.line(following)
        if indent := _INDENT.match(line):
            return indent.end() > column
    return False


def _in_quotes(text: str) -> str:
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def inserted(document: Document, offset: int, text: str) -> Fix:
    """`text` before the character at `offset`."""
    span = document.span_between(offset, offset - 1)
    return (Edit(span, text),)


def second_dash(document: Document, first: Node, second: Node) -> Fix:
    """A `- ` before the second of two keys that are each a step, lined up with the first's."""
    one, two = document.span(first), document.span(second)
    dashed = document.source.line(one.line - 1)[: one.column - 1]
    indent = document.source.line(two.line - 1)[: two.column - 1]
    if not dashed.endswith("- ") or indent.strip(" ") or two.column != one.column:
        return ()
    end = document.source.offset(second.start)
    return (Edit(document.span_between(end - 2, end - 1), "- "),)


def slip_of(word: str, known: Iterable[str]) -> str | None:
    """The one known word from which `word` differs by a single letter, its case or its hyphens.

    None where another is near too.
    """
    import difflib  # only where something is wrong already

    folded = word[:60].strip().lower().replace("_", "-").replace(" ", "-")
    names = list(known)
    if folded in names:
        return folded
    near = [name for name in names if _is_one_slip(folded, name)]
    close = difflib.get_close_matches(folded, names, n=2, cutoff=0.65)
    alone = len(near) == 1 and close in ([], near)
    return near[0] if alone and len(folded) >= _SHORTEST else None


def _is_one_slip(word: str, name: str) -> bool:
    """Whether one letter is missing, added or another, or two neighbours have changed places."""
    if len(word) == len(name):
        other = [place for place in range(len(word)) if word[place] != name[place]]
        if len(other) != 2 or other[1] != other[0] + 1:
            return len(other) == 1
        return word[other[0]] == name[other[1]] and word[other[1]] == name[other[0]]
    short, long = sorted((word, name), key=len)
    return len(long) == len(short) + 1 and any(
        long[:place] + long[place + 1 :] == short for place in range(len(long))
    )
