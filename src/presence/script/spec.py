"""The script format as a table: every key of a script and of each step, its kind and bounds.

The reader checks by it and the documentation follows it; nothing else states what may stand
where.
"""

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

FORMAT_VERSION: Final = 1

PRINCIPLES: Final = ("needs", "consent", "presence", "check-in", "learning")
CUES: Final = ("voice", "tone", "both")
SOUND_SUFFIXES: Final = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3")
SCRIPT_SUFFIXES: Final = (".yaml", ".yml")

BREATH_PATTERNS: Final = MappingProxyType(
    {
        "box": (("in", 4), ("hold", 4), ("out", 4), ("rest", 4)),
        "resonance": (("in", 5), ("out", 5)),
        "4-7-8": (("in", 4), ("hold", 7), ("out", 8)),
        # two breaths in, the second a short one on top, and one long breath out
        "physiological-sigh": (("in", 2), ("in", 1), ("out", 6)),
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One key: its kind names a parser in `values.py`; bounds are in the kind's own unit."""

    kind: str
    required: bool = False
    low: Any = None
    high: Any = None
    choices: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A mapping's keys. `short` is the key that a bare value stands for, if one may."""

    fields: MappingProxyType[str, Field]
    short: str | None = None
    bare: bool = False  # the step's name alone is a whole step


def _form(fields: dict[str, Field], short: str | None = None, bare: bool = False) -> Form:
    return Form(MappingProxyType(fields), short, bare)


_HOUR: Final = Fraction(3600)
_DAY: Final = 24 * _HOUR
_RATE: Final = Field("rate", low=80, high=300)
_VOICE: Final = {
    "name": Field("label"),
    "rate": _RATE,
    "pitch": Field("count", low=0, high=100),
    "volume": Field("level", low=-40, high=6, example="-3 dB"),
    "gap": Field("seconds", low=Fraction(0), high=Fraction(60)),
}
_PHASE: Final = Field("seconds", low=Fraction(1, 2), high=Fraction(60))
_BED: Final = {
    "level": Field("level", low=-60, high=0, example="-16 dB"),
    "fade": Field("seconds", low=Fraction(0), high=Fraction(60)),
}
_STEPS: Final = Field("steps", required=True)
_TEXT: Final = Field("words", required=True)

VOICE: Final = _form(_VOICE)
AMBIENT: Final = _form({"sound": Field("bed", required=True), **_BED}, short="sound")

SCRIPT: Final = _form(
    {
        "presence": Field("version", required=True),
        "title": Field("label", required=True),
        "summary": Field("label"),
        "principle": Field("choice", choices=PRINCIPLES),
        "language": Field("language"),
        "partners": Field("partners"),
        "voice": Field("voice"),
        "ambient": Field("ambient"),
        "values": Field("values"),
        "steps": _STEPS,
        "gentler": Field("steps"),
    }
)

_BELL: Final = _form(
    {
        "sound": Field("sound"),
        "times": Field("count", low=1, high=108),
        "every": Field("seconds", low=Fraction(1, 2), high=Fraction(600)),
        "level": Field("level", low=-60, high=6, example="-6 dB"),
    },
    short="sound",
    bare=True,
)
_BREATHE: Final = _form(
    {
        "pattern": Field("choice", choices=tuple(BREATH_PATTERNS)),
        "in": _PHASE,
        "hold": _PHASE,
        "out": _PHASE,
        "rest": _PHASE,
        "times": Field("count", low=1, high=1000),
        "cue": Field("choice", choices=CUES),
    },
    short="pattern",
)
_CHECK_IN: Final = _form(
    {
        "ask": _TEXT,
        "wait": Field("seconds", low=Fraction(1), high=Fraction(600)),
        "gentler": Field("steps"),
    },
    short="ask",
)
_PAUSE: Final = Field("pause", required=True, low=Fraction(0), high=_DAY)
_ROUNDS: Final = Field("rounds", required=True, low=1, high=10_000)

STEPS: Final = MappingProxyType(
    {
        "say": _form({"text": _TEXT, **_VOICE}, short="text"),
        "pause": _form({"time": _PAUSE}, short="time"),
        "bell": _BELL,
        "breathe": _BREATHE,
        "section": _form({"title": Field("title", required=True)}, short="title"),
        "repeat": _form({"times": _ROUNDS, "steps": _STEPS}),
        "each-partner": _form({"steps": _STEPS}, short="steps"),
        "check-in": _CHECK_IN,
        "reflect": _form({"text": _TEXT}, short="text"),
        "ambient": AMBIENT,
        "recording": _form({"file": Field("recording", required=True), "text": _TEXT}),
        "include": _form({"file": Field("include", required=True)}, short="file"),
    }
)
