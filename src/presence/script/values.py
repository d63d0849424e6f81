"""One node and its field of the table → its value, or a Fault that says what is wrong."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from presence import resources
from presence.script import times, words
from presence.script.faults import Fault, describe, nearest, quoted, report
from presence.script.mending import slip_of
from presence.script.model import Words
from presence.script.nodes import Document, Items, Node, Pairs, Scalar
from presence.script.paths import under_folder_of
from presence.script.spec import FORMAT_VERSION, SCRIPT_SUFFIXES, SOUND_SUFFIXES, Field
from presence.units import Seconds

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,9}")
_WHOLE: Final = re.compile(r"[0-9]{1,9}\.0+")

LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
VALUE_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_WORD: Final = re.compile(r"[\w -]+")
_BRACKET: Final = re.compile(r"[\[\]{}]")
LONGEST_LABEL: Final = 300
MOST_PARTNERS: Final = 12
_QUOTE_IT: Final = "A text that begins with '{' or '[' needs quotes."


def parse(document: Document, node: Node, field: Field, name: str) -> Any:
    """The value of `node` for the key `name`; raises Fault."""
    return _KINDS[field.kind](document, node, field, name)


def _scalar(node: Node, name: str, expected: str, hint: str = "") -> Scalar:
    if isinstance(node, Scalar) and not node.is_null and node.text.strip():
        return node
    if isinstance(node, Scalar):
        hint = f"Write it after '{name}:'."
    raise Fault("wrong-kind", f"'{name}' is {expected}; found {describe(node)}", hint)


def _label(_document: Document, node: Node, _field: Field, name: str) -> str:
    text = " ".join(_scalar(node, name, "a text", _QUOTE_IT).text.split())
    if len(text) > LONGEST_LABEL:
        message = f"'{name}' has {len(text)} characters; it has at most {LONGEST_LABEL}"
        raise Fault("out-of-bounds", message, "Shorten it.")
    return text


def _spoken_label(document: Document, node: Node, field: Field, name: str) -> str:
    """A label that is filled in where a text names it, as it stands."""
    text = _label(document, node, field, name)
    if _BRACKET.search(text):
        message = f"{quoted(text)} has a bracket or brace; '{name}' is said as it stands"
        raise Fault("bracket", message, "Leave it out.")
    if not any(map(str.isalnum, text)):
        raise Fault("nothing-to-say", f"{quoted(text)} has no word to say", "Write a word.")
    return text


def _words(document: Document, node: Node, _field: Field, name: str) -> Words:
    scalar = _scalar(node, name, "a text", _QUOTE_IT)
    parts = words.take_apart(document, scalar, silences=True)
    if not words.can_be_said(parts) and not words.has_faults(scalar.text, parts):
        hint = "For silence alone, use a 'pause' step."
        raise Fault("nothing-to-say", f"{quoted(scalar.text)} has no word to say", hint)
    return parts


def _title(document: Document, node: Node, field: Field, name: str) -> Words:
    _label(document, node, field, name)
    return words.take_apart(document, _scalar(node, name, "a text"), silences=False)


def _seconds(_document: Document, node: Node, field: Field, name: str) -> Seconds:
    return times.read_time(_scalar(node, name, "a time such as 20s or 1m30s").text, field, name)


def _pause(_document: Document, node: Node, field: Field, name: str) -> tuple[Seconds, Seconds]:
    text = _scalar(node, name, "a time such as 20s, or a range such as 20s to 2m").text
    return times.read_range(text, field, name)


def _integer(node: Node, field: Field, name: str, unit: str = "") -> int:
    expected = f"a whole number from {field.low} to {field.high}{unit}"
    text = _scalar(node, name, expected).text.strip()
    if unit:
        text = text.removesuffix("wpm").strip()
    if not _INTEGER.fullmatch(text):
        message = f"'{name}' is {expected}; found {describe(node)}"
        whole = text.rstrip("0").removesuffix(".") if _WHOLE.fullmatch(text) else ""
        meant = whole if whole and field.low <= int(whole) <= field.high else None
        hint = "Write it in digits, without a fraction."
        raise Fault("not-a-number", message, hint, meant=meant)
    if not field.low <= int(text) <= field.high:
        bound = field.low if int(text) < field.low else field.high
        message = f"'{name}' is {expected}; found {describe(node)}"
        raise Fault("out-of-bounds", message, f"The nearest is {bound}.")
    return int(text)


def _count(_document: Document, node: Node, field: Field, name: str) -> int:
    return _integer(node, field, name)


def _rate(_document: Document, node: Node, field: Field, name: str) -> int:
    return _integer(node, field, name, " words a minute")


def _level(_document: Document, node: Node, field: Field, name: str) -> float:
    expected = f"a level from {field.low} dB to {field.high} dB"
    return times.read_level(_scalar(node, name, expected).text, field, name)


def _choice(_document: Document, node: Node, field: Field, name: str) -> str:
    listed = ", ".join(field.choices)
    text = _scalar(node, name, f"one of {listed}").text.strip()
    if text not in field.choices:
        message = f"'{name}' is one of {listed}; found {quoted(text)}"
        meant = slip_of(text, field.choices)
        raise Fault("unknown-choice", message, nearest(text, field.choices), meant=meant)
    return text


def _version(_document: Document, node: Node, _field: Field, _name: str) -> int:
    expected = f"the version of the format, {FORMAT_VERSION}"
    text = _scalar(node, "presence", expected).text.strip()
    if not _INTEGER.fullmatch(text) or int(text) != FORMAT_VERSION:
        message = f"'presence' is {expected}; found {quoted(text)}"
        hint = f"Write 'presence: {FORMAT_VERSION}', unless the script needs a newer player."
        same = _WHOLE.fullmatch(text) and float(text) == FORMAT_VERSION
        meant = str(FORMAT_VERSION) if same else None
        raise Fault("unknown-version", message, hint, meant=meant)
    return FORMAT_VERSION


def _language(_document: Document, node: Node, _field: Field, name: str) -> str:
    text = _scalar(node, name, "a language such as en-US").text.strip()
    if not LANGUAGE.fullmatch(text):
        message = f"'{name}' is a BCP 47 language such as en-US or de; found {quoted(text)}"
        hyphened = text.replace("_", "-")
        hint = f"Write {hyphened}." if LANGUAGE.fullmatch(hyphened) else "For English, write en."
        meant = hyphened if LANGUAGE.fullmatch(hyphened) else None
        raise Fault("not-a-language", message, hint, meant=meant)
    return text


def _partners(document: Document, node: Node, field: Field, name: str) -> tuple[str, ...]:
    expected = "a list of two or more names"
    if not isinstance(node, Items):
        hint = "Write it as [first partner, second partner]."
        raise Fault("wrong-kind", f"'{name}' is {expected}; found {describe(node)}", hint)
    count = len(node.items)
    if count < 2:
        message = f"'{name}' is {expected}; found {count}"
        raise Fault("out-of-bounds", message, "Leave 'partners' out of an exercise for one.")
    if count > MOST_PARTNERS:
        message = f"'{name}' has {count} names; it has at most {MOST_PARTNERS}"
        raise Fault("out-of-bounds", message, "Speak of them as groups.")
    names: list[str] = []
    for item in node.items:
        if isinstance(item, Items | Pairs) or (isinstance(item, Scalar) and item.is_null):
            message = f"a name among '{name}' is a text; found {describe(item)}"
            report(document, item, Fault("wrong-kind", message, "Write a name, or delete it."))
            continue
        text = _reported(document, item, field, name)
        if text in names:
            message = f"'{name}' has {quoted(text)} twice; each partner has a name of their own"
            report(document, item, Fault("same-name", message, "Tell them apart."))
        elif text:
            names.append(text)
    return tuple(names)


def _values(document: Document, node: Node, field: Field, name: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, Pairs):
        message = f"'{name}' is a mapping of names to texts; found {describe(node)}"
        raise Fault("wrong-kind", message, "Write it as {place: the garden}.")
    found: list[tuple[str, str]] = []
    for key, value in node.pairs:
        if document.problems.is_full:
            break
        if fault := _fault_in_name(key.text):
            report(document, key, fault)
        found.append((key.text, _reported(document, value, field, key.text)))
    return tuple(found)


def _fault_in_name(name: str) -> Fault | None:
    if name in words.FILLED_IN:
        message = f"'{name}' can't name a value: it has a meaning of its own in texts"
        return Fault("bad-name", message, "Choose another name.")
    if not VALUE_NAME.fullmatch(name):
        message = f"{quoted(name)} can't name a value"
        hint = "A name is at most 40 small letters, digits, '-' and '_', and begins with a letter."
        return Fault("bad-name", message, hint)
    return None


def _reported(document: Document, node: Node, field: Field, name: str) -> str:
    """A spoken label; empty if it is wrong, and then reported in its own place."""
    try:
        return _spoken_label(document, node, field, name)
    except Fault as fault:
        report(document, node, fault)
        return ""


def _script_file(document: Document, node: Node, _field: Field, name: str) -> Path:
    text = _scalar(node, name, "the path of a script").text.strip()
    return under_folder_of(document, text, SCRIPT_SUFFIXES, "a script", "closing.yaml")


def _sound_file(document: Document, node: Node, _field: Field, name: str) -> Path:
    text = _scalar(node, name, "the path of a sound file").text.strip()
    return under_folder_of(document, text, SOUND_SUFFIXES, "a sound file", "bowl.wav")


def _sound(document: Document, node: Node, _field: Field, name: str) -> Path:
    expected = "a built-in sound or the path of a sound file"
    text = _scalar(node, name, expected).text.strip()
    if text in resources.sounds():
        return resources.sounds()[text]
    if _WORD.fullmatch(text):
        known = ", ".join(resources.sounds())
        message = f"there is no built-in sound {quoted(text)}; there are {known}"
        hint = (
            nearest(text, resources.sounds())
            or "Name a file of your own with its ending: bowl.wav."
        )
        raise Fault("unknown-sound", message, hint)
    return under_folder_of(document, text, SOUND_SUFFIXES, "a sound file", "bowl.wav")


def _bed(document: Document, node: Node, field: Field, name: str) -> Any:
    """A sound, or False for `off`."""
    if isinstance(node, Scalar) and node.text.strip() == "off":
        return False
    return _sound(document, node, field, name)


_KINDS: Final[dict[str, Callable[[Document, Node, Field, str], Any]]] = {
    "bed": _bed,
    "choice": _choice,
    "count": _count,
    "include": _script_file,
    "label": _label,
    "language": _language,
    "level": _level,
    "partners": _partners,
    "pause": _pause,
    "rate": _rate,
    "recording": _sound_file,
    "rounds": _count,
    "seconds": _seconds,
    "sound": _sound,
    "title": _title,
    "values": _values,
    "version": _version,
    "words": _words,
}
