"""A text → its words and the pause marks in it; and back: a text in which no word reads as a mark.

The marks are those people write anyway: `[pause 10s]`, `(pause)`, `(pause 5)`, `[pause:5]`,
`[silence 30 seconds]`, `(breathe)`, `[10s]`, `[bell]`, and `;5` at a line's end. A backslash
before a mark makes words of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from presence.units import Seconds, spell_seconds

_NUMBER: Final = r"[0-9]{1,6}(?:[.,][0-9]{1,6})?"
_UNIT: Final = (
    r"(?:milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)(?![^\W\d_])"
)
_TIME: Final = rf"(?:{_NUMBER} ?{_UNIT}(?:(?:,? and)? ?{_NUMBER} ?{_UNIT}){{0,3}}|{_NUMBER})"
_CLOCK: Final = r"[0-9]{1,3}:[0-5][0-9]"
_NOUN: Final = r"pause|silence|wait|rest|breathe|breath"

MARK: Final = re.compile(
    rf"(?<!\\)(?P<escape>\\*)(?P<mark>"
    rf"(?P<open>[\[(]) ?(?:(?P<bell>bell)|(?:(?P<size>short|brief|long) )?(?P<noun>{_NOUN})"
    rf"(?: ?[:=] ?| for | of | )?(?P<time>{_CLOCK}|{_TIME}(?: (?:to|-|–) {_TIME})?)?"
    rf"|(?P<bare>{_NUMBER} ?{_UNIT}(?: {_NUMBER} ?{_UNIT}){{0,2}})(?: (?:pause|silence))?"
    rf") ?[\])]"
    rf"|; ?(?P<after>{_NUMBER}(?: ?{_UNIT})?)$"
    rf")",
    re.IGNORECASE,
)
"""Spaces are single where it is used, so it never looks at a character more than a few times."""

DEFAULTS: Final = {
    "pause": Fraction(5),
    "silence": Fraction(10),
    "wait": Fraction(5),
    "rest": Fraction(10),
    "breathe": Fraction(6),
    "breath": Fraction(6),
}
"""Seconds for a mark that names no time: a guess, and reported as one."""
SIZES: Final = {"short": Fraction(2), "brief": Fraction(2), "long": Fraction(15)}

_ONE: Final = re.compile(rf"({_NUMBER}) ?({_UNIT})?", re.IGNORECASE)
_UNITS: Final = {"ms": Fraction(1, 1000), "s": Fraction(1), "m": Fraction(60), "h": Fraction(3600)}
_RANGE: Final = re.compile(r" (?:to|-|–) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark found. `shortest` is None for a bell; `guess` says in words what was assumed."""

    written: str
    shortest: Seconds | None
    longest: Seconds | None
    guess: str = ""


def take_apart(line: str) -> Iterator[str | Mark]:
    """One line's words and marks, by turns, words first and last; whitespace is made single."""
    line = " ".join(line.split())
    words, said_to = "", 0
    for match in MARK.finditer(line):
        words += line[said_to : match.start()]
        said_to = match.end()
        mark = None if match["escape"] else _read(match)
        if mark:
            yield words
            yield mark
            words = ""
        else:  # words after all; a backslash has done its work
            words += match[0][1:] if match["escape"] else match[0]
    yield words + line[said_to:]


def escape(text: str) -> str:
    """The text with a backslash before each thing that `take_apart` would take for a mark."""
    return MARK.sub(lambda match: "\\" + match[0] if _is_mark(match) else match[0], text)


def _is_mark(match: re.Match[str]) -> bool:
    return bool(match["escape"]) or _read(match) is not None


def _read(match: re.Match[str]) -> Mark | None:
    written = match["mark"]
    if match["bell"]:
        return Mark(written, None, None)
    if match["bare"] and match["open"] == "(":
        return None  # "(5 minutes)" is something to say
    time = match["time"] or match["bare"] or match["after"]
    if time:
        ends = [seconds_of(part) for part in _RANGE.split(time)]
        assumed = "" if re.search(r"[a-z]", time, re.IGNORECASE) else spell_seconds(ends[0])
        return Mark(written, min(ends), max(ends), assumed)
    seconds = SIZES[match["size"].lower()] if match["size"] else DEFAULTS[match["noun"].lower()]
    return Mark(written, seconds, seconds, spell_seconds(seconds))


def seconds_of(text: str) -> Seconds:
    """`10s`, `1 minute 30 seconds`, `2,5 min`, `1:30`; a number alone is seconds."""
    minutes, clock, rest = text.partition(":")
    if clock:
        return Fraction(int(minutes) * 60 + int(rest))
    total = Fraction(0)
    for number, unit in _ONE.findall(text):
        letter = "ms" if unit.lower().startswith(("ms", "milli")) else unit[:1].lower()
        total += Fraction(number.replace(",", ".")) * _UNITS[letter or "s"]
    return total
