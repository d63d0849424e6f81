"""What is going on in the room → View, all that a screen needs to know of one moment."""

from dataclasses import dataclass
from typing import Final, Literal

from presence.mix.source import BreathMoment

Mode = Literal[
    "playing", "paused", "asking", "holding", "gentler", "resting", "lost", "ending", "ended"
]
"""What the room does: `holding` is a question not answered, `lost` is without a sound device."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One partner's place at a check-in."""

    name: str
    key: str  # the key that says yes for them
    said: str | None  # what they have answered; None as long as they have not


@dataclass(frozen=True, slots=True)
class View:
    """What a screen shows: the exercise at one moment."""

    title: str
    section: str
    line: str
    line_number: int
    position_s: float
    remaining_s: float
    mode: Mode
    partner: str | None = None  # who the line is for; None: everybody
    breath: BreathMoment | None = None
    progress: float = 0.0  # 0…1 of the exercise
    question: str | None = None  # while asking, or holding at it
    answers: tuple[Answer, ...] = ()
    is_heard: bool = True  # all of the question: an answer counts
    choices: tuple[tuple[str, str], ...] = ()  # (key, what it does), those offered now
    notice: str = ""  # one calm line; empty as a rule
    help: bool = False  # the whole list of keys is shown
    silent_line: bool = False  # the line could not be spoken: it is there to be read


KEY_LIST: Final[tuple[tuple[str, str], ...]] = (
    ("space", "pause, go on"),
    ("g", "do less"),
    ("q Esc", "end gently"),
    ("r", "say the line again"),
    ("← →", "line back, on"),
    ("PgUp PgDn", "section back, on"),
    ("+ −", "voice louder, softer"),
    ("[ ]", "bed softer, louder"),
    ("m", "bed off, on"),
    ("?", "these keys"),
)
"""All keys, in the order in which they are shown: what anybody may need first comes first."""
