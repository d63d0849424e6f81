"""SSML 1.1 → Draft: its words, breaks and rates; what it asks beyond that is named, with its place.

Read by expat, with nothing but characters and elements allowed: a document that declares entities
is refused before any is expanded, and no other file is ever looked at.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType
from typing import Final
from xml.parsers import expat

from presence.authoring.importing.draft import Draft, Heading, Line, Pause, Sound
from presence.authoring.importing.xml_names import Names
from presence.errors import PresenceError
from presence.script.faults import quoted
from presence.script.spec import VOICE
from presence.sequence.cues import DEFAULT_RATE_WPM
from presence.units import Seconds, spell_seconds

SSML: Final = "http://www.w3.org/2001/10/synthesis"

STRENGTHS: Final = MappingProxyType(
    {  # section 3.2.3 names them; how long each lasts is left to the reader
        "none": Fraction(0),
        "x-weak": Fraction(1, 4),
        "weak": Fraction(1, 2),
        "medium": Fraction(3, 4),
        "strong": Fraction(1),
        "x-strong": Fraction(3, 2),
    }
)
RATES: Final = MappingProxyType(
    {  # of section 3.2.4, as factors
        "x-slow": Fraction(1, 2),
        "slow": Fraction(3, 4),
        "medium": Fraction(1),
        "default": Fraction(1),
        "fast": Fraction(5, 4),
        "x-fast": Fraction(3, 2),
    }
)
_TIME: Final = re.compile(r"\+?(?P<number>[0-9]{0,9}(?:\.?[0-9]{1,9}))(?P<unit>ms|s)?")
_FACTOR: Final = re.compile(r"([0-9]{0,6}(?:\.?[0-9]{1,6}))(%?)")
_RELATIVE: Final = re.compile(r"([+-][0-9]{0,6}(?:\.?[0-9]{1,6}))%")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_SILENT: Final = ("desc", "metadata", "lexicon", "lookup")
_ENTITIES: Final = "Write each character itself instead of an entity of your own."


def read(text: str) -> Draft:
    """What the document says. Raises PresenceError where it is not SSML, or declares entities."""
    return _Reader().read(text)


class _Reader:
    """Gathers words until something ends a line: a sentence, a break, another rate."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.names = Names(SSML)
        self.open: list[Callable[[], None]] = []  # what to do as each open element ends
        self.said: list[str] = []
        self.begun = 1
        self.rates: list[Fraction] = [Fraction(1)]
        self.in_sentence = 0
        self.lines_before = 0
        self.muted = 0  # inside something that is not said
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = self.entity
        parser.SkippedEntityHandler = self.skipped

    def read(self, text: str) -> Draft:
        document = text.lstrip()  # an XML declaration may have nothing before it
        self.lines_before = text[: len(text) - len(document)].count("\n")
        try:
            self.parser.Parse(document, True)
        except expat.ExpatError as problem:
            what = expat.errors.messages.get(problem.code, "") or expat.ErrorString(problem.code)
            message = f"line {problem.lineno + self.lines_before}, column {problem.offset + 1}: "
            message += f"this is not well-formed XML: {what}"
            hint = "Each tag needs its end tag; '&' and '<' are written &amp; and &lt;."
            raise PresenceError(message, hint) from None
        self.flush()
        return self.draft

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber + self.lines_before

    @property
    def column(self) -> int:
        return self.parser.CurrentColumnNumber + 1

    def refusal(self, message: str, hint: str) -> PresenceError:
        return PresenceError(f"line {self.line}, column {self.column}: {message}", hint)

    def note(self, message: str) -> None:
        self.draft.note(self.line, message, self.column)

    def doctype(self, _name: str, _system: str | None, _public: str | None, internal: bool) -> None:
        if internal:
            raise self.refusal("declarations inside the document are refused", _ENTITIES)

    def entity(self, *_declaration: object) -> None:
        raise self.refusal("entities are refused", _ENTITIES)

    def skipped(self, name: str, _is_parameter: bool) -> None:
        raise self.refusal(f"the entity '&{name};' is not defined here", _ENTITIES)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        is_root = not self.open
        name = self.names.enter(tag, attributes)
        if is_root and name != "speak":
            hint = "An SSML document is a <speak> element. For other files, use --as."
            raise self.refusal(f"this document begins with <{tag[:40]}>", hint)
        handler = _ELEMENTS.get(name or "")
        if handler is None:
            self.note(f"<{tag[:40]}> is not known here; its words are kept")
            self.open.append(_nothing)
        else:
            self.open.append(handler(self, attributes) or _nothing)

    def end(self, _tag: str) -> None:
        self.open.pop()()
        self.names.leave()

    def characters(self, text: str) -> None:
        if self.muted:
            return
        if not self.said:
            text = text.lstrip()
            self.begun = self.line
        if text:
            self.said.append(text)

    def flush(self) -> None:
        """Ends the line."""
        text = " ".join("".join(self.said).split())
        self.said.clear()
        if not text:
            return
        rate = None
        if self.rates[-1] != 1:
            low, high = VOICE.fields["rate"].low, VOICE.fields["rate"].high
            rate = min(max(round(self.rates[-1] * DEFAULT_RATE_WPM), low), high)
        self.draft.items.append(Line(text, self.begun, rate, whole=self.in_sentence > 0))

    def muting(self) -> Callable[[], None]:
        self.muted += 1
        return self.unmute

    def unmute(self) -> None:
        self.muted -= 1


