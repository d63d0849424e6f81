"""Entries → lines of text: two spaces a level, small things in brackets, long texts folded."""

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from presence.authoring.layout.spelling import as_yaml, can_stand_alone
from presence.authoring.layout.tree import Branch, Entry, Leaf

WIDTH: Final = 100
"""Columns. A longer line is folded or unfolded, if it can be."""
_STEP: Final = 2
"""Spaces a level, and at least so many before a comment at the end of a line."""


class _Line(NamedTuple):
    """A line, and the comment at its end with the column that it had."""

    text: str
    column: int = 0
    comment: str = ""


def write(script: Branch) -> str:
    """The whole text, with one line end after each line.

    Comments at the end of lines that stand one below the other, and have room, stay so; others
    stand two spaces behind what they are about.
    """
    lines = list(_lines(script, 0))
    aligned = Counter(line.column for line in lines if line.comment and _has_room(line))
    return "".join(f"{_joined(line, aligned)}\n" for line in lines)


def _has_room(line: _Line) -> bool:
    return line.column >= len(line.text) + _STEP


def _joined(line: _Line, aligned: Counter[int]) -> str:
    if not line.comment:
        return line.text
    stays = _has_room(line) and aligned[line.column] > 1
    return line.text.ljust(line.column if stays else len(line.text) + _STEP) + line.comment


def _lines(branch: Branch, indent: int) -> Iterator[_Line]:
    for number, entry in enumerate(branch.entries):
        trailing, *more = [*entry.trailing, (0, "")]
        above = [*entry.leading, *(text for _, text in more if text)]
        if entry.needs_blank and "" not in above:
            above.insert(0, "")
        yield from _comments(above, indent, is_first=number == 0, is_spaced=branch.is_spaced)
        head, *below = _entry(entry, indent)
        yield _Line(head.text, *trailing)
        yield from below
        inner = indent + _STEP * entry.has_dash
        yield from _comments(entry.after, inner, is_first=False, is_spaced=branch.is_spaced)
    yield from _comments(branch.tail, indent, is_first=False, is_spaced=branch.is_spaced)


def _comments(lines: list[str], indent: int, *, is_first: bool, is_spaced: bool) -> Iterator[_Line]:
    """Comments and single blank lines, of which there are none where a list begins."""
    previous = "" if is_first else None  # a blank line is left out where another stands
    for line in lines:
        if line:
            yield _Line(" " * indent + line)
        elif previous != "" and is_spaced:
            yield _Line("")
        previous = line


def _entry(entry: Entry, indent: int) -> Iterator[_Line]:
    """Its first line, and those below."""
    inner = indent + _STEP * entry.has_dash
    head = " " * indent + "- " * entry.has_dash + (f"{entry.key}:" if entry.key else "")
    space = " " if entry.key else ""
    value = entry.value
    if isinstance(value, Leaf):
        text = as_yaml(value.text, is_prose=value.is_prose, in_brackets=False)
        line = head + space + text
        if len(line) <= WIDTH or not value.is_prose or not can_stand_alone(value.text):
            yield _Line(line)
            return
        yield _Line(f"{head}{space}>-")
        yield from map(_Line, _folded(value.text, inner + _STEP))
    elif isinstance(value, Branch):
        line = head + space + _in_brackets(value)
        if value.is_small and not _has_comments(value) and len(line) <= WIDTH:
            yield _Line(line)
            return
        yield _Line(head)
        yield from _lines(value, inner + _STEP)
    else:
        yield _Line(head)


def _folded(text: str, indent: int) -> list[str]:
    margin = " " * indent
    return textwrap.wrap(
        text,
        width=max(WIDTH, indent + 40),
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _has_comments(branch: Branch) -> bool:
    return bool(branch.tail) or any(
        entry.trailing or any(entry.leading) for entry in branch.entries
    )


def _in_brackets(branch: Branch) -> str:
    if not branch.is_small:
        return ""
    pieces = []
    for entry in branch.entries:
        key = f"{entry.key}: " if entry.key else ""
        if isinstance(entry.value, Leaf):
            value = entry.value
            key += as_yaml(value.text, is_prose=value.is_prose, in_brackets=True)
        pieces.append(key)
    inside = ", ".join(pieces)
    return f"[{inside}]" if branch.is_list else f"{{{inside}}}"
