"""Problems → words for a person, JSON for a program, or commands for GitHub's annotations."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import click

from presence.authoring.annotations import excerpt
from presence.diagnostics import Diagnostic, Severity
from presence.errors import PresenceError
from presence.script.library import bytes_of
from presence.script.nodes import Source

PAGES: Final = "docs/diagnostics"
_COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


class Texts:
    """The files in which problems stand, each read once; an unreadable one has no lines."""

    def __init__(self, known: Mapping[str, str | None] | None = None) -> None:
        """`known`: texts that are at hand already, by the path that problems have."""
        self._known = {path: text and Source(text) for path, text in (known or {}).items()}

    def of(self, path: str) -> Source | None:
        if path not in self._known:
            try:
                data = bytes_of(Path(path))
            except PresenceError:
                data = b"\xff"
            text = decoded(data)
            self._known[path] = text and Source(text)
        return self._known[path] or None


def decoded(data: bytes) -> str | None:
    """A script's text, without its byte order mark; None where it is not UTF-8."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def as_text(diagnostic: Diagnostic, texts: Texts, width: int) -> str:
    """Place, severity, message and code; the line, underlined; what to do. Colours included.

    `width` is that of the terminal, in cells.
    """
    color = _COLORS[diagnostic.severity]
    severity = click.style(str(diagnostic.severity), fg=color, bold=True)
    code = f"[{diagnostic.code}]"
    rows = [f"{diagnostic.span}: {severity}: {diagnostic.message} {code}"]
    rows += _annotated(diagnostic, texts, width, color)
    if diagnostic.hint:
        rows.append(f"    {diagnostic.hint}")
    return "\n".join(rows)


def _annotated(diagnostic: Diagnostic, texts: Texts, width: int, color: str) -> list[str]:
    source = texts.of(diagnostic.span.path)
    number = str(diagnostic.span.line)
    gutter = len(number) + 2
    shown = source and excerpt(source, diagnostic.span, max(20, width - gutter - 3))
    if not shown:
        return []
    edge = click.style("|", dim=True)
    marks = click.style(shown.marks.lstrip(), fg=color, bold=True)
    indent = " " * (len(shown.marks) - len(shown.marks.lstrip()))
    named = click.style(number, dim=True)
    return [f"  {named} {edge} {shown.line}", f"{'':{gutter}} {edge} {indent}{marks}"]


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects; docs/diagnostics/README.md names their keys."""
    return json.dumps([diagnostic.as_json() for diagnostic in diagnostics], indent=2)


def as_github(diagnostic: Diagnostic) -> str:
    """A workflow command that puts the problem beside its line in a change under review."""
    span = diagnostic.span
    fields: dict[str, object] = {"file": span.path, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:  # GitHub drops columns of an annotation of several lines
        fields |= {"col": span.column, "endColumn": span.end_column}
    fields["title"] = diagnostic.code
    named = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items())
    words = f"{diagnostic.message}\n{diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return f"::{diagnostic.severity} {named}::{_data(words)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def mended(diagnostic: Diagnostic) -> str:
    """A line that says what was mended."""
    return f"{diagnostic.span}: mended: {diagnostic.message} [{diagnostic.code}]"


def tally(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are, and where each code is explained; empty if there is none."""
    found = list(diagnostics)
    counts = []
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in found)
    for count, word in ((errors, "problem"), (len(found) - errors, "warning")):
        if count:
            counts.append(f"{count} {word}{'s' if count > 1 else ''}")
    codes = {diagnostic.code for diagnostic in found}
    page = f"{PAGES}/{codes.pop()}.md" if len(codes) == 1 else f"{PAGES}/README.md"
    return f"{', '.join(counts)}; explained in {page}" if counts else ""
