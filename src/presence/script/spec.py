"""The script format as a table: every key of a script and of each step, its kind and bounds.

The reader checks by it, the editor's schema is made from it and the documentation follows it;
nothing else states what may stand where.
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
    doc: str = ""  # a sentence for an author, as an editor shows it


@dataclass(frozen=True, slots=True)
class Form:
    """A mapping's keys. `short` is the key that a bare value stands for, if one may."""

    fields: MappingProxyType[str, Field]
    short: str | None = None
    bare: bool = False  # the step's name alone is a whole step
    doc: str = ""  # a sentence for an author, as an editor shows it


def _form(
    fields: dict[str, Field], short: str | None = None, bare: bool = False, doc: str = ""
) -> Form:
    return Form(MappingProxyType(fields), short, bare, doc)


_HOUR: Final = Fraction(3600)
_DAY: Final = 24 * _HOUR
_RATE: Final = Field("rate", low=80, high=300, example="110", doc="Words a minute.")
_VOICE: Final = {
    "name": Field("label", doc="A voice of the engine in use; 'presence voices' lists them."),
    "rate": _RATE,
    "pitch": Field("count", low=0, high=100, example="50", doc="50 is the voice's own pitch."),
    "volume": Field("level", low=-40, high=6, example="-3 dB", doc="Louder or softer than usual."),
    "gap": Field(
        "seconds",
        low=Fraction(0),
        high=Fraction(60),
        example="1s",
        doc="Between two lines that have no pause written between them; 0.7s if left out.",
    ),
}


def _phase(doc: str) -> Field:
    return Field("seconds", low=Fraction(1, 2), high=Fraction(60), example="4s", doc=doc)


_BED: Final = {
    "level": Field(
        "level", low=-60, high=0, example="-16 dB", doc="Relative to the voice; -16 dB if left out."
    ),
    "fade": Field(
        "seconds",
        low=Fraction(0),
        high=Fraction(60),
        example="6s",
        doc="How long the change takes; 6s if left out.",
    ),
}
_STEPS: Final = Field("steps", required=True, doc="What happens, step by step.")
_SAID: Final = (
    "What is said. '[2s]' is a silence inside it; '{partner}' and other names in braces are "
    "filled in."
)
_TEXT: Final = Field("words", required=True, example="Let your shoulders soften.", doc=_SAID)

VOICE: Final = _form(_VOICE, doc="What is asked of the voice.")
AMBIENT: Final = _form(
    {
        "sound": Field(
            "bed",
            required=True,
            example="rain",
            doc="A built-in sound, the path of a sound file, or 'off'.",
        ),
        **_BED,
    },
    short="sound",
    doc="The bed of sound from here on, or 'off'.",
)

SCRIPT: Final = _form(
    {
        "presence": Field("version", required=True, example="1", doc="The version of the format."),
        "title": Field("label", required=True, doc="What the exercise is called."),
        "summary": Field("label", doc="A sentence for lists of exercises."),
        "principle": Field("choice", choices=PRINCIPLES, doc="What the exercise practises."),
        "language": Field(
            "language",
            example="en-US",
            doc="The language that is spoken, such as en-US or de; en-US if left out.",
        ),
        "partners": Field(
            "partners",
            doc="Two to twelve names or descriptions, as they are spoken. Left out, the exercise "
            "is for one.",
        ),
        "for": Field(
            "seconds",
            low=Fraction(1),
            high=_DAY,
            example="15m",
            doc="How long the exercise lasts: its flexible pauses grow until it does.",
        ),
        "voice": Field("voice", doc="What is asked of the voice, for every line."),
        "ambient": Field("ambient", doc="The bed of sound that plays from the start."),
        "values": Field("values", doc="Names of your own, and what texts say in their place."),
        "steps": _STEPS,
        "gentler": Field(
            "steps", doc="Where 'shift gears' leads when it is asked for at any moment."
        ),
    },
    doc="A guided exercise for Presence.",
)

