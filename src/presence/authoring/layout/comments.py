"""A file's tree → its comments, and what each of them belongs to: a key, a step, or a list's end.

A comment at the end of a line belongs to what stands on the line; one alone, to what follows it,
unless it is indented as the end of something before it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from presence.script.nodes import Document, Items, Node, Pairs, Scalar

_COMMENT: Final = re.compile(r"#[^\r\n]*")
_AFTER_INDICATOR: Final = re.compile(r"[^\r\n#]*(#[^\r\n]*)?")
_BLOCK_TEXTS: Final = ("|", ">")


@dataclass(frozen=True, slots=True)
class Comment:
    """`start` is its offset in the file; `column` counts from 0."""

    start: int
    column: int
    text: str
    is_alone: bool  # on its line
    has_blank_above: bool


@dataclass(eq=False, slots=True)
class Unit:
    """A key with its value, or an item of a list: what a comment can belong to."""

    start: int
    value: Node
    container: Items | Pairs
    owner: "Unit | None"  # the unit whose value is the container
    has_blank_above: bool = False
    leading: list[str] = field(default_factory=list)  # lines above; empty ones are blank lines
    trailing: list[tuple[int, str]] = field(default_factory=list)  # (column, text)


class Comments:
    """Every comment of a document, by what it belongs to."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.units: list[Unit] = []  # in the order of the file
        self.by_node: dict[int, Unit] = {}  # by the identity of a key or an item
        self.tails: dict[int, list[str]] = {}  # lines at the end of a container, by its identity
        self.all = list(find(document))
        self._masked = _masked(document, self.all)
        if document.root is not None:
            self._walk(document.root, None)
        self._starts = [unit.start for unit in self.units]
        for comment in self.all:
            self._attach(comment)
        for unit in self.units:
            if unit.has_blank_above:
                unit.leading.append("")

    def of(self, node: Node) -> Unit:
        """The unit of a key or an item."""
        return self.by_node[id(node)]

    def tail(self, container: Node) -> list[str]:
        return self.tails.get(id(container), [])

    def _walk(self, node: Node, owner: Unit | None) -> None:
        if isinstance(node, Pairs):
            for key, value in node.pairs:
                self._walk(value, self._add(self._offset(key), key, value, node, owner))
        elif isinstance(node, Items):
            is_block = not self.document.is_bracketed(node)
            before = self._offset(node)
            for item in node.items:
                start = self._offset(item)
                dash = self._masked.rfind("-", before, start) if is_block else -1
                unit = self._add(start if dash < 0 else dash, item, item, node, owner)
                before = self.document.source.offset(item.end)
                self._walk(item, unit)

    def _add(
        self, start: int, node: Node, value: Node, container: Items | Pairs, owner: Unit | None
    ) -> Unit:
        unit = Unit(start, value, container, owner, _has_blank_above(self.document, start))
        self.units.append(unit)
        self.by_node[id(node)] = unit
        return unit

    def _offset(self, node: Node) -> int:
        return self.document.source.offset(node.start)

    def _column(self, offset: int) -> int:
        starts = self.document.source.starts
        return offset - starts[bisect_right(starts, offset) - 1]

    def _attach(self, comment: Comment) -> None:
        at = bisect_left(self._starts, comment.start)
        before = self.units[at - 1] if at else None
        after = self.units[at] if at < len(self.units) else None
        if comment.is_alone:
            lines = self._lines_for(comment, before, after)
            lines.extend([""] * comment.has_blank_above)
            lines.append(comment.text)
            return
        while before and self._is_closed(before.container, comment.start):
            before = before.owner
        if before:
            before.trailing.append((comment.column, comment.text))
        else:  # beside the brackets of the whole, or a '---'
            (after.leading if after else self._tail_of(self.document.root)).append(comment.text)

    def _lines_for(self, comment: Comment, before: Unit | None, after: Unit | None) -> list[str]:
        """The lines among which a comment that stands alone belongs."""
        if before and isinstance(before.value, Scalar) and self._is_within(comment, before.value):
            return before.leading
        unit = before
        while unit:
            if self.document.is_bracketed(unit.container) and self._is_within(
                comment, unit.container
            ):
                end = self.document.source.offset(unit.container.end)
                is_inside = after is not None and after.start < end
                return after.leading if after and is_inside else self._tail_of(unit.container)
            unit = unit.owner
        if after and comment.column <= self._column(after.start):
            return after.leading
        container = self._container_ending(comment, before)
        if after and (container is None or container in self._containers(after)):
            return after.leading
        return self._tail_of(container or self.document.root)

    def _container_ending(self, comment: Comment, unit: Unit | None) -> Node | None:
        """The innermost list or mapping that is indented no deeper than the comment."""
        for container in self._containers(unit):
            column = self._column(self._offset(container))
            if not self.document.is_bracketed(container) and column <= comment.column:
                return container
        return None

    @staticmethod
    def _containers(unit: Unit | None) -> Iterator[Node]:
        while unit:
            yield unit.container
            unit = unit.owner

    def _is_within(self, comment: Comment, node: Node) -> bool:
        """Whether the node ends after the comment, and is not empty."""
        end = self.document.source.offset(node.end)
        return comment.start < end and self._offset(node) < end

    def _is_closed(self, container: Node, offset: int) -> bool:
        is_over = self.document.source.offset(container.end) <= offset
        return is_over and self.document.is_bracketed(container)

    def _tail_of(self, container: Node | None) -> list[str]:
        return self.tails.setdefault(id(container), [])


