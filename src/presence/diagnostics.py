"""Problems found in a script, each with its place, as text and as JSON."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from presence.errors import PresenceError


class Span(NamedTuple):
    """A stretch of a file; lines and columns count from 1 and `end_column` is just past the end."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Edit(NamedTuple):
    """A stretch of a file, and the text to put in its place."""

    span: Span
    text: str


Fix = tuple[Edit, ...]
"""The one safe mending of a problem; empty where there is none, or more than one."""


class Severity(enum.StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: what was found and expected (`message`), where, and what to do (`hint`).

    `code` is a stable name such as `unknown-key`: messages may be reworded, codes are not.
    """

    code: str
    message: str
    span: Span
    hint: str = ""
    severity: Severity = Severity.ERROR
    fix: Fix = ()

    def __str__(self) -> str:
        first = f"{self.span}: {self.severity}: {self.message} [{self.code}]"
        return f"{first}\n    {self.hint}" if self.hint else first

    def as_json(self) -> dict[str, object]:
        return {
            "path": self.span.path,
            "line": self.span.line,
            "column": self.span.column,
            "end_line": self.span.end_line,
            "end_column": self.span.end_column,
            "severity": str(self.severity),
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "fix": [
                {
                    "line": span.line,
                    "column": span.column,
                    "end_line": span.end_line,
                    "end_column": span.end_column,
                    "text": text,
                }
                for span, text in self.fix
            ],
        }


class Problems:
    """Gathers the problems of a script and of all that it includes; keeps the first `MOST`.

    A broken file of 1 MiB can hold half a million faults: nobody reads them, and each costs
    memory.
    """

    MOST = 500

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.files: list[str] = []  # in the order in which they were read
        self.is_full = False

    def begin_file(self, path: str) -> None:
        """Problems of `path` come after those of the files begun before it."""
        self.files.append(path)

    def add(self, code: str, message: str, span: Span, hint: str = "", fix: Fix = ()) -> None:
        if len(self.found) < self.MOST:
            self.found.append(Diagnostic(code, message, span, hint, fix=fix))
        elif not self.is_full:
            self.is_full = True
            message = f"there are more problems than these {self.MOST}; reading stops here"
            hint = "Mend the first of them, then look again."
            self.found.append(Diagnostic("too-many-problems", message, span, hint))

    def in_order(self) -> list[Diagnostic]:
        return in_order(self.found, self.files)


class ScriptError(PresenceError):
    """A script can't be used; `diagnostics` holds every problem found, in reading order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = in_order(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))


def in_order(diagnostics: Iterable[Diagnostic], files: Iterable[str] = ()) -> list[Diagnostic]:
    """Each problem once; by file, then by line and column.

    Files come in the order of `files`, then in that in which they are first met.
    """
    unique = list(dict.fromkeys(diagnostics))
    paths = dict.fromkeys([*files, *(diagnostic.span.path for diagnostic in unique)])
    rank = {path: number for number, path in enumerate(paths)}
    return sorted(unique, key=lambda d: (rank[d.span.path], d.span.line, d.span.column))
