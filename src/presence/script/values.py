"""One node and its field of the table → the value it stands for, or a Fault that says what is wrong."""

import re
from collections.abc import Callable
from typing import Any, Final, NoReturn

from presence import resources
from presence.script import paths, words
from presence.script.faults import Fault, describe, nearest, quoted
from presence.script.nodes import Document, Items, Node, Pairs, Scalar
from presence.script.spec import FORMAT_VERSION, SCRIPT_SUFFIXES, SOUND_SUFFIXES, Field
from presence.units import Seconds, parse_db, parse_seconds, spell_seconds

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,9}")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_SEXAGESIMAL: Final = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_VALUE_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_WORD: Final = re.compile(r"[\w -]+")
_LONGEST_LABEL: Final = 300
_MOST_PARTNERS: Final = 12


def parse(document: Document, node: Node, field: Field, name: str) -> Any:
    """The value of `node` for the key `name`; raises Fault."""
    return KINDS[field.kind](document, node, field, name)


def _scalar(node: Node, name: str, expected: str) -> Scalar:
    if isinstance(node, Scalar) and not node.is_null and node.text.strip():
        return node
    raise Fault("wrong-kind", f"'{name}' is {expected}; found {describe(node)}")


def _label(_document: Document, node: Node, _field: Field, name: str) -> str:
    text = " ".join(_scalar(node, name, "a text").text.split())
    if len(text) > _LONGEST_LABEL:
        message = f"'{name}' has {len(text)} characters; it has at most {_LONGEST_LABEL}"
        raise Fault("out-of-bounds", message)
    return text


def _words(document: Document, node: Node, _field: Field, name: str) -> Any:
    scalar = _scalar(node, name, "a text")
    parts = words.take_apart(document, scalar, silences=True)
    if not words.can_be_said(parts):
        raise Fault("nothing-to-say", f"{quoted(scalar.text)} holds no word to say")
    return parts


def _title(document: Document, node: Node, field: Field, name: str) -> Any:
    _label(document, node, field, name)
    return words.take_apart(document, _scalar(node, name, "a text"), silences=False)


def _seconds(_document: Document, node: Node, field: Field, name: str) -> Seconds:
    return _time(_scalar(node, name, "a time such as 20s or 1m30s").text, field, name)


def _pause(_document: Document, node: Node, field: Field, name: str) -> tuple[Seconds, Seconds]:
    text = _scalar(node, name, "a time such as 20s, or a range such as 20s to 2m").text
    first, found, last = text.partition(" to ")
    shortest = _time(first, field, name)
    longest = _time(last, field, name) if found else shortest
    if longest < shortest:
        message = f"the range {quoted(text)} runs backwards; the shorter time comes first"
        hint = f"Write '{last.strip()} to {first.strip()}'."
        raise Fault("backward-range", message, hint)
    return shortest, longest


def _time(text: str, field: Field, name: str) -> Seconds:
    text = text.strip()
    try:
        seconds = parse_seconds(text)
    except ValueError:
        _refuse_time(text, name)
    low, high = spell_seconds(field.low), spell_seconds(field.high)
    if not field.low <= seconds <= field.high:
        message = f"'{name}' is between {low} and {high}; found {quoted(text)}"
        raise Fault("out-of-bounds", message)
    return seconds


def _refuse_time(text: str, name: str) -> NoReturn:
    clock = _SEXAGESIMAL.fullmatch(text)
    if clock:
        hours, minutes, seconds = (None, *clock.groups()[:2]) if not clock[3] else clock.groups()
        spelled = (f"{int(hours)}h" if hours else "") + f"{int(minutes)}m{int(seconds)}s"
        raise Fault("clock-time", f"{quoted(text)} is not a time here", f"Write {spelled}.")
    if _NUMBER.fullmatch(text):
        message = f"'{name}' needs a unit; found {quoted(text)}"
        raise Fault("unit-missing", message, f"Write {text.lstrip('+-')}s or {text.lstrip('+-')}m.")
    message = f"{quoted(text)} is not a time"
    raise Fault("not-a-time", message, "Write a time as 20s, 1m30s or 1.5m.")


def _integer(node: Node, field: Field, name: str, unit: str = "") -> int:
    expected = f"a whole number from {field.low} to {field.high}{unit}"
    text = _scalar(node, name, expected).text.strip()
    if unit:
        text = text.removesuffix("wpm").strip()
    if not _INTEGER.fullmatch(text):
        raise Fault("not-a-number", f"'{name}' is {expected}; found {describe(node)}")
    if not field.low <= int(text) <= field.high:
        raise Fault("out-of-bounds", f"'{name}' is {expected}; found {describe(node)}")
    return int(text)


def _count(_document: Document, node: Node, field: Field, name: str) -> int:
    return _integer(node, field, name)


def _rate(_document: Document, node: Node, field: Field, name: str) -> int:
    return _integer(node, field, name, " words a minute")