def find(document: Document) -> Iterator[Comment]:
    """Every comment, in order: each '#' outside of texts and keys begins one."""
    text = document.source.text
    at = 0
    for begin, end, is_block in _texts(document):
        for match in _COMMENT.finditer(text, at, begin):
            yield _comment(document, match.start(), match[0])
        header = _AFTER_INDICATOR.match(text, begin) if is_block else None
        if header and header[1]:
            yield _comment(document, header.start(1), header[1])
        at = max(at, end)
    for match in _COMMENT.finditer(text, at):
        yield _comment(document, match.start(), match[0])


def _texts(document: Document) -> list[tuple[int, int, bool]]:
    """Where each key and text begins and ends, and whether it is written as a block."""
    found: list[tuple[int, int, bool]] = []
    source = document.source
    waiting = [document.root] if document.root else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            begin, end = source.offset(node.start), source.offset(node.end)
            is_block = not node.plain and source.text[begin : begin + 1] in _BLOCK_TEXTS
            found.append((begin, end, is_block))
        elif isinstance(node, Items):
            waiting.extend(node.items)
        elif isinstance(node, Pairs):
            waiting.extend(part for pair in node.pairs for part in pair)
    return sorted(found)


def _masked(document: Document, comments: list[Comment]) -> str:
    """The file's text with comments, keys and texts blotted out: indicators alone are left."""
    ranges = [(begin, end) for begin, end, _ in _texts(document)]
    ranges += [(each.start, each.start + len(each.text)) for each in comments]
    text = document.source.text
    pieces, at = [], 0
    for begin, end in sorted(ranges):
        pieces += [text[at:begin], "x" * (end - max(at, begin))]
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def _comment(document: Document, start: int, text: str) -> Comment:
    starts = document.source.starts
    column = start - starts[bisect_right(starts, start) - 1]
    is_alone = not document.source.text[start - column : start].strip(" \t\ufeff")
    return Comment(start, column, text.rstrip(), is_alone, _has_blank_above(document, start))


def _has_blank_above(document: Document, offset: int) -> bool:
    """Whether a blank line stands above, where nothing stands before it on its own line."""
    source = document.source
    line = bisect_right(source.starts, offset) - 1
    is_first = not source.text[source.starts[line] : offset].strip()
    return line > 0 and is_first and not source.line(line - 1).strip()
