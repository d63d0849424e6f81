"""A script file → a Script and every problem in it and in what it includes."""

from dataclasses import replace
from pathlib import Path

from presence.diagnostics import Problems, ScriptError
from presence.script.library import Library, bytes_of
from presence.script.model import Script
from presence.script.names import check_names


def load(path: Path) -> Script:
    """The script at `path`, whole and sound; raises ScriptError with every problem of it.

    Raises PresenceError, of which ScriptError is one, if the file itself can't be read.
    """
    problems = Problems()
    script = read(path, problems)
    if script is None or problems.found:
        raise ScriptError(problems.in_order())
    return script


def read(path: Path, problems: Problems) -> Script | None:
    """The script at `path`, as far as it can be read; what is wrong goes to `problems`.

    Raises PresenceError if the file itself can't be read.
    """
    return read_bytes(str(path), bytes_of(path), problems)


def read_bytes(path: str, data: bytes, problems: Problems) -> Script | None:
    """As `read`, with the content given; `path` names it and its folder holds its includes."""
    library = Library(path, problems)
    script = library.read(path, data)
    library.read_includes()
    if script is None:
        return None
    script = replace(script, included=library.included)
    if path not in library.broken:  # there, what seems undefined may stand further on
        check_names(script, problems)
    return script
