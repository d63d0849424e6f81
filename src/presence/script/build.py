"""A step's checked values → the step of the model, with the defaults of the format filled in."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from presence import resources
from presence.diagnostics import Span
from presence.script.faults import Fault
from presence.script.model import (
    Ambient,
    Bell,
    Breathe,
    CheckIn,
    EachPartner,
    Include,
    Pause,
    Recording,
    Reflect,
    Repeat,
    Say,
    Script,
    Section,
    Step,
    Voice,
)
from presence.script.spec import BREATH_PATTERNS
from presence.units import Seconds

DEFAULT_LANGUAGE: Final = "en-US"
BED_LEVEL_DB: Final = -16.0
BED_FADE: Final = Fraction(6)
BELL_LEVEL_DB: Final = -6.0
BELL_EVERY: Final = Fraction(4)
WAIT: Final = Fraction(30)
CYCLES: Final = 6

Found = Mapping[str, Any]


def _say(found: Found, span: Span) -> Say:
    voice = Voice(**{name: value for name, value in found.items() if name != "text"})
    return Say(found["text"], voice, span)


def _pause(found: Found, span: Span) -> Pause:
    shortest, longest = found["time"]
    return Pause(shortest, longest, span)


def _bell(found: Found, span: Span) -> Bell:
    return Bell(
        found.get("sound", resources.sounds()[resources.BELL]),
        found.get("times", 1),
        found.get("every", BELL_EVERY),
        found.get("level", BELL_LEVEL_DB),
        span,
    )


def _breathe(found: Found, span: Span) -> Breathe:
    written = tuple((name, found[name]) for name in ("in", "hold", "out", "rest") if name in found)
    if "pattern" in found and written:
        message = f"'breathe' has a pattern and '{written[0][0]}'; it takes one or the other"
        raise Fault("two-patterns", message, "Delete 'pattern', or its parts.")
    if "pattern" in found:
        phases: tuple[tuple[str, Seconds], ...] = tuple(
            (name, Fraction(seconds)) for name, seconds in BREATH_PATTERNS[found["pattern"]]
        )
    elif "in" in found and "out" in found:
        phases = written
    else:
        message = "'breathe' needs 'in' and 'out', or a named pattern"
        hint = f"Named are {', '.join(BREATH_PATTERNS)}, as in 'breathe: box'."
        raise Fault("missing-key", message, hint)
    return Breathe(phases, found.get("times", CYCLES), found.get("cue", "both"), span)


def _ambient(found: Found, span: Span) -> Ambient:
    return Ambient(
        found["sound"] or None, found.get("level", BED_LEVEL_DB), found.get("fade", BED_FADE), span
    )


def _check_in(found: Found, span: Span) -> CheckIn:
    return CheckIn(found["ask"], found.get("wait", WAIT), found.get("gentler", ()), span)


BUILDERS: Final[MappingProxyType[str, Callable[[Found, Span], Step]]] = MappingProxyType(
    {
        "say": _say,
        "pause": _pause,
        "bell": _bell,
        "breathe": _breathe,
        "section": lambda found, span: Section(found["title"], span),
        "repeat": lambda found, span: Repeat(found["times"], found["steps"], span),
        "each-partner": lambda found, span: EachPartner(found["steps"], span),
        "check-in": _check_in,
        "reflect": lambda found, span: Reflect(found["text"], span),
        "ambient": _ambient,
        "recording": lambda found, span: Recording(found["file"], found["text"], span),
        "include": lambda found, span: Include(found["file"], span),
    }
)


def build_script(found: Found, span: Span) -> Script:
    """The script, as far as its parts could be read: a part that could not is as if left out."""
    return Script(
        path=span.path,
        title=found.get("title") or "",
        summary=found.get("summary") or "",
        principle=found.get("principle"),
        language=found.get("language") or DEFAULT_LANGUAGE,
        partners=found.get("partners") or (),
        length=found.get("for"),
        voice=found.get("voice") or Voice(),
        ambient=found.get("ambient"),
        values=found.get("values") or (),
        steps=found.get("steps") or (),
        gentler=found.get("gentler") or (),
        included={},
        span=span,
    )
