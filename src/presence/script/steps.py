"""One file's tree → its Script, by the tables of `spec`; what is wrong goes to its problems."""

import re
from collections.abc import Callable
from typing import Any, Final

from presence.script import values
from presence.script.build import BUILDERS, build_script
from presence.script.faults import Fault, closest, describe, nearest, quoted, report
from presence.script.mending import quoted_mapping, second_dash, slip_of
from presence.script.model import Include, Script, Steps, Voice
from presence.script.nodes import Document, Items, Node, Pairs, Scalar
from presence.script.spec import AMBIENT, SCRIPT, STEPS, VOICE, Field, Form

_STAND_INS: Final[dict[str, Any]] = {"rounds": 1, "words": (), "steps": ()}
"""By kind: what a wrong value is taken for, so that the steps beside it are still checked."""

_HINTS_FOR_MISSING: Final = {
    "presence": "Write 'presence: 1' as the first line.",
    "title": "Write 'title: …' below 'presence: 1'.",
    "steps": "Write 'steps:', and below it the steps, each beginning with '- '.",
}
_BEFORE_A_TEXT: Final = ("say", "pause", "section", "reflect")
"""Steps before whose text a ':' is left out, as in `say hello`; any text may follow them."""
_GLUED: Final = re.compile(r"([\w-]+):\S")


