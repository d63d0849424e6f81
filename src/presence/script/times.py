"""The text of a time, a range or a level → its value, or a Fault that says how to write it."""

import re
from typing import Final, NoReturn

from presence.script.faults import Fault, quoted
from presence.script.spec import Field
from presence.units import Seconds, parse_db, parse_seconds, spell_seconds

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_LEADING_ZEROS: Final = re.compile(r"^[+-]?0*(?=[0-9])")
_CLOCK: Final = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")
_SPELLED_OUT: Final = (
    (re.compile(r"\s*(?:milliseconds?|msecs?)\b"), "ms"),
    (re.compile(r"\s*(?:seconds?|secs?|S)\b"), "s"),
    (re.compile(r"\s*(?:minutes?|mins?|M)\b"), "m"),
    (re.compile(r"\s*(?:hours?|hrs?|H)\b"), "h"),
    (re.compile(r"(?:,|\band\b)"), ""),
)
_RANGE: Final = re.compile(r"(.+?)\s*(?:-|–|—|\.\.+|to)\s*(.+)")


def read_time(text: str, field: Field, name: str) -> Seconds:
    """`20s`, `1m30s`, `1.5m`, within the field's bounds."""
    text = text.strip()
    try:
        seconds = parse_seconds(text)
    except ValueError:
        _refuse_time(text, name)
    if not field.low <= seconds <= field.high:
        low, high = spell_seconds(field.low), spell_seconds(field.high)
        message = f"'{name}' is a time from {low} to {high}; found {quoted(text)}"
        raise Fault("out-of-bounds", message, _advise_on(seconds, field))
    return seconds


def read_range(text: str, field: Field, name: str) -> tuple[Seconds, Seconds]:
    """A time, twice; or the two of `20s to 2m`."""
    first, found, last = text.partition(" to ")
    if not found:
        _refuse_other_range(text, name)
        seconds = read_time(text, field, name)
        return seconds, seconds
    shortest, longest = read_time(first, field, name), read_time(last, field, name)
    if longest < shortest:
        message = f"the range {quoted(text)} runs backwards; the shorter time comes first"
        raise Fault("backward-range", message, f"Write '{last.strip()} to {first.strip()}'.")
    return shortest, longest


def read_level(text: str, field: Field, name: str) -> float:
    """`-16 dB`, within the field's bounds."""
    text = text.strip()
    expected = f"a level from {field.low} dB to {field.high} dB"
    try:
        level_db = parse_db(text)
    except ValueError:
        plain = text.replace("\N{MINUS SIGN}", "-")
        code = "not-a-level"
        hint = f"For example, {field.example}."
        if _NUMBER.fullmatch(plain):
            code, hint = "unit-missing", f"Write {plain} dB."
        raise Fault(code, f"'{name}' is {expected}; found {quoted(text)}", hint) from None
    if not field.low <= level_db <= field.high:
        nearest = field.low if level_db < field.low else field.high
        hint = f"The nearest is {nearest} dB."
        raise Fault("out-of-bounds", f"'{name}' is {expected}; found {quoted(text)}", hint)
    return level_db


def _advise_on(seconds: Seconds, field: Field) -> str:
    if seconds < field.low:
        return f"The shortest is {spell_seconds(field.low)}."
    return f"The longest is {spell_seconds(field.high)}."


def _refuse_time(text: str, name: str) -> NoReturn:
    clock = _CLOCK.fullmatch(text)
    if clock:
        seconds = sum(int(part) * 60**place for place, part in enumerate(text.split(":")[::-1]))
        message = f"'{name}' is a time such as 20s or 1m30s; found {quoted(text)}"
        raise Fault("clock-time", message, f"Write {spell_seconds(Seconds(seconds))}.")
    if _NUMBER.fullmatch(text):
        message = f"'{name}' needs a unit; found {quoted(text)}"
        amount = _LEADING_ZEROS.sub("", text)
        raise Fault("unit-missing", message, f"Write {amount}s for seconds, {amount}m for minutes.")
    message = f"'{name}' is a time such as 20s or 1m30s; found {quoted(text)}"
    raise Fault("not-a-time", message, _spelling_of(text) or "Its units are ms, s, m and h.")


def _spelling_of(text: str) -> str:
    """`Write 20s.` for `20 seconds`; the empty text if it is no time in other words."""
    plain = text[:40].lstrip("+-")
    for words, unit in _SPELLED_OUT:
        plain = words.sub(unit, plain)
    return f"Write {' '.join(plain.split())}." if _is_time(plain) else ""


def _refuse_other_range(text: str, name: str) -> None:
    """A range that is written otherwise: `20s-2m`, `20 to 60s`."""
    parts = _RANGE.fullmatch(text.strip()[:80])
    if parts and _is_time(parts[1]) and _is_time(parts[2]):
        message = f"'{name}' is a time, or a range such as 20s to 2m; found {quoted(text)}"
        raise Fault("not-a-time", message, f"Write '{parts[1]} to {parts[2]}'.")


def _is_time(text: str) -> bool:
    try:
        parse_seconds(text)
    except ValueError:
        return False
    return True
