"""Script: what the author wrote, read and checked, before anything is unrolled or filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from presence.diagnostics import Span
from presence.units import Seconds


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{name}` in a text."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Silence:
    """`[2s]` in a text."""

    seconds: Seconds
    span: Span


Words = tuple[str | Placeholder | Silence, ...]
"""A text, taken apart."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What a script or a line asks of the voice; None where it asks nothing."""

    name: str | None = None
    rate: int | None = None  # words a minute
    pitch: int | None = None  # 0…100; 50 is the voice's own
    volume: float | None = None  # dB
    gap: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Say:
    text: Words
    voice: Voice
    span: Span


@dataclass(frozen=True, slots=True)
class Pause:
    shortest: Seconds
    longest: Seconds
    span: Span


@dataclass(frozen=True, slots=True)
class Bell:
    sound: Path
    times: int
    every: Seconds
    level_db: float
    span: Span


@dataclass(frozen=True, slots=True)
class Breathe:
    """`phases` is one cycle: ('in' | 'hold' | 'out' | 'rest', how long)."""

    phases: tuple[tuple[str, Seconds], ...]
    times: int
    cue: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    title: Words
    span: Span


@dataclass(frozen=True, slots=True)
class Repeat:
    times: int
    steps: "Steps"
    span: Span


@dataclass(frozen=True, slots=True)
class EachPartner:
    steps: "Steps"
    span: Span


@dataclass(frozen=True, slots=True)
class CheckIn:
    ask: Words
    wait: Seconds
    gentler: "Steps"
    span: Span


@dataclass(frozen=True, slots=True)
class Reflect:
    text: Words
    span: Span


@dataclass(frozen=True, slots=True)
class Ambient:
    """The bed from here on; no `sound` means none."""

    sound: Path | None
    level_db: float
    fade: Seconds
    span: Span


@dataclass(frozen=True, slots=True)
class Recording:
    file: Path
    text: Words
    span: Span


@dataclass(frozen=True, slots=True)
class Include:
    """The steps of `file`; the Script is in the including script's `included`."""

    file: Path
    span: Span


Step = (
    Say
    | Pause
    | Bell
    | Breathe
    | Section
    | Repeat
    | EachPartner
    | CheckIn
    | Reflect
    | Ambient
    | Recording
    | Include
)
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Script:
    path: str
    title: str
    summary: str
    principle: str | None
    language: str
    partners: tuple[str, ...]  # empty: for one person
    length: Seconds | None  # 'for': what flexible pauses grow to fill
    voice: Voice
    ambient: Ambient | None
    values: tuple[tuple[str, str], ...]
    steps: Steps
    gentler: Steps
    included: Mapping[Path, "Script"]  # every script it includes, at any depth
    span: Span
