"""YAML text → a tree of nodes that know their place, or the reason why there is none.

The tree is built from the parser's events, so an alias is never followed, a tag never obeyed,
nesting is bounded before it is built, and every scalar stays the text that was written: what
it means is for the reader, which knows what belongs there (YAML 1.1 would make `no` false,
`1:30` ninety and `010` eight).
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from presence.diagnostics import Problems, Span
from presence.script.syntax import explain

MAX_BYTES: Final = 1 << 20
MAX_LEVELS: Final = 32
MAX_NODES: Final = 300_000
"""Values in a script and all that it includes; some 170 bytes of memory each."""

_LINE_BITS: Final = 21
"""Bits that hold a column; a file of 2^20 bytes has no longer line."""
_COLUMN_MASK: Final = (1 << _LINE_BITS) - 1

_CONTROL: Final = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 section 5.1 does not count as printable."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Node:
    """A value in the file. `start` and `end` are packed places; `Document.span` unpacks them."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Scalar(Node):
    """A text; `plain` if it stands without quotes and not as a block."""

    __slots__ = ("plain", "text")

    def __init__(self, text: str, plain: bool, start: int, end: int) -> None:
        self.text = text
        self.plain = plain
        self.start = start
        self.end = end

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Items(Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.items: list[Node] = []


class Pairs(Node):
    """A mapping: `key: value` pairs in the order written, no key twice."""

    __slots__ = ("pairs",)

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.pairs: list[tuple[Scalar, Node]] = []


class Document:
    """One file's tree, and where its problems go; `root` is None where nothing could be read."""

    def __init__(self, path: str, root: Node | None, problems: Problems) -> None:
        self.path = path
        self.root = root
        self.problems = problems

    def span(self, node: Node) -> Span:
        return span_of(self.path, node.start, node.end)

    def span_within(self, scalar: Scalar, first: int, length: int) -> Span:
        """The place of a part of a scalar's text; the whole scalar where folding hides it."""
        whole = self.span(scalar)
        quotes = whole.end_column - whole.column - len(scalar.text)
        if whole.line != whole.end_line or quotes not in (0, 2) or (quotes == 0) != scalar.plain:
            return whole
        column = whole.column + quotes // 2 + first
        return Span(self.path, whole.line, column, whole.line, column + length)


def span_of(path: str, start: int, end: int) -> Span:
    return Span(
        path,
        (start >> _LINE_BITS) + 1,
        (start & _COLUMN_MASK) + 1,
        (end >> _LINE_BITS) + 1,
        (end & _COLUMN_MASK) + 1,
    )


def place(line: int, column: int) -> int:
    """A line and column, both from 0, packed into one number: a tree of them stays small."""
    return line << _LINE_BITS | column


def compose(path: str, data: bytes, problems: Problems, room: int = MAX_NODES) -> Document:
    """The tree of one file's bytes. Whatever is wrong with it goes to `problems`.

    `room` is how many nodes the file may have.
    """
    text = _decode(path, data, problems)
    if text is None:
        return Document(path, None, problems)
    builder = _Builder(path, problems, room)
    try:
        builder.consume(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as problem:
        problems.add(*explain(path, text, problem))
        return Document(path, None, problems)
    except _Stopped:
        return Document(path, None, problems)
    if builder.root is None:
        message = "this file is empty; a script begins with 'presence: 1'"
        problems.add("empty-file", message, Span(path, 1, 1, 1, 1))
    return Document(path, builder.root, problems)


def _decode(path: str, data: bytes, problems: Problems) -> str | None:
    if len(data) > MAX_BYTES:
        message = f"this file has {len(data):,} bytes; a script has at most {MAX_BYTES:,}"
        problems.add("too-large", message, Span(path, 1, 1, 1, 1))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8")
        message = f"byte 0x{data[problem.start]:02x} is not UTF-8 text"
        hint = "Save the file as UTF-8 in your editor."
        problems.add("not-utf-8", message, _at(path, before), hint)
        return None
    text = text.removeprefix("\ufeff")
    control = _CONTROL.search(text)
    if control:
        message = f"the control character U+{ord(control[0]):04X} can't stand in a script"
        span = _at(path, text[: control.start()])
        problems.add("control-character", message, span, "Delete it.")
        return None
    return text


def _at(path: str, before: str) -> Span:
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Span(path, line, column, line, column + 1)


class _Stopped(Exception):  # noqa: N818 (a way out of the event loop, not a fault)
    """The file broke a bound; its diagnostic is recorded."""


class _Builder:
    """Grows the tree, event by event, without recursion."""

    def __init__(self, path: str, problems: Problems, room: int) -> None:
        self.path = path
        self.problems = problems
        self.room = room
        self.root: Node | None = None
        self.open: list[Items | Pairs] = []
        self.keys: list[Scalar | None] = []  # for each open mapping, the key that awaits its value
        self.seen: list[set[str]] = []  # for each open mapping, its keys so far
        self.documents = 0

    def consume(self, events: Iterator[Any]) -> None:
        handlers = {
            yaml.ScalarEvent: self.scalar,
            yaml.SequenceStartEvent: self.begin,
            yaml.MappingStartEvent: self.begin,
            yaml.SequenceEndEvent: self.finish,
            yaml.MappingEndEvent: self.finish,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }
        for event in events:
            handler = handlers.get(type(event))
            if handler:
                handler(event)

    def error(self, code: str, message: str, event: Any, hint: str = "") -> None:
        start, end = _marks(event)
        self.problems.add(code, message, span_of(self.path, start, end), hint)
        if self.problems.is_full:
            raise _Stopped

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            message = "a second document begins here; a script is one document"
            self.error("second-document", message, event, "Delete the '---', or use two files.")
            raise _Stopped

    def scalar(self, event: Any) -> None:
        self.refuse_anchor_and_tag(event)
        start, end = _marks(event)
        self.add(Scalar(event.value, event.style is None, start, end), event)

    def begin(self, event: Any) -> None:
        self.refuse_anchor_and_tag(event)
        if len(self.open) == MAX_LEVELS:
            message = f"this is nested more than {MAX_LEVELS} levels deep"
            self.error("too-deep", message, event, "Use fewer levels, or an 'include'.")
            raise _Stopped
        start, end = _marks(event)
        kind = Items if isinstance(event, yaml.SequenceStartEvent) else Pairs
        node = kind(start, end)
        self.add(node, event)
        self.open.append(node)
        self.keys.append(None)
        self.seen.append(set())

    def finish(self, event: Any) -> None:
        node = self.open.pop()
        self.keys.pop()
        self.seen.pop()
        node.end = max(node.end, self.last_end(node))
        if event.end_mark.index > event.start_mark.index:  # a bracket of its own
            node.end = _marks(event)[1]

    @staticmethod
    def last_end(node: Items | Pairs) -> int:
        """Where the last child ends: a block's own end mark lies on whatever comes next."""
        if isinstance(node, Items):
            return node.items[-1].end if node.items else node.start
        return node.pairs[-1][1].end if node.pairs else node.start

    def alias(self, event: Any) -> None:
        message = f"'*{event.anchor}' is an alias; scripts have no anchors or aliases"
        self.error("alias", message, event, "Write the text out, or use 'repeat' or 'include'.")
        start, end = _marks(event)
        self.add(Scalar("", True, start, end), event)

    def refuse_anchor_and_tag(self, event: Any) -> None:
        if event.anchor is not None:
            message = f"'&{event.anchor}' is an anchor; scripts have no anchors or aliases"
            self.error("anchor", message, event, "Delete it.")
        if event.tag is not None:
            message = f"'{event.tag}' is a tag; scripts have no tags"
            self.error("tag", message, event, "Delete it; quote a text that begins with '!'.")

    def add(self, node: Node, event: Any) -> None:
        self.room -= 1
        if self.room < 0:
            message = f"a script and what it includes has at most {MAX_NODES:,} values"
            self.error("too-many-values", message, event)
            raise _Stopped
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = self.key(node, event)
        else:
            parent.pairs.append((self.keys[-1], node))
            self.keys[-1] = None

    def key(self, node: Node, event: Any) -> Scalar:
        if not isinstance(node, Scalar):
            message = "found a list or mapping as a key; a key is a word"
            hint = "A text that begins with '{' or '[' needs quotes."
            self.error("key-not-a-word", message, event, hint)
            raise _Stopped
        if node.text in self.seen[-1]:
            message = f"'{_short(node.text)}' stands here a second time"
            self.error("duplicate-key", message, event, "Keep one of them.")
        self.seen[-1].add(node.text)
        return node


def _marks(event: Any) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return place(start.line, start.column), place(end.line, end.column)


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
