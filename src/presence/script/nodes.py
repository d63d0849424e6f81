"""A file's tree, as `compose` grows it and the reader walks it: nodes that know their place."""

import re
from array import array
from bisect import bisect_right
from pathlib import Path
from typing import Final

from presence.diagnostics import Problems, Span

MAX_NODES: Final = 300_000
"""Values in a script and all that it includes; some 170 bytes of memory each."""
MAX_BYTES_TOGETHER: Final = 8 << 20
"""Of a script and all that it includes."""

_LINE_BITS: Final = 21
"""Bits that hold a column; a file of 2^20 bytes has no longer line."""
_COLUMN_MASK: Final = (1 << _LINE_BITS) - 1
_LINE_END: Final = re.compile(r"\r\n?|\n")
_BRACKET: Final = re.compile(r"[\[\]{}]")
_NO_BRACKETS: Final = re.compile(r"[^\[\]{}]+")


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


class Refused(Scalar):
    """Stands for a value that is reported already, so that nothing more is said of it."""

    __slots__ = ()

    def __init__(self, start: int, end: int) -> None:
        super().__init__("", True, start, end)


class Items(Node):
    """A list; not `whole` if the file breaks off inside it."""

    __slots__ = ("items", "whole")

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.items: list[Node] = []
        self.whole = True


class Pairs(Node):
    """A mapping's `key: value` pairs in order; not `whole` if the file breaks off inside it."""

    __slots__ = ("pairs", "whole")

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.pairs: list[tuple[Scalar, Node]] = []
        self.whole = True


class Allowance:
    """What a script and all that it includes may still take of memory."""

    def __init__(self) -> None:
        self.nodes = MAX_NODES
        self.bytes = MAX_BYTES_TOGETHER

    def has_node(self) -> bool:
        """Takes room for one value; False if there is none left."""
        self.nodes -= 1
        return self.nodes >= 0

    def has_bytes(self, count: int) -> bool:
        """Takes room for a file; False if there is none left."""
        self.bytes -= count
        return self.bytes >= 0

    @property
    def is_spent(self) -> bool:
        return self.nodes < 0 or self.bytes < 0


class Source:
    """A file's text, and where its lines begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: array[int] | None = None

    @property
    def starts(self) -> "array[int]":
        if self._starts is None:
            self._starts = array("L", [0])
            self._starts.extend(match.end() for match in _LINE_END.finditer(self.text))
        return self._starts

    def offset(self, packed: int) -> int:
        return self.starts[packed >> _LINE_BITS] + (packed & _COLUMN_MASK)

    def place(self, offset: int) -> int:
        line = bisect_right(self.starts, offset) - 1
        return place(line, offset - self.starts[line])

    def line(self, index: int) -> str:
        """The line, counted from 0, without its end."""
        start = self.starts[index]
        end = _LINE_END.search(self.text, start)
        return self.text[start : end.start() if end else None]


class Document:
    """One file's tree, and where its problems go; `root` is None where nothing could be read.

    It is `whole` unless the file could be read only up to a place, which is reported.
    """

    def __init__(self, path: str, source: Source, problems: Problems, allowance: Allowance) -> None:
        self.path = path
        self.source = source
        self.problems = problems
        self.allowance = allowance
        self.files: dict[str, Path] = {}  # those named in it, found already
        self.root: Node | None = None
        self.whole = False

    def span(self, node: Node) -> Span:
        return span_of(self.path, node.start, node.end)

    def is_bracketed(self, node: Node) -> bool:
        """Whether a list or mapping is written in brackets or braces of its own."""
        return self.source.text[self.source.offset(node.start)] in "[{"

    def brackets(self, scalar: Scalar) -> "array[int]":
        """Where each bracket and brace of a text lies in the file.

        Empty where escapes or comments keep the written text from matching what it says.
        """
        begin, end = self.source.offset(scalar.start), self.source.offset(scalar.end)
        written = self.source.text[begin:end]
        if _NO_BRACKETS.sub("", written) != _NO_BRACKETS.sub("", scalar.text):
            return array("L")
        return array("L", (begin + match.start() for match in _BRACKET.finditer(written)))

    def span_between(self, first: int, last: int) -> Span:
        """From the character at offset `first` up to and with the one at `last`."""
        return span_of(self.path, self.source.place(first), self.source.place(last) + 1)


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
