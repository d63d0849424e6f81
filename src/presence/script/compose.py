"""A file's bytes → a tree of nodes that know their place, as far as the file can be read.

The tree is built from the parser's events, so an alias is never followed, a tag never obeyed,
nesting is bounded before it is built, and every scalar stays the text that was written: what
it means is for the reader, which knows what belongs there (YAML 1.1 would make `no` false,
`1:30` ninety and `010` eight).
"""

import re
from typing import Any, Final

import yaml

from presence.diagnostics import Problems, Span
from presence.script.faults import quoted
from presence.script.nodes import (
    MAX_BYTES_TOGETHER,
    MAX_NODES,
    Allowance,
    Document,
    Items,
    Node,
    Pairs,
    Refused,
    Scalar,
    Source,
    place,
    span_of,
)
from presence.script.syntax import explain

MAX_BYTES: Final = 1 << 20
MAX_LEVELS: Final = 32

_CONTROL: Final = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 section 5.1 does not count as printable."""

_OTHER_LINE_ENDS: Final = str.maketrans("\x85\u2028\u2029", "   ")
"""Line ends of YAML 1.1, which YAML 1.2 and editors see as characters of a line."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(path: str, data: bytes, problems: Problems, allowance: Allowance) -> Document:
    """The tree of one file's bytes. Whatever is wrong with it goes to `problems`."""
    text = _decode(path, data, problems, allowance)
    document = Document(path, Source(text or ""), problems, allowance)
    if text is None:
        return document
    builder = _Builder(document)
    try:
        builder.consume(text)
        document.whole = True
    except yaml.MarkedYAMLError as problem:
        code, message, span, hint, fix = explain(document, problem, builder.innermost())
        problems.add(code, message, span, hint, fix)
        builder.break_off(span.line)
    except _Stopped:
        document.whole = not builder.open and document.root is not None
        builder.break_off()
    if document.whole and document.root is None:
        _report_empty(path, problems)
    return document


def _report_empty(path: str, problems: Problems) -> None:
    message = "this file is empty; a script begins with 'presence: 1'"
    problems.add("empty-file", message, Span(path, 1, 1, 1, 1))


def _decode(path: str, data: bytes, problems: Problems, allowance: Allowance) -> str | None:
    if len(data) > MAX_BYTES:
        message = f"this file is larger than 1 MiB ({MAX_BYTES:,} bytes), the most a script has"
        problems.add("too-large", message, Span(path, 1, 1, 1, 1), "Move a part into an 'include'.")
        return None
    if not allowance.has_bytes(len(data)):
        message = f"a script and what it includes have at most {MAX_BYTES_TOGETHER >> 20} MiB"
        problems.add("too-large", message, Span(path, 1, 1, 1, 1), "Include fewer files.")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8").removeprefix("\ufeff")
        message = f"the byte 0x{data[problem.start]:02x} is not UTF-8 text"
        hint = "Save the file as UTF-8 in your editor."
        problems.add("not-utf-8", message, _just_after(path, before), hint)
        return None
    text = text.removeprefix("\ufeff").translate(_OTHER_LINE_ENDS)
    control = _CONTROL.search(text)
    if control:
        message = f"the control character U+{ord(control[0]):04X} can't stand in a script"
        span = _just_after(path, text[: control.start()])
        problems.add("control-character", message, span, "Delete it: your editor may not show it.")
        return None
    return text


def _just_after(path: str, before: str) -> Span:
    end = Source(before).place(len(before))
    return span_of(path, end, end + 1)


class _Stopped(Exception):  # noqa: N818 (a way out of the event loop, not a fault)
    """The file broke a bound; its diagnostic is recorded."""


