"""Where steps and keys lie → which lines a comment speaks of, however many of each there are."""

from bisect import bisect_right
from functools import cached_property

from presence.diagnostics import Span

Lines = tuple[int, int]
"""The first and the last line, both counted from 1."""


class Ranges:
    """Stretches of lines, joined where they overlap, so that looking one up stays quick."""

    def __init__(self) -> None:
        self._lines: list[Lines] = []
        self._is_joined = True

    def add(self, first: int, last: int) -> None:
        self._lines.append((first, last))
        self._is_joined = False

    def __contains__(self, line: int) -> bool:
        if not self._is_joined:
            self._join()
        at = bisect_right(self._lines, line, key=lambda lines: lines[0]) - 1
        return at >= 0 and line <= self._lines[at][1]

    def _join(self) -> None:
        joined: list[Lines] = []
        for first, last in sorted(self._lines):
            if joined and first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        self._lines = joined
        self._is_joined = True


class Extents:
    """The lines that the steps and the top keys of a file take up.

    `steps` are in the order in which they are written, a container before what it holds.
    """

    def __init__(self, steps: list[Span], keys: list[Span]) -> None:
        self.steps = steps
        self.keys = keys
        self.first_key = min((span.line for span in keys), default=1)

    @cached_property
    def _ends(self) -> dict[int, int]:
        """By the line on which steps or keys begin, the last line of the longest of them."""
        ends: dict[int, int] = {}
        for span in [*self.keys, *self.steps]:
            ends[span.line] = max(span.end_line, ends.get(span.line, 0))
        return ends

    @cached_property
    def _starts(self) -> list[int]:
        return sorted(self._ends)

    @cached_property
    def _owners(self) -> dict[int, Lines]:
        """By line, the innermost step that takes it up, the longest of those that begin there.

        Inner steps come after outer ones and take their lines over: at most as often as steps can
        stand inside each other.
        """
        owners: dict[int, Lines] = {}
        begun: set[int] = set()
        for span in self.steps:
            if span.line not in begun:
                begun.add(span.line)
                lines = span.line, span.end_line
                owners.update((line, lines) for line in range(span.line, span.end_line + 1))
        return owners

    def at(self, line: int) -> Lines:
        """The lines of the step that a line belongs to; for another line, itself."""
        return self._owners.get(line, (line, line))

    def below(self, line: int) -> Lines | None:
        """The lines of the step or key that begins next after a line; None after the last."""
        at = bisect_right(self._starts, line)
        if at == len(self._starts):
            return None
        return self._starts[at], self._ends[self._starts[at]]
