"""A file in one of the known formats → the text of a script that says the same, with notes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

from presence.authoring.importing.draft import Draft, Line, Note, Sound
from presence.authoring.importing.settling import settle
from presence.authoring.importing.source import MAX_BYTES, decode
from presence.authoring.importing.writer import write
from presence.diagnostics import Diagnostic, Problems, ScriptError
from presence.errors import PresenceError
from presence.script.reader import read_bytes
from presence.sequence.compiler import compile_script

FORMATS: Final = MappingProxyType(
    {  # the name for --as: (module of this package with `read`, the suffixes that mean it)
        "txt": ("plain", (".txt", ".text")),
        "md": ("markdown", (".md", ".markdown", ".mdown")),
        "ssml": ("ssml", (".ssml", ".xml")),
        "srt": ("srt", (".srt",)),
        "vtt": ("vtt", (".vtt",)),
    }
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A script's text, and what was guessed, changed or left out on the way."""

    script: str
    notes: tuple[Note, ...]


def format_of(source: Path) -> str:
    """The format that the suffix names. Raises PresenceError if it names none."""
    for name, (_, suffixes) in FORMATS.items():
        if source.suffix.lower() in suffixes:
            return name
    known = ", ".join(suffix for _, suffixes in FORMATS.values() for suffix in suffixes)
    message = f"'{source.name}' ends in none of {known}"
    raise PresenceError(message, f"Say what it is: --as {', --as '.join(FORMATS)}.")


def import_file(source: Path, script: Path, kind: str | None = None) -> Imported:
    """What `source` becomes as the script `script`, which is not written here.

    `script` names the folder in which sounds are looked for. Raises PresenceError.
    """
    kind = kind or format_of(source)
    with source.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    return import_text(decode(str(source), data), kind, script, source)


def import_text(text: str, kind: str, script: Path, source: Path) -> Imported:
    """As `import_file`, with the content given; `source` names it in messages."""
    reader: Callable[[str], Draft] = import_module(f"{__package__}.{FORMATS[kind][0]}").read
    try:
        found = reader(text)
    except PresenceError as problem:
        raise PresenceError(f"{source}: {problem.message}", problem.hint) from None
    draft = settle(found, script, source.stem)
    if not any(isinstance(item, Line | Sound) for item in draft.items):
        message = f"there is nothing to say in {source}"
        raise PresenceError(message, "If it is in another format, say so with --as.")
    written = write(draft)
    _make_sure(written, script, source)
    return Imported(written, grouped(draft.notes))


def _make_sure(written: str, script: Path, source: Path) -> None:
    """Raises PresenceError if the script breaks a bound of the format."""
    problems = Problems()
    model = read_bytes(str(script), written.encode(), problems)
    found: list[Diagnostic] = problems.in_order()
    if model is not None and not found:
        try:
            compile_script(model)
        except ScriptError as refused:
            found = refused.diagnostics
    if found:
        message = f"{source} makes no script that could be played: {found[0].message}"
        raise PresenceError(message, found[0].hint or "Divide it into parts, and import each.")


def grouped(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes with the same words as one, which names how many more there are and where."""
    by_message: dict[str, list[Note]] = {}
    for note in notes:
        by_message.setdefault(note.message, []).append(note)
    return tuple(_grouped(alike) for alike in by_message.values())


def _grouped(alike: list[Note]) -> Note:
    first, *others = alike
    lines = list(dict.fromkeys(str(note.line) for note in others))
    if not lines:
        return first
    more = f", {len(lines) - 8} more" if len(lines) > 8 else ""
    return replace(first, message=f"{first.message} (also on line {', '.join(lines[:8])}{more})")
