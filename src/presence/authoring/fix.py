"""A script's bytes → the same bytes with all that has one safe mending mended, and nothing else.

A round reads the script, applies the fixes of its problems, and reads it again. A fix is kept
only if its problem is gone and no other has come of it; what a mended name or broken line had
hidden may come to light. No edit adds or removes a line, so problems are told apart by line.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from presence.authoring.fix_tabs import without_tabs
from presence.diagnostics import Diagnostic, Fix, Problems
from presence.script.nodes import Source
from presence.script.reader import read_bytes

MOST_ROUNDS: Final = 100
"""A file that YAML can't read shows one fault a round: enough for a hundred unquoted texts."""
MOST_TRIALS: Final = 300
"""Readings in all, lest a script made for it keeps the machine at work for hours."""

_BOM: Final = b"\xef\xbb\xbf"
_BREAKS_OFF: Final = "yaml"
_FULL: Final = "too-many-problems"
_NAMES: Final = ("unknown-key", "unknown-step", "two-steps")
"""Problems behind which others can be hidden: what belongs to them could not be read."""

_Mark = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class Mended:
    """A script's new content, and the problems that are gone, in the order of their mending."""

    data: bytes
    problems: tuple[Diagnostic, ...] = ()


def mend(path: str, data: bytes) -> Mended:
    """Mends a script; `path` names it. Files that it includes are left alone."""
    before = data[: len(_BOM)] if data.startswith(_BOM) else b""
    try:
        text = data[len(before) :].decode("utf-8")
    except UnicodeDecodeError:
        return Mended(data)
    mending = _Mending(path, text)
    for _ in range(MOST_ROUNDS):
        if not mending.round():
            break
    if not mending.done:
        return Mended(data)
    return Mended(before + mending.text.encode("utf-8"), tuple(mending.done))


class _Mending:
    """The text as it stands after some rounds, and its problems."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.last: tuple[str, list[Diagnostic]] | None = None
        self.trials = 0
        self.found = self.read(text)
        self.done: list[Diagnostic] = []
        self.refused: set[_Mark] = set()  # those that did harm alone

    def read(self, text: str) -> list[Diagnostic]:
        """The problems of a text; those of the last one are kept, for it is mostly asked twice."""
        if self.last is None or self.last[0] != text:
            problems = Problems()
            read_bytes(self.path, text.encode("utf-8"), problems)
            self.last = text, problems.in_order()
        return self.last[1]

    def round(self) -> bool:
        """Applies what can be applied at once; whether that was anything."""
        offered = [one for one in self.offered() if _mark(one[0]) not in self.refused]
        chosen = self.safe(offered)
        if chosen:
            self.text = applied(self.text, chosen)
            self.found = self.read(self.text)
            self.done += [diagnostic for diagnostic, _ in chosen]
        return bool(chosen)

    def offered(self) -> list[tuple[Diagnostic, Fix]]:
        """The fixes of this file's problems, of those that overlap the first one."""
        source = Source(self.text)
        free_from = 0
        offered = []
        for diagnostic in self.found:
            if diagnostic.span.path != self.path:
                continue
            fix = diagnostic.fix
            if diagnostic.code == _BREAKS_OFF and not fix:
                fix = without_tabs(source, diagnostic.span)
            places = [place for edit in fix for place in _offsets(source, edit.span)]
            if places and free_from <= places[0] and all(a <= b for a, b in pairwise(places)):
                offered.append((diagnostic, fix))
                free_from = places[-1] + 1
        return offered

    def safe(self, offered: list[tuple[Diagnostic, Fix]]) -> list[tuple[Diagnostic, Fix]]:
        """As many of the fixes as do no harm together; found by halves, for mostly all do."""
        if not offered or self.trials == MOST_TRIALS:
            return []
        if self.is_better(offered):
            return offered
        if len(offered) == 1:
            self.refused.add(_mark(offered[0][0]))
            return []
        half = len(offered) // 2
        first, second = self.safe(offered[:half]), self.safe(offered[half:])
        both = first + second
        return both if not (first and second) or self.is_better(both) else first

    def is_better(self, fixes: Sequence[tuple[Diagnostic, Fix]]) -> bool:
        """Whether the problems are gone with their fixes, and none has come that was not hidden."""
        self.trials += 1
        marks = Counter(map(_mark, self.found))
        after = self.read(applied(self.text, fixes))
        left = Counter(map(_mark, after))
        mended = Counter(_mark(diagnostic) for diagnostic, _ in fixes)
        if (marks - left) & mended != mended:
            return False
        new = list((left - marks).elements())
        return self.were_hidden(new, fixes)

    def were_hidden(self, new: list[_Mark], fixes: Sequence[tuple[Diagnostic, Fix]]) -> bool:
        """Whether new problems were there before, behind a broken line or a mistaken name."""
        broken = [d.span.line for d, _ in fixes if d.code == _BREAKS_OFF]
        named = {d.span.line for d, _ in fixes if d.code in _NAMES}
        plain = {d.span.line for d, _ in fixes} - named - set(broken)
        own = [(line, code) for path, line, code, _ in new if path == self.path]
        if any(line in plain for line, _ in own):
            return False
        if _FULL in {d.code for d in self.found}:
            return True  # there were more than could be told
        if broken:
            return all(line > broken[0] for line, code in own if code == _BREAKS_OFF)
        return not new or (bool(named) and all(line >= min(named) for line, _ in own))


def applied(text: str, fixes: Iterable[tuple[Diagnostic, Fix]]) -> str:
    """The text with the edits made. They are in order and do not overlap."""
    source = Source(text)
    pieces, at = [], 0
    for _, fix in fixes:
        for edit in fix:
            begin, end = _offsets(source, edit.span)
            pieces += [text[at:begin], edit.text]
            at = end
    return "".join([*pieces, text[at:]])


def _offsets(source: Source, span: tuple[str, int, int, int, int]) -> tuple[int, int]:
    _, line, column, end_line, end_column = span
    return source.starts[line - 1] + column - 1, source.starts[end_line - 1] + end_column - 1


def _mark(diagnostic: Diagnostic) -> _Mark:
    return diagnostic.span.path, diagnostic.span.line, diagnostic.code, diagnostic.message
