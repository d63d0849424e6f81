"""The script format as a table: every key of a script and of each step, its kind, bounds and default.

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


@dataclass(frozen=True, slots=True)
class Form:
    """A mapping's keys. `short` is the key that a bare value stands for, if one may."""

    fields: MappingProxyType[str, Field]
    short: str | None = None
    bare: bool = False  # the step's name alone is a whole step


def _form(short: str | None = None, bare: bool = False, **fields: Field) -> Form:
    named = {name.rstrip("_").replace("_", "-"): field for name, field in fields.items()}
    return Form(MappingProxyType(named), short, bare)


_HOUR: Final = Fraction(3600)
_DAY: Final = 24 * _HOUR
_RATE: Final = Field("rate", low=80, high=300)
_VOICE: Final = {
    "name": Field("label"),
    "rate": _RATE,
    "pitch": Field("count", low=0, high=100),
    "volume": Field("level", low=-40, high=6),
    "gap": Field("seconds", low=Fraction(0), high=Fraction(60)),
}
_PHASE: Final = Field("seconds", low=Fraction(1, 2), high=Fraction(60))
_BED: Final = {
    "level": Field("level", low=-60, high=0),
    "fade": Field("seconds", low=Fraction(0), high=Fraction(60)),
}
_STEPS: Final = Field("steps", required=True)

VOICE: Final = _form(**_VOICE)
AMBIENT: Final = _form(short="sound", sound=Field("bed", required=True), **_BED)

SCRIPT: Final = _form(
    presence=Field("version", required=True),
    title=Field("label", required=True),
    summary=Field("label"),
    principle=Field("choice", choices=PRINCIPLES),
    language=Field("language"),
    partners=Field("partners"),
    voice=Field("voice"),
    ambient=Field("ambient"),
    values=Field("values"),
    steps=_STEPS,
    gentler=Field("steps"),
)

STEPS: Final = MappingProxyType(
    {
        "say": _form(short="text", text=Field("words", required=True), **_VOICE),
        "pause": _form(
            short="time", time=Field("pause", required=True, low=Fraction(0), high=_DAY)
        ),
        "bell": _form(
            short="sound",
            bare=True,
            sound=Field("sound"),
            times=Field("count", low=1, high=108),
            every=Field("seconds", low=Fraction(1, 2), high=Fraction(600)),
            level=Field("level", low=-60, high=6),
        ),
        "breathe": _form(
            short="pattern",
            pattern=Field("choice", choices=tuple(BREATH_PATTERNS)),
            in_=_PHASE,
            hold=_PHASE,
            out=_PHASE,
            rest=_PHASE,
            times=Field("count", low=1, high=1000),
            cue=Field("choice", choices=CUES),
        ),
        "section": _form(short="title", title=Field("title", required=True)),
        "repeat": _form(times=Field("count", required=True, low=1, high=10_000), steps=_STEPS),
        "each-partner": _form(short="steps", steps=_STEPS),
        "check-in": _form(
            short="ask",
            ask=Field("words", required=True),
            wait=Field("seconds", low=Fraction(1), high=Fraction(600)),
            gentler=Field("steps"),
        ),
        "reflect": _form(short="text", text=Field("words", required=True)),
        "ambient": AMBIENT,
        "recording": _form(
            file=Field("recording", required=True), text=Field("words", required=True)
        ),
        "include": _form(short="file", file=Field("include", required=True)),
    }
)