_BELL: Final = _form(
    {
        "sound": Field(
            "sound", example="bell", doc="A built-in sound or the path of a sound file."
        ),
        "times": Field("count", low=1, high=108, example="3", doc="How many strikes."),
        "every": Field(
            "seconds",
            low=Fraction(1, 2),
            high=Fraction(600),
            example="4s",
            doc="From one strike to the next; 4s if left out.",
        ),
        "level": Field(
            "level", low=-60, high=6, example="-6 dB", doc="How loud; -6 dB if left out."
        ),
    },
    short="sound",
    bare=True,
    doc="A bell. It takes no time of its own: it rings into what follows.",
)
_BREATHE: Final = _form(
    {
        "pattern": Field(
            "choice",
            choices=tuple(BREATH_PATTERNS),
            doc="A named pattern, instead of 'in', 'hold', 'out' and 'rest'.",
        ),
        "in": _phase("How long one breath in takes."),
        "hold": _phase("How long the breath is held after breathing in."),
        "out": _phase("How long one breath out takes."),
        "rest": _phase("How long to rest after breathing out."),
        "times": Field(
            "count", low=1, high=1000, example="6", doc="How many whole breaths; 6 if left out."
        ),
        "cue": Field("choice", choices=CUES, doc="What leads the breath; both if left out."),
    },
    short="pattern",
    doc="A paced breath: a named pattern, or times for its phases.",
)
_CHECK_IN: Final = _form(
    {
        "ask": Field(
            "words",
            required=True,
            example="Is this still good?",
            doc="The question, as it is said.",
        ),
        "wait": Field(
            "seconds",
            low=Fraction(1),
            high=Fraction(600),
            example="30s",
            doc="How long an answer is awaited; 30s if left out. Silence is never a yes.",
        ),
        "gentler": Field("steps", doc="Where 'shift gears' leads from here."),
    },
    short="ask",
    doc="A question whether this is still good. It waits for an answer; silence is never a yes.",
)
_PAUSE: Final = Field(
    "pause",
    required=True,
    low=Fraction(0),
    high=_DAY,
    example="20s",
    doc="A time such as 20s or 1m30s, or a range such as 45s to 2m.",
)
_ROUNDS: Final = Field(
    "rounds", required=True, low=1, high=10_000, example="3", doc="How many rounds."
)

STEPS: Final = MappingProxyType(
    {
        "say": _form(
            {"text": _TEXT, **_VOICE},
            short="text",
            doc="A line that is said. '[2s]' inside it is a silence; '{partner}' is filled in.",
        ),
        "pause": _form(
            {"time": _PAUSE},
            short="time",
            doc="Silence of the narrator, such as 20s or 1m30s; 45s to 2m is flexible.",
        ),
        "bell": _BELL,
        "breathe": _BREATHE,
        "section": _form(
            {
                "title": Field(
                    "title", required=True, example="Settling", doc="Shown, never spoken."
                )
            },
            short="title",
            doc="Begins a chapter: everything up to the next section.",
        ),
        "repeat": _form(
            {"times": _ROUNDS, "steps": _STEPS},
            doc="The steps several times; '{round}' is the number of the round.",
        ),
        "each-partner": _form(
            {"steps": _STEPS},
            short="steps",
            doc="The steps once for each partner, with '{partner}' and '{other}' filled in.",
        ),
        "check-in": _CHECK_IN,
        "reflect": _form(
            {"text": Field("words", required=True, example="What did you notice?", doc=_SAID)},
            short="text",
            doc="A question for after the exercise: spoken, then offered to the journal.",
        ),
        "ambient": AMBIENT,
        "recording": _form(
            {
                "file": Field(
                    "recording",
                    required=True,
                    example="welcome.wav",
                    doc="The path of a sound file, beside this script or below it.",
                ),
                "text": Field("words", required=True, doc="What is heard in it, for the captions."),
            },
            doc="A person's own recorded line instead of the voice.",
        ),
        "include": _form(
            {
                "file": Field(
                    "include",
                    required=True,
                    example="closing.yaml",
                    doc="The path of a script, beside this one or below it.",
                )
            },
            short="file",
            doc="The steps of another script.",
        ),
    }
)
