"""A text whose indentation has tabs → the edits that make spaces of them, if only one reading fits.

A tab is as wide as its author's editor shows it, which nobody else can know. So each usual width
is tried: the edits are those whose text can be read furthest, and where several reach as far,
all of them have to mean the same.
"""

import re
from typing import Any, Final

import yaml

from presence.diagnostics import Edit, Fix, Span
from presence.script.nodes import Source

WIDTHS: Final = (2, 4, 8)
_TABBED: Final = re.compile(r"( *\t[ \t]*)\S")
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE: Final = 1 << 30


def without_tabs(source: Source, fault: Span) -> Fix:
    """Spaces for the tabs before each line's text. `fault` is where the parser stopped; nothing if
    that is no such tab."""
    line = source.line(fault.line - 1)
    found = _TABBED.match(line)
    if not found or fault.column > found.end(1) or line[fault.column - 1] != "\t":
        return ()
    readings = [(fix, *_read(_with(source, fix))) for fix in _fixes(source, fault.path)]
    furthest = max(reached for _, reached, _ in readings)
    best = [(fix, events) for fix, reached, events in readings if reached == furthest]
    if furthest <= fault.line - 1 or any(events != best[0][1] for _, events in best):
        return ()
    return best[0][0]


def _fixes(source: Source, path: str) -> list[Fix]:
    """The edits for each width of a tab."""
    tabbed = [
        (Span(path, index + 1, 1, index + 1, found.end(1) + 1), found[1])
        for index in range(len(source.starts))
        if (found := _TABBED.match(source.line(index)))
    ]
    return [tuple(Edit(span, lead.expandtabs(width)) for span, lead in tabbed) for width in WIDTHS]


def _with(source: Source, fix: Fix) -> str:
    pieces, at = [], 0
    for span, text in fix:
        begin = source.starts[span.line - 1]
        pieces += [source.text[at:begin], text]
        at = begin + span.end_column - 1
    return "".join([*pieces, source.text[at:]])


def _read(text: str) -> tuple[int, list[tuple[str, object]]]:
    """The line (from 0) at which reading stops, and what was read before it."""
    events: list[tuple[str, object]] = []
    parser = _LOADER(text)
    try:
        while type(event := parser.get_event()) is not yaml.StreamEndEvent:
            events.append((type(event).__name__, getattr(event, "value", None)))
    except yaml.MarkedYAMLError as problem:
        return problem.problem_mark.line if problem.problem_mark else 0, events
    finally:
        parser.dispose()
    return _WHOLE, events