_End = Callable[[], None] | None


def _nothing() -> None:
    pass


def _speak(reader: _Reader, attributes: dict[str, str]) -> _End:
    language = attributes.get("xml:lang", "")
    if len(reader.open) == 0 and _LANGUAGE.fullmatch(language):
        reader.draft.language = language
    return None


def _paragraph(reader: _Reader, attributes: dict[str, str]) -> _End:
    _other_language(reader, attributes)
    reader.flush()
    return reader.flush


def _sentence(reader: _Reader, attributes: dict[str, str]) -> _End:
    _other_language(reader, attributes)
    reader.flush()
    reader.in_sentence += 1

    def end() -> None:
        reader.flush()
        reader.in_sentence -= 1

    return end


def _other_language(reader: _Reader, attributes: dict[str, str]) -> None:
    language = attributes.get("xml:lang", "")
    if language and language != reader.draft.language:
        reader.note(f"the language {quoted(language)} of a part is left out; its words are kept")


def _break(reader: _Reader, attributes: dict[str, str]) -> _End:
    if reader.muted:
        return None
    seconds = _break_length(reader, attributes)
    if seconds is not None:
        reader.flush()
        reader.draft.items.append(Pause(seconds, seconds, reader.line))
    return None


def _break_length(reader: _Reader, attributes: dict[str, str]) -> Seconds | None:
    time = attributes.get("time")
    if time is not None:
        written = _TIME.fullmatch(time.strip())
        if not written:
            reader.note(
                f"a break of {quoted(time)} is no time such as 2s or 500ms, and is left out"
            )
            return None
        seconds = Fraction(written["number"]) / (1000 if written["unit"] == "ms" else 1)
        if not written["unit"]:
            reader.note(f"a break of {quoted(time)} taken for {spell_seconds(seconds)}")
        return seconds
    strength = attributes.get("strength", "medium").strip()
    if strength not in STRENGTHS:
        reader.note(f"a break has no strength {quoted(strength)}, and is left out")
        return None
    if strength == "none":
        return None
    reader.note(
        f"a break of strength {quoted(strength)} taken for {spell_seconds(STRENGTHS[strength])}"
    )
    return STRENGTHS[strength]


