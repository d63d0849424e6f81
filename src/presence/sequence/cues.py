"""Sequence: what will happen, in order, every text filled in and every time as it was written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from presence.diagnostics import Span
from presence.units import Seconds

DEFAULT_RATE_WPM: Final = 130
"""Words a minute; the pace at which a speech recogniser understands the embedded voice best."""
DEFAULT_PITCH: Final = 50

Length = Seconds | Literal["shortest", "longest"]
"""What may be asked of a whole exercise: a time, or each flexible pause at an end of its range."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text and all that shapes its sound; equal utterances are one clip."""

    text: str
    language: str  # BCP 47
    voice: str | None  # None: the engine's own choice for the language
    rate_wpm: int
    pitch: int  # 0…100; 50 is the voice's own


@dataclass(frozen=True, slots=True)
class Speak:
    """A line said; it lasts as long as its clip."""

    utterance: Utterance
    volume_db: float
    partner: str | None  # who it is for, within 'each-partner'
    span: Span

    @property
    def caption(self) -> str:
        return self.utterance.text


@dataclass(frozen=True, slots=True)
class Recording:
    """A line somebody recorded; it lasts as long as the file's sound."""

    file: Path
    caption: str
    volume_db: float
    partner: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Rest:
    """Silence of the narrator, from `shortest` to `longest`."""

    shortest: Seconds
    longest: Seconds
    span: Span


@dataclass(frozen=True, slots=True)
class Bell:
    """Strikes `every` so long; it lasts from the first to the last and rings into what follows."""

    sound: Path
    times: int
    every: Seconds
    level_db: float  # relative to the voice
    span: Span


@dataclass(frozen=True, slots=True)
class Breath:
    """One phase of a breath: 'in', 'hold', 'out' or 'rest'; it lasts exactly `length`."""

    phase: str
    length: Seconds
    word: Utterance | None  # said as the phase begins
    tone: bool
    volume_db: float
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter begins; takes no time."""

    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The question has just been asked; `wait` for an answer. `gentler` is for 'shift gears'."""

    ask: tuple["Cue", ...]
    wait: Seconds
    gentler: tuple["Cue", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Reflect:
    """A question has just been asked that the journal offers again; takes no time."""

    question: str
    span: Span


@dataclass(frozen=True, slots=True)
class Bed:
    """The bed changes to `sound`, or to none, over `fade`; takes no time."""

    sound: Path | None
    level_db: float  # relative to the voice
    fade: Seconds
    span: Span


Cue = Speak | Recording | Rest | Bell | Breath | Section | CheckIn | Reflect | Bed


@dataclass(frozen=True, slots=True)
class Sequence:
    """A whole exercise. `gentler` is where 'shift gears' leads at any moment."""

    title: str
    summary: str
    principle: str | None
    language: str
    partners: tuple[str, ...]
    cues: tuple[Cue, ...]
    gentler: tuple[Cue, ...]
    path: str
    length: Length | None = None
    """What flexible pauses are yet to be settled for; None: they take their shorter times."""
