"""A script's file and those it includes → Scripts, each file read once, within bounds."""

import errno
import os
from collections import deque
from pathlib import Path
from typing import Final

from presence.diagnostics import Problems
from presence.errors import PresenceError
from presence.script.compose import MAX_BYTES, compose
from presence.script.model import Include, Script
from presence.script.nodes import Allowance
from presence.script.steps import FileReader

MAX_INCLUDES: Final = 64


def bytes_of(path: Path) -> bytes:
    """A file's content, and no more than shows that it is too large; raises PresenceError."""
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


class Library:
    """The files of one script; includes wait in a queue, so their depth costs no stack."""

    def __init__(self, top: str, problems: Problems) -> None:
        self.top = top
        self.problems = problems
        self.allowance = Allowance()
        self.met = {Path(top).resolve(): top}
        self.broken: set[str] = set()  # files that could be read in part only
        self.included: dict[Path, Script] = {}
        self.waiting: deque[Include] = deque()
        self.includes: dict[str, list[Include]] = {}  # by the file they stand in

    def read(self, path: str, data: bytes) -> Script | None:
        self.problems.begin_file(path)
        self.includes[path] = []
        document = compose(path, data, self.problems, self.allowance)
        if not document.whole:
            self.broken.add(path)
        if document.root is None:
            return None
        reader = FileReader(document)
        script = reader.script(document.root)
        self.includes[path] = reader.includes
        self.waiting.extend(reader.includes)
        return script

    def read_includes(self) -> None:
        """Reads whatever is included, then what that includes, and so on."""
        count = 0
        while self.waiting and count < MAX_INCLUDES and not self.allowance.is_spent:
            include = self.waiting.popleft()
            count += 1
            if str(include.file) not in self.includes:
                self.read_include(include)
        if not self.report_cycle() and self.waiting and count == MAX_INCLUDES:
            message = f"a script has at most {MAX_INCLUDES} includes, those of its includes too"
            hint = "Write some of their steps here instead."
            self.problems.add("too-many-includes", message, self.waiting[0].span, hint)

    def read_include(self, include: Include) -> None:
        """Reads a file, unless it is one already met under another name: links can go round."""
        first = self.met.setdefault(include.file.resolve(), str(include.file))
        if first != str(include.file):
            self.includes[str(include.file)] = self.includes[first]
            if Path(first) in self.included:
                self.included[include.file] = self.included[Path(first)]
            return
        try:
            data = bytes_of(include.file)
        except PresenceError as problem:
            self.problems.add("no-such-file", problem.message, include.span)
            return
        script = self.read(str(include.file), data)
        if script and script.path not in self.broken:
            self.included[include.file] = script

    def report_cycle(self) -> bool:
        """Names the first cycle of includes in full, if there is one; walks without recursion."""
        trail = [(self.top, Path(self.top).resolve())]
        left = [iter(self.includes.get(self.top, ()))]
        done: set[Path] = set()
        while trail:
            include = next(left[-1], None)
            if include is None:
                done.add(trail.pop()[1])
                left.pop()
                continue
            target = include.file.resolve()
            names = [resolved for _, resolved in trail]
            if target in names:
                self.add_cycle([path for path, _ in trail[names.index(target) :]], include)
                return True
            if target not in done:
                trail.append((str(include.file), target))
                left.append(iter(self.includes.get(str(include.file), ())))
        return False

    def add_cycle(self, files: list[str], include: Include) -> None:
        folder = Path(self.top).parent
        names = [Path(os.path.relpath(file, folder)).as_posix() for file in [*files, files[0]]]
        message = f"this include leads back to where it began: {' → '.join(names)}"
        self.problems.add("include-cycle", message, include.span, "Take one of them out.")
