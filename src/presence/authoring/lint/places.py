"""A step, a key or words of a text → the exact span in the file where they are written.

The tree is composed a second time, and only where there is something to point at: a script in
which nothing is found costs nothing here.
"""

import re
from functools import cached_property

from presence.authoring.lint.texts import Hit, TextStep, shown, words_of
from presence.diagnostics import Problems, Span
from presence.script.compose import compose
from presence.script.model import CheckIn, Step
from presence.script.nodes import Allowance, Document, Items, Node, Pairs, Scalar
from presence.script.spec import STEPS


class Places:
    """Where things stand in one file."""

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.source = source
        self._aligned: dict[Span, list[int]] = {}

    @cached_property
    def document(self) -> Document:
        data = self.source.encode("utf-8", "replace")
        return compose(self.path, data, Problems(), Allowance())

    @cached_property
    def nodes(self) -> list[Node]:
        """Every node, keys too."""
        found: list[Node] = []
        waiting = [self.document.root] if self.document.root else []
        while waiting:
            node = waiting.pop()
            found.append(node)
            if isinstance(node, Items):
                waiting += node.items
            elif isinstance(node, Pairs):
                waiting += [part for pair in node.pairs for part in pair]
        return found

    @cached_property
    def _mappings(self) -> dict[tuple[int, int], Pairs]:
        spans = ((self.document.span(node), node) for node in self.nodes if isinstance(node, Pairs))
        return {(span.line, span.column): node for span, node in spans}

    def key(self, name: str) -> Span:
        """A key of the script; its first character if the key is not there."""
        text = self.source.removeprefix("\ufeff")
        found = re.search(rf"(?m)^{name}(?=[ \t]*:)", text) if "\r" not in text else None
        if found:  # as scripts are mostly written; there is no need of the whole tree then
            line = text.count("\n", 0, found.start()) + 1
            return Span(self.path, line, 1, line, len(name) + 1)
        root = self.document.root
        for key, _ in root.pairs if isinstance(root, Pairs) else ():
            if key.text == name:
                return self.document.span(key)
        return Span(self.path, 1, 1, 1, 1)

    def top_value(self, *names: str) -> Span:
        """The value of a key of the script, or of a key inside it."""
        node = _inside(self.document.root, names)
        return self.document.span(node) if node else self.key(names[0])

    def value(self, step: Step, *names: str) -> Span:
        """The value of a step's key; the short form's value for any; else the step."""
        node = self._value(step, names)
        return self.document.span(node) if node else step.span

    def text(self, step: TextStep) -> Span:
        """The text that a step says, with its quotes."""
        return self.value(step, _key_of(step))

    def words(self, hit: Hit) -> Span:
        """The words that were found; the whole text if escapes keep them from being placed."""
        node = self._value(hit.step, (_key_of(hit.step),))
        if not isinstance(node, Scalar):
            return hit.step.span
        if hit.step.span not in self._aligned:
            self._aligned[hit.step.span] = self._align(hit.step, node)
        offsets = self._aligned[hit.step.span][hit.start : hit.end]
        if not offsets or min(offsets) < 0:
            return self.document.span(node)
        return self.document.span_between(offsets[0], offsets[-1])

    def _value(self, step: Step, names: tuple[str, ...]) -> Node | None:
        whole = self._mappings.get((step.span.line, step.span.column))
        if whole is None:
            return None
        value = next((value for key, value in whole.pairs if key.text in STEPS), None)
        return value if isinstance(value, Scalar) else _inside(value, names)

    def _align(self, step: TextStep, node: Scalar) -> list[int]:
        """For each character of the text as patterns see it, its offset in the file, or −1."""
        source = self.document.source
        cursor, end = source.offset(node.start), source.offset(node.end)
        if source.text[cursor] in "|>":  # the text of a block begins on the next line
            cursor = source.text.find("\n", cursor, end) + 1 or end
        offsets: list[int] = []
        for part in words_of(step):
            if not isinstance(part, str):
                offsets += [-1] * len(shown(part))
                last = source.starts[part.span.end_line - 1] + part.span.end_column - 1
                cursor = max(cursor, last)
                continue
            for char in part:
                at = source.text.find(char, cursor, end) if not char.isspace() else cursor
                if at < 0 or at - cursor > _FURTHEST:
                    return offsets + [-1] * sum(len(shown(p)) for p in words_of(step))
                offsets.append(at)
                cursor = at + (not char.isspace())
        return offsets


_FURTHEST = 200
"""Characters between two of a text, for line breaks and indentation; further off is another."""


def _key_of(step: TextStep) -> str:
    return "ask" if isinstance(step, CheckIn) else "text"


def _inside(node: Node | None, names: tuple[str, ...]) -> Node | None:
    """The value that a path of keys leads to."""
    for name in names:
        if not isinstance(node, Pairs):
            return None
        node = next((value for key, value in node.pairs if key.text == name), None)
    return node
