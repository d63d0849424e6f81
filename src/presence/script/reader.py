"""A script file → a Script and every problem in it and in what it includes."""

import errno
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from presence.diagnostics import Problems, ScriptError
from presence.errors import PresenceError
from presence.script import values
from presence.script.build import BUILDERS, build_script
from presence.script.faults import Fault, describe, nearest, quoted
from presence.script.model import Include, Script, Steps, Voice
from presence.script.names import check_names
from presence.script.nodes import (
    MAX_BYTES,
    MAX_NODES,
    Document,
    Items,
    Node,
    Pairs,
    Scalar,
    compose,
)
from presence.script.spec import AMBIENT, SCRIPT, STEPS, VOICE, Field, Form

MAX_INCLUDES: Final = 64


def load(path: Path) -> Script:
    """The script at `path`, whole and sound; raises ScriptError with every problem of it."""
    problems = Problems()
    script = read(path, problems)
    if script is None or problems.found:
        raise ScriptError(problems.found)
    return script


def read(path: Path, problems: Problems) -> Script | None:
    """The script at `path`, as far as it can be read; what is wrong goes to `problems`.

    Raises PresenceError if the file itself can't be read.
    """
    return read_bytes(str(path), _bytes_of(path), problems)


def read_bytes(path: str, data: bytes, problems: Problems) -> Script | None:
    """As `read`, with the content given; `path` names it and its folder holds its includes."""
    library = _Library(problems)
    script = library.read(path, data)
    library.read_includes(path)
    if script is None:
        return None
    script = replace(script, included=library.included)
    check_names(script, problems)
    return script


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            reason = "it is not a file" if path.exists() else "there is no such file"
            raise PresenceError(
                f"{path} can't be read: {reason}", "See what is there: presence list"
            )
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as problem:
        reason = problem.strerror or errno.errorcode.get(problem.errno or 0, "unknown")
        raise PresenceError(f"{path} can't be read: {reason.lower()}") from problem


@dataclass
class _Library:
    """The files of one script, each read once; includes wait in a queue, so depth costs no stack."""

    problems: Problems
    room: int = MAX_NODES
    included: dict[Path, Script] = field(default_factory=dict)
    waiting: list[Include] = field(default_factory=list)
    includes: dict[str, list[Include]] = field(default_factory=dict)  # by the file they stand in

    def read(self, path: str, data: bytes) -> Script | None:
        document = compose(path, data, self.problems, self.room)
        if document.root is None:
            return None
        reader = _FileReader(document, self.problems)
        script = reader.script(document.root)
        self.room -= reader.node_count
        self.includes[path] = reader.includes
        self.waiting += reader.includes
        return script

    def read_includes(self, top: str) -> None:
        count = 0
        while self.waiting:
            include = self.waiting.pop(0)
            count += 1
            if count > MAX_INCLUDES:
                message = f"a script has at most {MAX_INCLUDES} includes, those of its includes too"
                self.problems.add("too-many-includes", message, include.span)
                return
            if include.file not in self.included and str(include.file) != top:
                self.read_include(include)
        self.find_cycle(top)

    def read_include(self, include: Include) -> None:
        try:
            data = _bytes_of(include.file)
        except PresenceError as problem:
            self.problems.add("no-such-file", problem.message, include.span)
            return
        script = self.read(str(include.file), data)
        if script:
            self.included[include.file] = script

    def find_cycle(self, top: str) -> None:
        """Names the first cycle of includes in full, walking without recursion."""
        trail: list[str] = [top]
        left = [iter(self.includes.get(top, []))]
        done: set[Path] = set()
        while trail:
            include = next(left[-1], None)
            if include is None:
                done.add(Path(trail.pop()).resolve())
                left.pop()
                continue
            names = [Path(name).resolve() for name in trail]
            target = include.file.resolve()
            if target in names:
                cycle = [Path(name).name for name in trail[names.index(target) :]]
                message = f"this include leads back to itself: {' → '.join([*cycle, cycle[0]])}"
                self.problems.add("include-cycle", message, include.span, "Take one of them out.")
                return
            if target not in done:
                trail.append(str(include.file))
                left.append(iter(self.includes.get(str(include.file), [])))