class _Builder:
    """Grows the tree, event by event, without recursion."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: list[Items | Pairs] = []
        self.keys: list[Scalar | None] = []  # for each open mapping, the key that awaits its value
        self.seen: list[dict[str, int]] = []  # for each open mapping, its keys and their places
        self.documents = 0

    def marks(self, event: Any) -> tuple[int, int]:
        """Where it begins and ends. At the end of a file without a last line end, the parser
        speaks of a line that isn't there."""
        start, end, source = event.start_mark, event.end_mark, self.document.source
        if end.index < len(source.text):
            return place(start.line, start.column), place(end.line, end.column)
        at_end = source.place(len(source.text))
        if start.index < len(source.text):
            return place(start.line, start.column), at_end
        return at_end, at_end

    def consume(self, text: str) -> None:
        handlers = {
            yaml.ScalarEvent: self.scalar,
            yaml.SequenceStartEvent: self.begin_list,
            yaml.MappingStartEvent: self.begin_mapping,
            yaml.SequenceEndEvent: self.finish,
            yaml.MappingEndEvent: self.finish,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.begin_document,
        }
        parser = _LOADER(text)
        try:
            while type(event := parser.get_event()) is not yaml.StreamEndEvent:
                handler = handlers.get(type(event))
                if handler:
                    handler(event)
        finally:
            parser.dispose()

    def innermost(self) -> Node | None:
        """The list or mapping in which the parser stands."""
        return self.open[-1] if self.open else None

    def break_off(self, line: int = 0) -> None:
        """Ends what is open, so that all before the break can still be checked.

        A list or mapping in brackets is left out, for it may be a text without its quotes: one
        that is open, and one that ends on the line of the break.
        """
        self.open.reverse()
        for node in self.open:
            node.whole = False
            node.end = max(node.end, _last_end(node))
        for node in self.open:
            last = _last_child(node)
            if last and self.is_broken(last, line):
                (node.items if isinstance(node, Items) else node.pairs).pop()
        root = self.document.root
        if root and self.is_broken(root, line):
            self.document.root = None

    def is_broken(self, node: Node, line: int) -> bool:
        if not isinstance(node, Items | Pairs) or not self.document.is_bracketed(node):
            return False
        return not node.whole or self.document.span(node).end_line == line

    def error(self, code: str, message: str, event: Any, hint: str = "") -> None:
        start, end = self.marks(event)
        problems = self.document.problems
        problems.add(code, message, span_of(self.document.path, start, end), hint)
        if problems.is_full:
            raise _Stopped

    def begin_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            message = "a second document begins here; a script is one document"
            self.error("second-document", message, event, "Delete the '---', or use two files.")
            raise _Stopped

    def scalar(self, event: Any) -> None:
        self.refuse_anchor_and_tag(event)
        start, end = self.marks(event)
        text = event.value
        if not text.isprintable() and (control := _CONTROL.search(text)):
            message = f"an escape here stands for the control character U+{ord(control[0]):04X}"
            hint = "Delete it; if you meant a backslash, write '\\\\'."
            self.error("control-character", message, event, hint)
            self.add(Refused(start, end), event)
        else:
            self.add(Scalar(text, not event.style, start, end), event)

    def begin_list(self, event: Any) -> None:
        self.begin(Items(*self.marks(event)), event)

    def begin_mapping(self, event: Any) -> None:
        self.begin(Pairs(*self.marks(event)), event)

    def begin(self, node: Items | Pairs, event: Any) -> None:
        self.refuse_anchor_and_tag(event)
        if len(self.open) == MAX_LEVELS:
            message = f"this is nested more than {MAX_LEVELS} levels deep"
            self.error("too-deep", message, event, "Use fewer levels, or an 'include'.")
            raise _Stopped
        self.add(node, event)
        self.open.append(node)
        self.keys.append(None)
        self.seen.append({})

    def finish(self, event: Any) -> None:
        node = self.open.pop()
        self.keys.pop()
        self.seen.pop()
        if event.end_mark.index > event.start_mark.index:  # a bracket of its own
            node.end = self.marks(event)[1]
        else:
            node.end = max(node.end, _last_end(node))

    def alias(self, event: Any) -> None:
        message = f"'*{event.anchor}' is an alias; scripts have no anchors or aliases"
        hint = "If it is a text, put it in quotes; else write out what it stands for."
        self.error("alias", message, event, hint)
        self.add(Refused(*self.marks(event)), event)

    def refuse_anchor_and_tag(self, event: Any) -> None:
        if event.anchor is not None:
            message = f"'&{event.anchor}' is an anchor; scripts have no anchors or aliases"
            self.error("anchor", message, event, "Delete it; a text that begins so needs quotes.")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            message = f"{quoted(tag)} is a tag; scripts have no tags"
            self.error("tag", message, event, "Delete it; a text that begins so needs quotes.")

    def add(self, node: Node, event: Any) -> None:
        if not self.document.allowance.has_node():
            message = f"a script and what it includes have at most {MAX_NODES:,} values"
            self.error("too-many-values", message, event, "Use 'repeat', or fewer steps.")
            raise _Stopped
        if not self.open:
            self.document.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = self.key(node, event)
        else:
            parent.pairs.append((key, node))
            self.keys[-1] = None

    def key(self, node: Node, event: Any) -> Scalar:
        if not isinstance(node, Scalar):
            message = "found a list or mapping as a key; a key is a word"
            hint = "A text that begins with '{' or '[' needs quotes."
            self.error("key-not-a-word", message, event, hint)
            raise _Stopped
        first = self.seen[-1].setdefault(node.text, node.start)
        if first != node.start and not isinstance(node, Refused):
            line = span_of("", first, first).line
            message = f"the key {quoted(node.text)} stands here a second time; first on line {line}"
            self.error("duplicate-key", message, event, "Keep one of the two.")
        return node


def _last_child(node: Items | Pairs) -> Node | None:
    if isinstance(node, Items):
        return node.items[-1] if node.items else None
    return node.pairs[-1][1] if node.pairs else None


def _last_end(node: Items | Pairs) -> int:
    """Where the last child ends: a block's own end mark lies on whatever comes next."""
    last = _last_child(node)
    return last.end if last else node.start
