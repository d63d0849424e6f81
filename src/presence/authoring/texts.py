"""Sequence → its words and silences as a text: plain, Markdown or SSML.

Each is written so that importing it gives the same lines and the same silences: every silence is
stated, also that between two lines, and what a line says is escaped where it would read as markup.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from presence import resources
from presence.authoring import marks, plain_headings
from presence.errors import PresenceError
from presence.sequence.cues import (
    Bell,
    Breath,
    CheckIn,
    Cue,
    Recording,
    Rest,
    Section,
    Sequence,
    Speak,
)
from presence.units import Seconds, spell_seconds


@dataclass(frozen=True, slots=True)
class Said:
    """A line; `file` is that of a recording, relative to the exercise where it can be."""

    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    shortest: Seconds
    longest: Seconds


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str


@dataclass(frozen=True, slots=True)
class Strike:
    sound: str


Part = Said | Silence | Chapter | Strike


def parts_of(sequence: Sequence) -> Iterator[Part]:
    """What a text can tell of an exercise. Beds and levels are left out; where two lines follow
    each other with no silence at all, one of 0 s stands between them."""
    folder = Path(sequence.path).parent
    follows_line = False
    for cue in sequence.cues:
        for part in _parts(cue, folder):
            if isinstance(part, Said):
                if follows_line:
                    yield Silence(Seconds(0), Seconds(0))
                follows_line = True
            elif isinstance(part, Silence):
                follows_line = False
            yield part
    if follows_line:  # so that a text of a single line, too, states every silence it has
        yield Silence(Seconds(0), Seconds(0))


def _parts(cue: Cue, folder: Path) -> Iterable[Part]:
    match cue:
        case Speak():
            return (Said(cue.caption),)
        case Recording():
            return (Said(cue.caption, _relative(cue.file, folder)),)
        case Rest():
            return (Silence(cue.shortest, cue.longest),)
        case CheckIn():
            return (Silence(cue.wait, cue.wait),)
        case Section() if cue.title:
            return (Chapter(cue.title),)
        case Breath():
            said = (Said(cue.word.text),) if cue.word else ()
            return (*said, Silence(cue.length, cue.length))
        case Bell():
            strike = Strike(_relative(cue.sound, folder))
            return (strike, *(Silence(cue.every, cue.every), strike) * (cue.times - 1))
        case _:
            return ()


def _relative(file: Path, folder: Path) -> str:
    """The name of a built-in sound, else the path as a script beside this one would write it."""
    for name, sound in resources.sounds().items():
        if sound == file:
            return name
    try:
        return file.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return file.name


def plain(sequence: Sequence) -> str:
    """Paragraphs with a blank line between them; `[pause 10s]` is silence."""
    blocks = [f"{sequence.title}\n{'=' * min(max(len(sequence.title), 3), 60)}"]
    for part in parts_of(sequence):
        if isinstance(part, Chapter):
            blocks.append(f"# {part.title}")
        elif isinstance(part, Said):
            blocks.append(plain_headings.escape(marks.escape(part.text)))
        else:
            blocks.append(_mark(part))
    return "\n\n".join(blocks) + "\n"


def markdown(sequence: Sequence) -> str:
    """As `plain`, with sections as headings of the second level."""
    blocks = [f"# {_escape_markdown(sequence.title)}"]
    for part in parts_of(sequence):
        if isinstance(part, Chapter):
            blocks.append(f"## {_escape_markdown(part.title)}")
        elif isinstance(part, Said):
            blocks.append(_escape_markdown(marks.escape(part.text)))
        else:
            blocks.append(_mark(part))
    return "\n\n".join(blocks) + "\n"


def _mark(part: Silence | Strike) -> str:
    if isinstance(part, Strike):
        return "[bell]"
    spelled = spell_seconds(part.shortest)
    if part.longest != part.shortest:
        spelled += f" to {spell_seconds(part.longest)}"
    return f"[pause {spelled}]"


_ALWAYS: Final = re.compile(r"[\\`*_<>\[\]&~#|]")
_AT_BEGINNING: Final = re.compile(r"^(?:(?P<sign>[-+=])|(?P<number>[0-9]{1,9})(?P<dot>[.)]))")


def _escape_markdown(text: str) -> str:
    escaped = _ALWAYS.sub(lambda match: "\\" + match[0], text)
    return _AT_BEGINNING.sub(_escape_beginning, escaped)


def _escape_beginning(match: re.Match[str]) -> str:
    return f"\\{match['sign']}" if match["sign"] else f"{match['number']}\\{match['dot']}"


def ssml(sequence: Sequence) -> str:
    """SSML 1.1: sentences, breaks to the microsecond, and a mark for each section."""
    body = "\n".join(f"  {element}" for part in parts_of(sequence) for element in _elements(part))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis"'
        f" xml:lang={quoteattr(sequence.language)}>\n"
        f'  <meta name="title" content={quoteattr(sequence.title)}/>\n'
        f"{body}\n</speak>\n"
    )


def _elements(part: Part) -> Iterator[str]:
    match part:
        case Said(file=""):
            yield f"<s>{escape_xml(part.text)}</s>"
        case Said():
            yield f"<audio src={quoteattr(part.file)}>{escape_xml(part.text)}</audio>"
        case Silence():
            yield f'<break time="{_ssml_time(part.shortest)}"/>'
        case Chapter():
            yield f"<mark name={quoteattr(part.title)}/>"
        case Strike():
            yield f"<audio src={quoteattr(part.sound)}/>"


def _ssml_time(seconds: Seconds) -> str:
    """SSML has seconds and milliseconds only."""
    return f"{float(seconds):.6f}".rstrip("0").rstrip(".") + "s"


TEXTS: Final[MappingProxyType[str, Callable[[Sequence], str]]] = MappingProxyType(
    {".txt": plain, ".md": markdown, ".ssml": ssml}
)


def text_of(sequence: Sequence, suffix: str) -> str:
    """The exercise as the text that `suffix` names. Raises PresenceError if it has no words."""
    if not any(isinstance(part, Said) for part in parts_of(sequence)):
        message = "the exercise says nothing: there is no text to write"
        raise PresenceError(message, "Give it a 'say' step, or export it as sound.")
    return TEXTS[suffix](sequence)