def _prosody(reader: _Reader, attributes: dict[str, str]) -> _End:
    others = [name for name in attributes if name != "rate" and not name.startswith("xmlns")]
    if others:
        reader.note(f"the {' and '.join(others)} of <prosody> is left out; its words are kept")
    factor = _factor(reader, attributes.get("rate"))
    if factor is None:
        return None
    reader.flush()
    reader.rates.append(factor)
    low, high = VOICE.fields["rate"].low, VOICE.fields["rate"].high
    wpm = round(factor * DEFAULT_RATE_WPM)
    taken = min(max(wpm, low), high)
    reader.note(f"a rate of {quoted(attributes['rate'])} taken for {taken} words a minute")

    def end() -> None:
        reader.flush()
        reader.rates.pop()

    return end


def _factor(reader: _Reader, rate: str | None) -> Fraction | None:
    """The rate as a factor of the voice's own; None if there is none or none that can be read."""
    if rate is None:
        return None
    rate = rate.strip()
    if rate in RATES:
        return RATES[rate]
    if relative := _RELATIVE.fullmatch(rate):
        return max(reader.rates[-1] * (1 + Fraction(relative[1]) / 100), Fraction(1, 100))
    if absolute := _FACTOR.fullmatch(rate):
        number = Fraction(absolute[1])
        return reader.rates[-1] * (number / 100 if absolute[2] else number)
    reader.note(f"the rate {quoted(rate)} can't be read, and is left out; its words are kept")
    return None


def _substitute(reader: _Reader, attributes: dict[str, str]) -> _End:
    alias = attributes.get("alias", "")
    if not alias.strip():
        reader.note("<sub> has no alias; its own words are kept")
        return None
    reader.note(f"<sub>: {quoted(alias)} is said in place of what it stands for")
    reader.characters(alias)
    return reader.muting()


def _say_as(reader: _Reader, attributes: dict[str, str]) -> _End:
    how = attributes.get("interpret-as", "")
    reader.note(f"how <say-as> wants it said, {quoted(how)}, is left out; its words are kept")
    return None


def _audio(reader: _Reader, attributes: dict[str, str]) -> _End:
    if reader.muted:
        return None
    source = attributes.get("src", "").strip()
    if not source:
        reader.note("<audio> names no file; its words are kept")
        return None
    reader.flush()
    line, begun = reader.line, len(reader.draft.items)

    def end() -> None:
        reader.flush()
        inside = reader.draft.items[begun:]
        del reader.draft.items[begun:]
        text = " ".join(item.text for item in inside if isinstance(item, Line | Sound))
        if len(inside) > 1:
            reader.note("pauses and marks inside of <audio> are left out")
        reader.draft.items.append(Sound(source, text, line))

    return end


def _mark(reader: _Reader, attributes: dict[str, str]) -> _End:
    name = " ".join(attributes.get("name", "").split())
    if name and not reader.muted:
        reader.flush()
        reader.draft.items.append(Heading(name, reader.line))
        reader.note(f"the mark {quoted(name)} is taken for a section")
    return None


def _meta(reader: _Reader, attributes: dict[str, str]) -> _End:
    if attributes.get("name") == "title" and not reader.draft.title:
        reader.draft.title = attributes.get("content", "")
    else:
        reader.note("<meta> is left out")
    return None


def _kept(tag: str) -> Callable[[_Reader, dict[str, str]], _End]:
    def handler(reader: _Reader, _attributes: dict[str, str]) -> _End:
        reader.note(f"<{tag}> is left out; its words are kept")
        return None

    return handler


def _silent(tag: str) -> Callable[[_Reader, dict[str, str]], _End]:
    def handler(reader: _Reader, _attributes: dict[str, str]) -> _End:
        reader.note(f"<{tag}> is left out, with what is in it")
        return reader.muting()

    return handler


_ELEMENTS: Final[dict[str, Callable[[_Reader, dict[str, str]], _End]]] = {
    "speak": _speak,
    "p": _paragraph,
    "s": _sentence,
    "break": _break,
    "prosody": _prosody,
    "sub": _substitute,
    "say-as": _say_as,
    "audio": _audio,
    "mark": _mark,
    "meta": _meta,
    **{tag: _kept(tag) for tag in ("emphasis", "voice", "phoneme", "lang", "token", "w")},
    **{tag: _silent(tag) for tag in _SILENT},
}
