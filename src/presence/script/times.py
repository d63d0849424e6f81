"""The text of a time, a range or a level → its value, or a Fault that says how to write it."""

import re
from typing import Final, NoReturn

from presence.script.faults import Fault, quoted
from presence.script.spec import Field
from presence.units import Seconds, parse_db, parse_seconds, spell_seconds

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_LEADING_ZEROS: Final = re.compile(r"^[+-]?0*(?=[0-9])")
MINUS: Final = "\N{MINUS SIGN}"
EN_DASH: Final = "\N{EN DASH}"
_LOOSE_LEVEL: Final = re.compile(
    rf"([+-]|{MINUS}|{EN_DASH}|)\s*([0-9]+(?:\.[0-9]+)?)\s*(?:dB)?", re.IGNORECASE
)
_CLOCK: Final = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")
_SPELLED_OUT: Final = (
    (re.compile(r"\s*(?:milliseconds?|msecs?)\b"), "ms"),
    (re.compile(r"\s*(?:seconds?|secs?|S)\b"), "s"),
    (re.compile(r"\s*(?:minutes?|mins?|M)\b"), "m"),
    (re.compile(r"\s*(?:hours?|hrs?|H)\b"), "h"),
    (re.compile(r"(?:,(?!\d)|\band\b)"), ""),  # not the comma of `1,5m`
)
_RANGE: Final = re.compile(r"(.+?)\s*(?:-|–|—|\.\.+|to)\s*(.+)")


def read_time(text: str, field: Field, name: str) -> Seconds:
    """`20s`, `1m30s`, `1.5m`, within the field's bounds."""
    text = text.strip()
    try:
        seconds = parse_seconds(text)
    except ValueError:
        _refuse_time(text, field, name)
    if not field.low <= seconds <= field.high:
        low, high = spell_seconds(field.low), spell_seconds(field.high)
        message = f"'{name}' is a time from {low} to {high}; found {quoted(text)}"
        raise Fault("out-of-bounds", message, _advise_on(seconds, field))
    return seconds


def read_range(text: str, field: Field, name: str) -> tuple[Seconds, Seconds]:
    """A time, twice; or the two of `20s to 2m`."""
    first, found, last = text.partition(" to ")
    if not found:
        _refuse_other_range(text, field, name)
        seconds = read_time(text, field, name)
        return seconds, seconds
    try:
        shortest, longest = read_time(first, field, name), read_time(last, field, name)
    except Fault as fault:
        fault.meant = _meant_range(first, last, field)
        raise
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
        plain = text.replace(MINUS, "-")
        code = "not-a-level"
        meant = _meant_level(text)
        hint = f"Write {meant}." if meant else f"For example, {field.example}."
        if _NUMBER.fullmatch(plain):
            code, hint = "unit-missing", f"Write {plain} dB."
        if meant and not field.low <= parse_db(meant) <= field.high:
            meant = None
        message = f"'{name}' is {expected}; found {quoted(text)}"
        raise Fault(code, message, hint, meant=meant) from None
    if not field.low <= level_db <= field.high:
        nearest = field.low if level_db < field.low else field.high
        hint = f"The nearest is {nearest} dB."
        raise Fault("out-of-bounds", f"'{name}' is {expected}; found {quoted(text)}", hint)
    return level_db


def _advise_on(seconds: Seconds, field: Field) -> str:
    if seconds < field.low:
        return f"The shortest is {spell_seconds(field.low)}."
    return f"The longest is {spell_seconds(field.high)}."


def _refuse_time(text: str, field: Field, name: str) -> NoReturn:
    meant = _meant_time(text, field)
    if _CLOCK.fullmatch(text):
        message = f"'{name}' is a time such as 20s or 1m30s; found {quoted(text)}"
        raise Fault("clock-time", message, f"Write {_off_the_clock(text)}.", meant=meant)
    if _NUMBER.fullmatch(text):
        message = f"'{name}' needs a unit; found {quoted(text)}"
        amount = _LEADING_ZEROS.sub("", text)
        raise Fault("unit-missing", message, f"Write {amount}s for seconds, {amount}m for minutes.")
    message = f"'{name}' is a time such as 20s or 1m30s; found {quoted(text)}"
    spelled = _spelling_of(text)
    hint = f"Write {spelled}." if spelled else "Its units are ms, s, m and h."
    raise Fault("not-a-time", message, hint, meant=meant)


def _off_the_clock(text: str) -> str:
    """`1m30s` for `1:30`."""
    parts = reversed(text.split(":"))
    return spell_seconds(
        sum((int(part) * Seconds(60) ** place for place, part in enumerate(parts)), Seconds(0))
    )


def _spelling_of(text: str) -> str:
    """`20s` for `20 seconds`; the empty text if it is no time in other words."""
    plain = text[:40].lstrip("+-")
    for words, unit in _SPELLED_OUT:
        plain = words.sub(unit, plain)
    return " ".join(plain.split()) if _is_time(plain) else ""


def _meant_time(text: str, field: Field) -> str | None:
    """The time that was meant, if it can be one only, and one that the field takes."""
    text = text.strip()
    spelled = text if _is_time(text) else _spelling_of(text)
    if _CLOCK.fullmatch(text):
        spelled = _off_the_clock(text)
    if not spelled or text[0] in "+-" or len(text) > 40:
        return None
    return spelled if field.low <= parse_seconds(spelled) <= field.high else None


def _meant_range(first: str, last: str, field: Field) -> str | None:
    shortest, longest = _meant_time(first, field), _meant_time(last, field)
    if not shortest or not longest or parse_seconds(longest) < parse_seconds(shortest):
        return None
    return f"{shortest} to {longest}"


def _meant_level(text: str) -> str | None:
    """`-16 dB` for `−16 dB`, `-16` and `-16 db`."""
    found = _LOOSE_LEVEL.fullmatch(text)
    if not found or len(text) > 20:
        return None
    return f"{found[1].replace(MINUS, '-').replace(EN_DASH, '-')}{found[2]} dB"


def _refuse_other_range(text: str, field: Field, name: str) -> None:
    """A range that is written otherwise: `20s-2m`, `20 to 60s`."""
    parts = _RANGE.fullmatch(text.strip()[:80])
    if parts and _is_time(parts[1]) and _is_time(parts[2]):
        message = f"'{name}' is a time, or a range such as 20s to 2m; found {quoted(text)}"
        meant = _meant_range(parts[1], parts[2], field)
        raise Fault("not-a-time", message, f"Write '{parts[1]} to {parts[2]}'.", meant=meant)


def _is_time(text: str) -> bool:
    try:
        parse_seconds(text)
    except ValueError:
        return False
    return True
