"""Changes of an exercise → rows of words for its author."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from presence.authoring.changes import Change, Line
from presence.units import clock

MOST_ROWS: Final = 12
MOST_CHARACTERS: Final = 72


def told(path: str, found: Sequence[Change], before_s: float, now_s: float) -> Iterator[str]:
    """How long the script at `path` is now, then its changes with their places: the first few."""
    same = "" if found else "; the lines are the same"
    yield f"{path}: about {clock(now_s)}{_difference(before_s, now_s)}{same}"
    for change in found[:MOST_ROWS]:
        yield f"  {_place(change.line, path)} {_verb(change, path)}: {_short(change.line.text)}"
    if len(found) > MOST_ROWS:
        yield f"  and {len(found) - MOST_ROWS:,} more"


def _difference(before_s: float, now_s: float) -> str:
    """In whole seconds of the lengths as they are shown, so that the two agree."""
    seconds = round(now_s) - round(before_s)
    if not seconds:
        return ""
    length = f"{abs(seconds)} s" if abs(seconds) < 120 else clock(abs(seconds))
    return f", {length} {'longer' if seconds > 0 else 'shorter'}"


def _place(line: Line, path: str) -> str:
    """`line 12`, or `closing.yaml line 3` of another file."""
    name = "" if line.span.path == path else f"{Path(line.span.path).name} "
    return f"{name}line {line.span.line}"


def _verb(change: Change, path: str) -> str:
    if change.kind == "moved" and change.before:
        return f"moved, from {_place(change.before, path)}"
    if change.before and change.before.text == change.line.text:
        return "is said otherwise"
    return change.kind


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1].rstrip()}…"
