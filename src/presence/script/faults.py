"""Fault: what is wrong with one value, raised where it is found and placed by the reader."""

from collections.abc import Iterable

from presence.diagnostics import Fix, Span
from presence.script.mending import respelled
from presence.script.nodes import Document, Items, Node, Pairs, Refused, Scalar


class Fault(Exception):  # noqa: N818 (it names a fault in the script, not in the program)
    """What is wrong with a value; `span` where it is only a part of it.

    `meant` is the value in its right spelling, where it can only be that one.
    """

    def __init__(
        self,
        code: str,
        message: str,
        hint: str = "",
        span: Span | None = None,
        meant: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.span = span
        self.meant = meant


def report(document: Document, node: Node, fault: Fault, fix: Fix = ()) -> None:
    """Gives a fault of `node` its place among the problems."""
    if not isinstance(node, Refused):
        span = fault.span or document.span(node)
        if fault.meant is not None:
            fix = respelled(document, node, fault.meant)
        document.problems.add(fault.code, fault.message, span, fault.hint, fix)


def describe(node: Node) -> str:
    """What was found, for a message."""
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Pairs):
        return "a mapping"
    return quoted(node.text) if isinstance(node, Scalar) and not node.is_null else "nothing"


def quoted(text: str, most: int = 40) -> str:
    """The text in quotes, on one line, shortened, with nothing in it that could move a cursor."""
    line = " ".join(text[: 4 * most].split())
    shown = printable(line)
    is_short = len(shown) <= most and len(text) <= 4 * most
    return f"'{shown if is_short else shown[: most - 1] + '…'}'"


def printable(text: str) -> str:
    """The text with a sign in the place of each character that can't be shown."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?` if something known is close to the word, else the empty text."""
    close = closest(word, known)
    return f"Did you mean '{printable(close)}'?" if close else ""


def closest(word: str, known: Iterable[str]) -> str | None:
    """What was probably meant by the word."""
    import difflib  # only where something is wrong already

    close = difflib.get_close_matches(word[:60].lower(), list(known), n=1, cutoff=0.65)
    return close[0] if close else None