class FileReader:
    """Reads one document. `includes` are those it holds, at any depth, in order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems = document.problems
        self.includes: list[Include] = []

    def script(self, root: Node) -> Script | None:
        if not isinstance(root, Pairs):
            message = f"a script begins with 'presence: 1' and has keys; found {describe(root)}"
            hint = "Look at one that works: every key stands on a line of its own, as 'title: …'."
            self.report(root, Fault("wrong-kind", message, hint))
            return None
        found = self.fields(SCRIPT, root, "a script")
        return build_script(found, self.document.span(root))

    def report(self, node: Node, fault: Fault) -> None:
        report(self.document, node, fault)

    def fields(self, form: Form, node: Pairs, of: str) -> dict[str, Any]:
        """The values of a mapping's keys; one that is wrong is reported and stands as None."""
        found: dict[str, Any] = {}
        meant: set[str | None] = set()
        for key, value in node.pairs:
            if self.problems.is_full:
                break
            known = form.fields.get(key.text)
            if known is None:
                meant.add(closest(key.text, form.fields))
                self.unknown_key(key, value, form, of, self.key_meant(key, node, form))
            elif key.text not in found:  # a duplicate is reported already; the first one counts
                found[key.text] = self.value(value, known, key.text)
        for name, wanted in form.fields.items():
            if wanted.required and name not in found:
                found[name] = None
                if name not in meant:
                    self.missing_key(name, node, of)
        return found

    def missing_key(self, name: str, node: Pairs, of: str) -> None:
        if node.whole:
            hint = _HINTS_FOR_MISSING.get(name, f"Write '{name}: …' inside it.")
            self.report(node, Fault("missing-key", f"{of} needs '{name}'; it is missing", hint))

    @staticmethod
    def key_meant(key: Scalar, node: Pairs, form: Form) -> str | None:
        """The key that was meant, if that is sure, and it does not stand in the mapping yet."""
        name = slip_of(key.text, form.fields)
        if name is None:
            return None
        same = [k for k, _ in node.pairs if name in (k.text, slip_of(k.text, form.fields))]
        return name if same == [key] else None

    def unknown_key(self, key: Scalar, value: Node, form: Form, of: str, meant: str | None) -> None:
        message = f"{quoted(key.text)} is not a key of {of}; known: {', '.join(form.fields)}"
        hint = nearest(key.text, form.fields)
        if form is SCRIPT and key.text in STEPS:
            hint, meant = "A step stands below 'steps:', and begins with '- '.", None
        elif _is_alone(value):
            hint, meant = hint or "A text that holds a ',' needs quotes inside '{…}'.", None
        self.report(key, Fault("unknown-key", message, hint, meant=meant))

    def value(self, node: Node, wanted: Field, name: str) -> Any:
        """The value; None if it is wrong, which is then reported."""
        own = _OWN_KINDS.get(wanted.kind)
        if own:
            return own(self, node, name)
        if isinstance(node, Items | Pairs) and not node.whole:
            return None
        try:
            return values.parse(self.document, node, wanted, name)
        except Fault as fault:
            self.report(node, fault)
            return None

    def voice(self, node: Node, name: str) -> Voice | None:
        if not isinstance(node, Pairs):
            message = f"'{name}' is a mapping such as {{rate: 120}}; found {describe(node)}"
            hint = f"Its keys are {', '.join(VOICE.fields)}."
            self.report(node, Fault("wrong-kind", message, hint))
            return None
        return Voice(**self.fields(VOICE, node, f"'{name}'"))

    def steps(self, node: Node, name: str) -> Steps | None:
        if not isinstance(node, Items):
            message = f"'{name}' is a list of steps; found {describe(node)}"
            hint = "Begin each step with '- ', on a line of its own."
            self.report(node, Fault("wrong-kind", message, hint))
            return None
        if not node.items and node.whole:
            message = f"'{name}' holds no step; it has at least one"
            self.report(node, Fault("no-steps", message, "Write one, or leave it out."))
            return None
        read: list[Any] = []
        for item in node.items:
            if self.problems.is_full:
                break
            step = self.step(item)
            if step is not None:
                read.append(step)
        return tuple(read)

    def step(self, node: Node) -> Any:
        if isinstance(node, Pairs) and node.pairs:
            if len(node.pairs) == 1:
                name, value = node.pairs[0]
            else:
                name, value = self.one_of(node)
            form = STEPS.get(name.text)
            if form is not None:
                return self.build(name.text, form, value, name.text, node)
            self.unknown_step(name)
        elif isinstance(node, Scalar) and not node.is_null:
            return self.bare_step(node)
        elif not isinstance(node, Pairs) or node.whole:
            message = f"a step is 'say: …', 'pause: …' or the like; found {describe(node)}"
            self.report(node, Fault("not-a-step", message, f"The steps are {', '.join(STEPS)}."))
        return None

    def one_of(self, node: Pairs) -> tuple[Scalar, Node]:
        """The pair that names the step, of several; the others have no place beside it."""
        known = [pair for pair in node.pairs if pair[0].text in STEPS]
        if len(known) > 1:
            kinds = " and ".join(f"'{key.text}'" for key, _ in known[:3])
            message = f"this step is of two kinds, {kinds}; each step begins with its own '- '"
            fault = Fault("two-steps", message, "Put a '- ' before the second.")
            is_pair = len(node.pairs) == 2 and not self.document.is_bracketed(node)
            fix = second_dash(self.document, known[0][0], known[1][0]) if is_pair else ()
            report(self.document, known[1][0], fault, fix)
        chosen = known[0] if known else node.pairs[0]
        if len(known) == 1:
            for key, value in node.pairs:
                if key is not chosen[0] and not self.problems.is_full:
                    self.stray_key(key, value, chosen[0].text)
        return chosen

    def bare_step(self, node: Scalar) -> Any:
        name = node.text.strip()
        form = STEPS.get(name)
        if form is None:
            self.unknown_step(node)
        elif form.bare:
            return self.made(name, form, {}, node)
        else:
            message = f"'{name}' needs a value; found nothing after it"
            self.report(node, Fault("missing-value", message, f"Write '{name}: …'."))
        return None

    def unknown_step(self, name: Scalar) -> None:
        message = f"there is no step {quoted(name.text)}"
        hint = nearest(name.text, STEPS) or f"The steps are {', '.join(STEPS)}."
        first, _, rest = name.text.strip().partition(" ")
        glued = _GLUED.match(name.text)
        meant = slip_of(name.text, STEPS)
        if glued and glued[1] in STEPS:
            hint = f"Write a space after the ':', as in '{glued[1]}: …'."
            meant = f"{glued[1]}: {name.text[glued.end(1) + 1 :]}" if name.plain else None
        elif rest and first in STEPS:
            hint = f"Write a ':' after the step's name, as in '{first}: …'."
            meant = f"{first}: {rest}" if name.plain and first in _BEFORE_A_TEXT else None
            meant = None if ":" in rest[:1] else meant
        elif rest:
            hint = "To have it said, write 'say: …'."
        self.report(name, Fault("unknown-step", message, hint, meant=meant))

    def stray_key(self, key: Scalar, value: Node, step: str) -> None:
        form = STEPS[step]
        hint = "Delete it; or, if it is a step, begin it with '- '."
        if key.text in form.fields:
            beside = f", with '{form.short}: …' beside it" if form.short else ""
            hint = f"Indent it under '{step}:'{beside}."
        elif _is_alone(value):
            hint = "A text that holds a ',' needs quotes inside '{…}'."
        elif near := nearest(key.text, STEPS):
            hint = f"{near} Begin each step with '- '."
        message = f"{quoted(key.text)} stands beside '{step}', not inside it"
        self.report(key, Fault("stray-key", message, hint))

    def ambient(self, node: Node, name: str) -> Any:
        return self.build("ambient", AMBIENT, node, name, node)

    def build(self, kind: str, form: Form, node: Node, name: str, whole: Node) -> Any:
        """A step or the script's `ambient`, from its long form or its short one."""
        if isinstance(node, Pairs) and self.is_text_without_quotes(form, node):
            message = f"'{name}' is a text; found a mapping"
            hint = "A text that begins with '{' or '[' needs quotes."
            fix = quoted_mapping(self.document, node)
            report(self.document, node, Fault("wrong-kind", message, hint), fix)
            return None
        if isinstance(node, Pairs):
            found = self.fields(form, node, f"'{name}'")
            if not node.whole:
                return None
        elif form.bare and isinstance(node, Scalar) and node.is_null:
            found = {}
        elif form.short:
            found = {form.short: self.value(node, form.fields[form.short], name)}
        else:
            message = f"'{name}' is a mapping of {', '.join(form.fields)}; found {describe(node)}"
            hint = f"Write '{name}:', and below it, indented, its keys."
            self.report(node, Fault("wrong-kind", message, hint))
            return None
        return self.made(kind, form, found, whole)

    def made(self, kind: str, form: Form, found: dict[str, Any], node: Node) -> Any:
        """The step. What is wrong is left out if it may be, so that the rest is checked."""
        if None in found.values():
            if not any(field.kind in _STAND_INS for field in form.fields.values()):
                return None  # it holds nothing more to check
            found = {name: self.stand_in(form, name, value) for name, value in found.items()}
            found = {name: value for name, value in found.items() if value is not None}
            if any(field.required and name not in found for name, field in form.fields.items()):
                return None
        try:
            step = BUILDERS[kind](found, self.document.span(node))
        except Fault as fault:
            self.report(node, fault)
            return None
        if isinstance(step, Include):
            self.includes.append(step)
        return step

    @staticmethod
    def is_text_without_quotes(form: Form, node: Pairs) -> bool:
        """Whether a mapping such as `{partner}` was meant to be said."""
        if form.short is None or form.fields[form.short].kind not in ("words", "title"):
            return False
        pairs = node.pairs
        return bool(pairs) and all(k.text not in form.fields and _is_alone(v) for k, v in pairs)

    @staticmethod
    def stand_in(form: Form, name: str, value: Any) -> Any:
        if value is not None or not form.fields[name].required:
            return value
        return _STAND_INS.get(form.fields[name].kind)


def _is_alone(value: Node) -> bool:
    """Whether a key was written without ':' and value, which braces allow."""
    return isinstance(value, Scalar) and value.is_null and value.start == value.end


# Kinds that read other kinds. Not an attribute: a reader that holds its own methods, and with them
# the whole tree, would stay in memory until the next collection of cycles.
_OWN_KINDS: Final[dict[str, Callable[[FileReader, Node, str], Any]]] = {
    "steps": FileReader.steps,
    "voice": FileReader.voice,
    "ambient": FileReader.ambient,
}
