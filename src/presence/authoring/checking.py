"""A script's bytes → every problem of it, or how long it lasts and how many lines it has."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from presence.authoring.lint import RuleChoice, lint
from presence.diagnostics import Diagnostic, Problems, ScriptError, Severity
from presence.script.library import bytes_of
from presence.script.model import Script
from presence.script.reader import read_bytes
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Sequence, Speak
from presence.sequence.lengths import total_s
from presence.units import clock

STDIN: Final = "<stdin>"
"""The name of a script that came through standard input; the current folder is its folder."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of one script. `summary` is empty where its errors leave nothing to tell, and
    `sequence` is None. `files` are all that were read for it, itself first."""

    path: str
    data: bytes
    diagnostics: list[Diagnostic]
    summary: str = ""
    files: tuple[str, ...] = ()
    script: Script | None = None
    sequence: Sequence | None = None

    @property
    def has_errors(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def check_file(path: Path, craft: RuleChoice | None = None) -> Checked:
    """Reads and checks a file. Raises PresenceError if it can't be read."""
    return check_bytes(str(path), bytes_of(path), craft)


def check_bytes(path: str, data: bytes, craft: RuleChoice | None = None) -> Checked:
    """Checks a script's content; `path` names it, and its folder holds what it includes.

    The rules of the craft that `craft` chooses are asked where there are no errors; none without.
    """
    problems = Problems()
    script = read_bytes(path, data, problems)
    files = tuple(dict.fromkeys([path, *problems.files]))
    if script is None or problems.found:
        return Checked(path, data, problems.in_order(), files=files)
    try:
        sequence = compile_script(script)
    except ScriptError as refused:
        return Checked(path, data, refused.diagnostics, files=files)
    lines = sum(isinstance(cue, Speak) for cue in sequence.cues)
    summary = f"about {clock(total_s(sequence.cues))}, {lines} lines"
    source = data.decode("utf-8").removeprefix("\ufeff")
    warnings = lint(script, sequence, source, craft) if craft else []
    return Checked(path, data, warnings, summary, files, script, sequence)
