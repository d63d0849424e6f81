"""What an author wishes for → the text of a new script, from a template, of the length asked for.

The templates are scripts themselves, one for each principle and for one person or for partners.
A length is made by their flexible pauses alone: never by the speed of the voice.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from presence.diagnostics import Problems
from presence.errors import PresenceError
from presence.script.reader import read_bytes
from presence.script.spec import PRINCIPLES
from presence.script.words import ORDINALS
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Sequence, Speak
from presence.sequence.lengths import estimated_s, total_s
from presence.units import Seconds, parse_seconds, spell_seconds

TEMPLATES: Final = Path(__file__).with_name("templates")
SCHEMA_NAME: Final = ".presence.schema.json"
"""The schema's file beside the script: every editor finds it there, with the network off."""
DEFAULT_PRINCIPLE: Final = "presence"

_HEADER: Final = f"""\
# yaml-language-server: $schema={SCHEMA_NAME}
# Yours to change, line by line. 'presence check' and this file's name: what is wrong with it.
# 'presence play' and its name: how it sounds.

"""
_FLEXIBLE: Final = re.compile(r"(?<=pause: )(\S+) to (\S+)")
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w '’.!?()-]*[\w'’.!?)])?")
_NO_TEXT: Final = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
_MOST_SPOKEN: Final = 0.43
"""Of a session; a template is not made so short that the voice takes more."""
_LONGEST_STRETCH: Final = 4
"""Times as long as in the template: beyond that a silence needs words of its own."""
_COARSE_FROM: Final = 20
"""Seconds; longer pauses are rounded to five, shorter ones to one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the new script is to be; what is None is as the template has it."""

    principle: str = DEFAULT_PRINCIPLE
    partners: tuple[str, ...] = ()
    title: str | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """The lengths that a template can be given, whole minutes, and its own."""

    least: int
    usual: int
    most: int


def compose(wish: Wish) -> str:
    """The text of the script. Raises PresenceError where a title, name or length doesn't do."""
    text = _drafted(wish)
    can = _minutes(text)
    if wish.minutes is None and can.usual > can.least:
        return _HEADER + text
    return _HEADER + _of_length(text, wish.minutes or can.usual)


def minutes_of(wish: Wish) -> Minutes:
    """The lengths from which `wish.minutes` can be chosen. Raises PresenceError as `compose`."""
    return _minutes(_drafted(wish))


def about(text: str) -> str:
    """How long a composed script is, in words."""
    return f"About {max(1, round(total_s(_sequence(text).cues) / 60))} minutes"


def named(number: int) -> tuple[str, ...]:
    """Descriptions for so many partners, who put their names there or leave them."""
    return tuple(f"the {ordinal} of you" for ordinal in ORDINALS[:number])


def title_of(name: str) -> str | None:
    """`evening-by-the_fire` as 'Evening by the fire'; None if there is no word in it."""
    words = " ".join(re.split(r"[\s_-]+", name)).strip()
    return words[:1].upper() + words[1:] if any(map(str.isalnum, words)) else None


def _drafted(wish: Wish) -> str:
    if wish.principle not in PRINCIPLES:
        message = f"there is no template for '{wish.principle}'"
        raise PresenceError(message, f"There are {', '.join(PRINCIPLES)}.")
    whom = "partners" if wish.partners else "one"
    text = (TEMPLATES / f"{wish.principle}-{whom}.yaml").read_text(encoding="utf-8")
    if wish.title is not None:
        text = _with_key(text, "title", _spelled(wish.title))
    if wish.partners:
        text = _with_key(text, "partners", f"[{', '.join(map(_spelled, wish.partners))}]")
    _sequence(text)
    return text


def _with_key(text: str, key: str, value: str) -> str:
    return re.sub(rf"(?m)^{key}: .*$", lambda _: f"{key}: {value}", text, count=1)


def _spelled(text: str) -> str:
    """As YAML reads it back: plain where that is safe, else in quotes."""
    line = " ".join(text.split())
    if _PLAIN.fullmatch(line) and line.lower() not in _NO_TEXT:
        return line
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _sequence(text: str) -> Sequence:
    """What will happen. The template is sound, so what is wrong is in the author's own words."""
    problems = Problems()
    script = read_bytes("new.yaml", text.encode("utf-8", "surrogatepass"), problems)
    if script is None or problems.found:
        first = problems.in_order()[0]
        raise PresenceError(first.message, first.hint)
    return compile_script(script)


def _minutes(text: str) -> Minutes:
    cues = _sequence(text).cues
    usual, fixed = total_s(cues), _seconds_at(text, Fraction(0))
    spoken = sum(estimated_s(cue) for cue in cues if isinstance(cue, Speak))
    least = max(spoken / _MOST_SPOKEN, fixed + (usual - fixed) / _LONGEST_STRETCH)
    most = fixed + (usual - fixed) * _LONGEST_STRETCH
    shortest = math.ceil(least / 60)
    return Minutes(shortest, max(shortest, round(usual / 60)), int(most // 60))


def _of_length(text: str, minutes: int) -> str:
    can = _minutes(text)
    if not can.least <= minutes <= can.most:
        message = f"this template takes {can.least} to {can.most} minutes; asked for {minutes}"
        hint = "Choose a length between them, and add or delete steps in the script itself."
        raise PresenceError(message, hint)
    usual, fixed = _seconds_at(text, Fraction(1)), _seconds_at(text, Fraction(0))
    return _stretched(text, Fraction((60 * minutes - fixed) / (usual - fixed)))


def _seconds_at(text: str, stretch: Fraction) -> float:
    return total_s(_sequence(_stretched(text, stretch)).cues)


def _stretched(text: str, stretch: Fraction) -> str:
    """The script with its flexible pauses so many times as long."""

    def longer(match: re.Match[str]) -> str:
        shortest, longest = (_rounded(parse_seconds(part) * stretch) for part in match.groups())
        return f"{spell_seconds(shortest)} to {spell_seconds(longest)}"

    return _FLEXIBLE.sub(longer, text)


def _rounded(seconds: Seconds) -> Seconds:
    step = 1 if seconds < _COARSE_FROM else 5
    return Fraction(round(seconds / step) * step)
