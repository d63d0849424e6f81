"""A sound script's tree and its comments → entries in canonical order, form and spelling."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from presence.authoring.layout.comments import Comments, Unit
from presence.authoring.layout.spelling import spelled
from presence.script.nodes import Items, Node, Pairs, Scalar
from presence.script.spec import AMBIENT, SCRIPT, STEPS, VOICE, Field, Form

PROSE: Final = ("words", "label", "title")
"""Kinds of field whose value is a text of the author's own."""
_ROOMY: Final = ("words", "steps")
"""Kinds of field that give their mapping a line for each key."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value on its own; `is_prose` if it is a text, which may need quotes or several lines."""

    text: str
    is_prose: bool


@dataclass(slots=True)
class Branch:
    """A list or mapping; `is_small` if it may stand in brackets, on the line of its key."""

    entries: list["Entry"]
    is_list: bool
    is_small: bool
    is_spaced: bool = False  # blank lines between its entries stay
    tail: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A key and its value, or an item. Comments: lines above, at the line's end, lines below."""

    key: str = ""
    value: "Leaf | Branch | None" = None
    has_dash: bool = False
    needs_blank: bool = False
    leading: list[str] = field(default_factory=list)
    trailing: list[tuple[int, str]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


class Arranger:
    """Walks the tree by the tables of the format."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments

    def script(self, root: Pairs) -> Branch:
        """The whole. What stands above the first key stays on top, whichever key comes first."""
        header = self._take_leading(self.comments.of(root.pairs[0][0]))
        branch = self._mapping(root, SCRIPT.fields)
        branch.is_small, branch.is_spaced = False, True
        branch.entries[0].leading[:0] = header
        for entry in branch.entries:
            entry.needs_blank = entry.key == "gentler"
            if isinstance(entry.value, Branch) and entry.key in ("steps", "gentler"):
                for step in entry.value.entries[1:]:
                    step.needs_blank = step.key == "section"
        return branch

    @staticmethod
    def _take_leading(unit: Unit) -> list[str]:
        lines = list(unit.leading)
        unit.leading.clear()
        return lines

    def _mapping(self, node: Pairs, fields: Mapping[str, Field]) -> Branch:
        order = {name: place for place, name in enumerate(fields)}
        pairs = sorted(node.pairs, key=lambda pair: order[pair[0].text])
        entries = [self._pair(key, value, fields[key.text]) for key, value in pairs]
        is_small = not any(fields[key.text].kind in _ROOMY for key, _ in pairs)
        return Branch(entries, is_list=False, is_small=is_small, tail=self.comments.tail(node))

    def _pair(self, key: Scalar, value: Node, wanted: Field) -> Entry:
        entry = Entry(key.text)
        self._bring(entry, self.comments.of(key))
        entry.value = self._value(value, wanted, entry)
        return entry

    def _value(self, node: Node, wanted: Field, entry: Entry) -> Leaf | Branch | None:
        if wanted.kind == "ambient":
            return self._form(node, AMBIENT, entry)
        if wanted.kind == "voice" and isinstance(node, Pairs):
            return self._filled(self._mapping(node, VOICE.fields), entry)
        if wanted.kind == "values" and isinstance(node, Pairs):
            label = Field("label")
            return self._filled(self._mapping(node, {k.text: label for k, _ in node.pairs}), entry)
        if wanted.kind == "steps" and isinstance(node, Items):
            return self._steps(node)
        if wanted.kind == "partners" and isinstance(node, Items):
            names = [self._name(item) for item in node.items]
            return Branch(names, is_list=True, is_small=True, tail=self.comments.tail(node))
        if not isinstance(node, Scalar):
            raise TypeError(wanted.kind)  # the reader has let through what its table forbids
        return Leaf(spelled(node.text, wanted.kind), wanted.kind in PROSE)

    @staticmethod
    def _filled(branch: Branch, entry: Entry) -> Branch:
        """A mapping that may be empty: its comments then stand with its key."""
        if not branch.entries:
            entry.leading += branch.tail
            branch.tail = []
        return branch

    def _name(self, item: Node) -> Entry:
        entry = Entry(has_dash=True)
        self._bring(entry, self.comments.of(item))
        entry.value = self._value(item, Field("label"), entry)
        return entry

    def _steps(self, node: Items) -> Branch:
        steps = [self._step(item) for item in node.items]
        tail = self.comments.tail(node)
        for place, step in enumerate(steps):
            if isinstance(step.value, Leaf) and not step.key:  # nothing stands below a lone name
                below = steps[place + 1].leading if step is not steps[-1] else tail
                below[:0] = step.after
                step.after = []
        return Branch(steps, is_list=True, is_small=False, is_spaced=True, tail=tail)

    def _step(self, item: Node) -> Entry:
        entry = Entry(has_dash=True)
        self._bring(entry, self.comments.of(item))
        if isinstance(item, Scalar):
            entry.value = Leaf(item.text.strip(), is_prose=False)
        elif isinstance(item, Pairs):
            ((name, value),) = item.pairs
            self._bring(entry, self.comments.of(name))
            entry.key = name.text
            entry.value = self._form(value, STEPS[name.text], entry)
            entry.after += self.comments.tail(item)
            if entry.value is None:  # the name alone is the step
                entry.key, entry.value = "", Leaf(name.text, is_prose=False)
        return entry

    def _form(self, node: Node, form: Form, entry: Entry) -> Leaf | Branch | None:
        """The value of a step or of `ambient`, in its short form if that says as much."""
        if form.bare and isinstance(node, Scalar) and node.is_null:
            return None
        if not isinstance(node, Pairs):
            return self._value(node, form.fields[form.short or ""], entry)
        if form.bare and not node.pairs:
            entry.leading += self.comments.tail(node)
            return None
        if len(node.pairs) == 1 and node.pairs[0][0].text == form.short:
            key, value = node.pairs[0]
            self._bring(entry, self.comments.of(key))
            short = self._value(value, form.fields[form.short], entry)
            below = short.tail if isinstance(short, Branch) else entry.leading
            below += self.comments.tail(node)
            return short
        return self._mapping(node, form.fields)

    @staticmethod
    def _bring(entry: Entry, unit: Unit) -> None:
        entry.leading += unit.leading
        entry.trailing += unit.trailing
