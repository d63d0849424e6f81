"""A script's bytes → the same script in its canonical layout, or why it was left alone."""

from collections import Counter
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from presence.authoring.checking import Checked, check_bytes
from presence.authoring.layout.comments import Comments, find
from presence.authoring.layout.tree import Arranger
from presence.authoring.layout.writer import write
from presence.diagnostics import Problems
from presence.errors import PresenceError
from presence.script.compose import MAX_BYTES, compose
from presence.script.nodes import Allowance, Document, Pairs


@dataclass(frozen=True, slots=True)
class Laid:
    """A script as it was checked, and its bytes laid out; the same bytes where it has errors."""

    checked: Checked
    data: bytes

    @property
    def is_changed(self) -> bool:
        return self.data != self.checked.data


def lay_out(path: str, data: bytes) -> Laid:
    """Lays a script out; `path` names it, and its folder holds what it includes.

    What is heard and every comment are compared before and after; raises PresenceError should
    they differ, which is a fault of the layout and none of the script.
    """
    checked = check_bytes(path, data)
    if checked.has_errors:
        return Laid(checked, data)
    document = _tree(path, data)
    if not isinstance(document.root, Pairs):
        return Laid(checked, data)
    text = write(Arranger(Comments(document)).script(document.root))
    laid = text.encode("utf-8")
    if len(laid) > MAX_BYTES:
        message = f"{path} would be larger than 1 MiB, laid out; a script has at most that"
        raise PresenceError(message, "Move a part into an 'include'.")
    if laid != data:
        _refuse_difference(checked, laid, document)
    return Laid(checked, laid)


def _tree(path: str, data: bytes) -> Document:
    return compose(path, data, Problems(), Allowance())


def _refuse_difference(checked: Checked, laid: bytes, before: Document) -> None:
    after = check_bytes(checked.path, laid)
    is_heard = without_spans(checked.sequence) == without_spans(after.sequence)
    is_commented = _comments(before) == _comments(_tree(checked.path, laid))
    if not is_heard or not is_commented:
        message = f"{checked.path} can't be laid out without changing what it says"
        raise PresenceError(message, "It is left as it is. This is a fault of 'presence fmt'.")


def _comments(document: Document) -> Counter[str]:
    return Counter(comment.text for comment in find(document))


def without_spans(value: Any) -> Any:
    """A compiled exercise as plain tuples, without the places of its parts in the file."""
    if isinstance(value, tuple):
        return tuple(map(without_spans, value))
    if not is_dataclass(value):
        return value
    names = [each.name for each in fields(value) if each.name != "span"]
    return type(value).__name__, *(without_spans(getattr(value, name)) for name in names)
