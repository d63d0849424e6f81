"""A value as written and the kind of its field → its canonical spelling, and as YAML writes it."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from presence.units import parse_db, parse_seconds, spell_seconds

_INDICATORS: Final = "[]{},&*!|>'\"%@`#"
_OPENING: Final = re.compile(r"[-?:](?: |$)|---|\.\.\.")
_FLOW: Final = re.compile(r"[,\[\]{}:?]")
_NO_TEXT: Final = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|y|n|[-+.]?[\d.][-+\d_.,:eExXoObB]*)", re.IGNORECASE
)
"""What other readers of YAML, editors among them, take for something else than a text."""
_ESCAPED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def spelled(text: str, kind: str) -> str:
    """The value in its canonical spelling: `1m30s` for `90s`, one space for several."""
    return _SPELLINGS.get(kind, str.strip)(text)


def _time(text: str) -> str:
    seconds = parse_seconds(text)
    shortest = spell_seconds(seconds)
    return shortest if parse_seconds(shortest) == seconds else text.strip()


def _range(text: str) -> str:
    first, _, last = text.partition(" to ")
    if not last or parse_seconds(first) == parse_seconds(last):
        return _time(first)
    return f"{_time(first)} to {_time(last)}"


def _level(text: str) -> str:
    parse_db(text)
    number = Decimal(text.strip().removesuffix("dB").strip()) + 0  # no minus before a nought
    plain = f"{number:f}"
    return f"{plain.rstrip('0').rstrip('.') if '.' in plain else plain} dB"


def _whole(text: str) -> str:
    return str(int(text.strip().removesuffix("wpm").strip()))


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


_SPELLINGS: Final[dict[str, Callable[[str], str]]] = {
    "seconds": _time,
    "pause": _range,
    "level": _level,
    "count": _whole,
    "rate": _whole,
    "rounds": _whole,
    "version": _whole,
    "words": _single_spaced,
    "label": _single_spaced,
    "title": _single_spaced,
}


def as_yaml(text: str, *, is_prose: bool, in_brackets: bool) -> str:
    """A value of one line, in quotes only where it needs them."""
    if not _needs_quotes(text, is_prose, in_brackets):
        return text
    if can_stand_alone(text) and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted) + '"'


def can_stand_alone(text: str) -> bool:
    """Whether every character of a text can be written as it is."""
    return not _ESCAPED.search(text)


def _needs_quotes(text: str, is_prose: bool, in_brackets: bool) -> bool:
    if not text or text != text.strip() or not can_stand_alone(text):
        return True
    if text[0] in _INDICATORS or _OPENING.match(text):
        return True
    if ": " in text or " #" in text or text.endswith(":") or (in_brackets and _FLOW.search(text)):
        return True
    return is_prose and bool(_NO_TEXT.fullmatch(text))