def _level(_document: Document, node: Node, field: Field, name: str) -> float:
    expected = f"a level from {field.low} dB to {field.high} dB, such as -16 dB"
    text = _scalar(node, name, expected).text.strip()
    try:
        level_db = parse_db(text)
    except ValueError:
        hint = f"Write {text} dB." if _NUMBER.fullmatch(text) else ""
        code = "unit-missing" if hint else "not-a-level"
        raise Fault(code, f"'{name}' is {expected}; found {quoted(text)}", hint) from None
    if not field.low <= level_db <= field.high:
        raise Fault("out-of-bounds", f"'{name}' is {expected}; found {quoted(text)}")
    return level_db


def _choice(_document: Document, node: Node, field: Field, name: str) -> str:
    listed = ", ".join(field.choices)
    text = _scalar(node, name, f"one of {listed}").text.strip()
    if text not in field.choices:
        message = f"'{name}' is one of {listed}; found {quoted(text)}"
        raise Fault("unknown-choice", message, nearest(text, field.choices))
    return text


def _version(_document: Document, node: Node, _field: Field, _name: str) -> int:
    text = _scalar(node, "presence", f"the format's version, {FORMAT_VERSION}").text.strip()
    if not _INTEGER.fullmatch(text) or int(text) != FORMAT_VERSION:
        message = f"this is a script of format {quoted(text)}; this player reads {FORMAT_VERSION}"
        raise Fault("unknown-version", message, f"Write 'presence: {FORMAT_VERSION}'.")
    return FORMAT_VERSION


def _language(_document: Document, node: Node, _field: Field, name: str) -> str:
    text = _scalar(node, name, "a language such as en-US").text.strip()
    if not _LANGUAGE.fullmatch(text):
        message = f"'{name}' is a BCP 47 language such as en-US or de; found {quoted(text)}"
        raise Fault("not-a-language", message)
    return text


def _partners(document: Document, node: Node, field: Field, name: str) -> tuple[str, ...]:
    expected = "a list of two or more names"
    if not isinstance(node, Items):
        raise Fault("wrong-kind", f"'{name}' is {expected}; found {describe(node)}")
    names = tuple(_label(document, item, field, name) for item in node.items)
    if not 2 <= len(names) <= _MOST_PARTNERS:
        message = f"'{name}' is {expected}, at most {_MOST_PARTNERS}; found {len(names)}"
        raise Fault("out-of-bounds", message, "Leave 'partners' out of an exercise for one.")
    if len(set(names)) < len(names):
        raise Fault("same-name", f"'{name}' holds the same name twice", "Tell them apart.")
    return names


def _values(document: Document, node: Node, field: Field, name: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, Pairs):
        raise Fault(
            "wrong-kind", f"'{name}' is a mapping of names to texts; found {describe(node)}"
        )
    for key, _ in node.pairs:
        if not _VALUE_NAME.fullmatch(key.text):
            message = f"{quoted(key.text)} can't name a value: small letters, digits, - and _ only"
            raise Fault("bad-name", message, span=document.span(key))
        if key.text in words.FILLED_IN:
            message = f"'{key.text}' has a meaning of its own in texts"
            raise Fault("bad-name", message, "Choose another name.", document.span(key))
    return tuple((key.text, _label(document, value, field, key.text)) for key, value in node.pairs)


def _file(suffixes: tuple[str, ...]) -> "Kind":
    def kind(document: Document, node: Node, _field: Field, name: str) -> Any:
        text = _scalar(node, name, "a file's path").text.strip()
        return paths.under_folder_of(document.path, text, suffixes)

    return kind


def _sound(document: Document, node: Node, _field: Field, name: str) -> Any:
    text = _scalar(node, name, "a built-in sound or a file").text.strip()
    if text in resources.sounds():
        return resources.sounds()[text]
    if _WORD.fullmatch(text):
        known = ", ".join(resources.sounds())
        message = f"there is no built-in sound {quoted(text)}; there are {known}, and sound files"
        raise Fault("unknown-sound", message, nearest(text, resources.sounds()))
    return paths.under_folder_of(document.path, text, SOUND_SUFFIXES)


def _bed(document: Document, node: Node, field: Field, name: str) -> Any:
    """A sound, or False for `off`."""
    if isinstance(node, Scalar) and node.text.strip() == "off":
        return False
    return _sound(document, node, field, name)


Kind = Callable[[Document, Node, Field, str], Any]

KINDS: Final[dict[str, Kind]] = {
    "bed": _bed,
    "choice": _choice,
    "count": _count,
    "include": _file(SCRIPT_SUFFIXES),
    "label": _label,
    "language": _language,
    "level": _level,
    "partners": _partners,
    "pause": _pause,
    "rate": _rate,
    "recording": _file(SOUND_SUFFIXES),
    "seconds": _seconds,
    "sound": _sound,
    "title": _title,
    "values": _values,
    "version": _version,
    "words": _words,
}