class _FileReader:
    """One file's tree → its Script, by the tables of `spec`."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.problems = problems
        self.includes: list[Include] = []
        self.node_count = 0
        self.kinds: dict[str, Callable[[Node, str], Any]] = {
            "steps": self.steps,
            "voice": self.voice,
            "ambient": lambda node, name: self.build("ambient", AMBIENT, node, name),
        }

    def add(self, node: Node, fault: Fault) -> None:
        span = fault.span or self.document.span(node)
        self.problems.add(fault.code, fault.message, span, fault.hint)

    def script(self, root: Node) -> Script | None:
        if not isinstance(root, Pairs):
            message = (
                f"a script is a mapping that begins with 'presence: 1'; found {describe(root)}"
            )
            self.add(root, Fault("wrong-kind", message))
            return None
        found = self.fields(SCRIPT, root, "a script")
        return build_script(found, self.document.span(root))

    def fields(self, form: Form, node: Pairs, of: str) -> dict[str, Any]:
        """The values of a mapping's keys; those that are wrong are reported and left out."""
        found: dict[str, Any] = {}
        for key, value in node.pairs:
            self.node_count += 2
            known = form.fields.get(key.text)
            if known is None:
                self.unknown_key(key, form, of)
            elif key.text not in found:  # a duplicate is reported already; the first one counts
                found[key.text] = self.value(value, known, key.text)
        for name, wanted in form.fields.items():
            if wanted.required and name not in (key.text for key, _ in node.pairs):
                self.add(node, Fault("missing-key", f"'{name}' is missing from {of}"))
                found[name] = None
        return found

    def unknown_key(self, key: Scalar, form: Form, of: str) -> None:
        message = f"{quoted(key.text)} is not a key of {of}; known are {', '.join(form.fields)}"
        self.add(key, Fault("unknown-key", message, nearest(key.text, form.fields)))

    def value(self, node: Node, wanted: Field, name: str) -> Any:
        """The value; None if it is wrong, which is then reported."""
        own = self.kinds.get(wanted.kind)
        if own:
            return own(node, name)
        try:
            return values.parse(self.document, node, wanted, name)
        except Fault as fault:
            self.add(node, fault)
            return None

    def voice(self, node: Node, name: str) -> Voice | None:
        if not isinstance(node, Pairs):
            message = f"'{name}' is a mapping such as {{rate: 120}}; found {describe(node)}"
            self.add(node, Fault("wrong-kind", message))
            return None
        return Voice(**self.fields(VOICE, node, "'voice'"))

    def steps(self, node: Node, name: str) -> Steps | None:
        if not isinstance(node, Items):
            message = (
                f"'{name}' is a list of steps, each beginning with '- '; found {describe(node)}"
            )
            self.add(node, Fault("wrong-kind", message))
            return None
        if not node.items:
            self.add(node, Fault("no-steps", f"'{name}' holds no step; it has at least one"))
            return None
        read = [self.step(item) for item in node.items]
        return tuple(step for step in read if step is not None)

    def step(self, node: Node) -> Any:
        self.node_count += 1
        if isinstance(node, Scalar) and not node.is_null:
            return self.bare_step(node)
        if not isinstance(node, Pairs) or not node.pairs:
            message = f"a step is 'say: …', 'pause: …' or the like; found {describe(node)}"
            self.add(node, Fault("not-a-step", message))
            return None
        known = [key for key, _ in node.pairs if key.text in STEPS]
        if len(known) > 1:
            kinds = " and ".join(f"'{key.text}'" for key in known[:3])
            message = f"this step is of two kinds, {kinds}; each step begins with its own '- '"
            self.add(known[1], Fault("two-steps", message, "Put a '- ' before the second."))
            return None
        name = known[0] if known else node.pairs[0][0]
        for key, _ in node.pairs:
            if key is not name:
                self.stray_key(key, name)
        if not known:
            self.unknown_step(name)
            return None
        value = next(value for key, value in node.pairs if key is name)
        self.node_count += 1
        return self.build(name.text, STEPS[name.text], value, name.text, node)

    def bare_step(self, node: Scalar) -> Any:
        form = STEPS.get(node.text.strip())
        if form is None:
            self.unknown_step(node)
        elif form.bare:
            return self.made(node.text.strip(), {}, node)
        else:
            message = f"'{node.text.strip()}' needs a value; found nothing after it"
            self.add(node, Fault("missing-value", message, f"Write '{node.text.strip()}: …'."))
        return None

    def unknown_step(self, name: Scalar) -> None:
        message = f"there is no step {quoted(name.text)}"
        hint = nearest(name.text, STEPS) or f"The steps are {', '.join(STEPS)}."
        if " " in name.text.strip():
            hint = "To have it said, write 'say: …'."
        self.add(name, Fault("unknown-step", message, hint))

    def stray_key(self, key: Scalar, step: Scalar) -> None:
        form = STEPS.get(step.text)
        hint = ""
        if form and key.text in form.fields:
            hint = f"Indent it under '{step.text}:'" + (
                f", with '{form.short}: …' beside it." if form.short else "."
            )
        message = f"{quoted(key.text)} stands beside '{step.text}', not inside it"
        self.add(key, Fault("stray-key", message, hint or "Delete it, or give it a '- '."))

    def build(self, kind: str, form: Form, node: Node, name: str, whole: Node | None = None) -> Any:
        """A step or the script's `ambient`, from its long form or its short one."""
        if isinstance(node, Pairs):
            found = self.fields(form, node, f"'{name}'")
        elif isinstance(node, Scalar) and node.is_null and form.bare:
            found = {}
        elif form.short:
            found = {form.short: self.value(node, form.fields[form.short], name)}
        else:
            message = f"'{name}' is a mapping of {', '.join(form.fields)}; found {describe(node)}"
            self.add(node, Fault("wrong-kind", message))
            return None
        return self.made(kind, found, whole or node)

    def made(self, kind: str, found: dict[str, Any], node: Node) -> Any:
        if any(value is None for value in found.values()):
            return None
        span = self.document.span(node)
        try:
            step = BUILDERS[kind](found, span)
        except Fault as fault:
            self.add(node, fault)
            return None
        if isinstance(step, Include):
            self.includes.append(step)
        return step
