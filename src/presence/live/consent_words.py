"""The words of consent: where an exercise can be, what can happen, what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from presence.live.keys import Key
from presence.live.view import Mode

Place = Literal["exercise", "check-in", "gentler", "offer", "rest"]
"""Where the exercise is. `offer` is the question after the gentler steps: go on, rest, or end."""

Stage = Literal["asking", "asked", "again", "held"]
"""Of a question: being asked, and not heard yet; heard; asked once more; held after that."""

Over = Literal["", "ending", "closing", "leaving", "ended"]
"""How far the end has come: fading, then the closing words; `leaving` fades without any."""

Moment = Literal[
    "question asked",  # all of it was heard; in the exercise: a check-in was reached
    "wait over",
    "gentler over",
    "exercise over",
    "end faded",
    "closing over",
    "device lost",
    "device back",
    "interrupted",  # by Ctrl-C
]
MOMENTS: Final[tuple[Moment, ...]] = get_args(Moment)

Event = Key | Moment

Action = Literal[
    "hush",  # fade to silence, or to the soft bed of a pause
    "low",  # fade to the bed alone, low
    "repeat",  # go on with the line that was interrupted, from its start
    "repeat line",  # the line said last, once more
    "go on",  # past the check-in; or from where gears were shifted
    "ask",  # the question that stands, from its start
    "gentler",  # the gentler steps, from their start
    "gentler on",  # the gentler steps, from the line that was interrupted
    "sound is back",  # say so, then what follows
    "keep place",  # there is no device: remember where it was
    "line back",
    "line on",
    "section back",
    "section on",
    "move line back",  # the same in silence: only where it will go on
    "move line on",
    "move section back",
    "move section on",
    "end",  # fade out over 2 s
    "end soon",  # fade out at once
    "close",  # the closing words
    "stop",
    "louder",
    "softer",
    "bed louder",
    "bed softer",
    "bed off or on",
    "help",
    "remind: the question first",
    "remind: an answer each",
    "remind: an answer first",
]

Actions = tuple[Action, ...]


_MODES: Final[Mapping[Place, Mode]] = MappingProxyType(
    {"exercise": "playing", "gentler": "gentler", "rest": "resting"}
)


@dataclass(frozen=True, slots=True)
class State:
    """What the room is doing. `voters` are those who are asked; `yes` holds who has said it."""

    voters: int
    place: Place = "exercise"
    stage: Stage = "asking"
    yes: frozenset[int] = frozenset()
    paused: bool = False
    lost: bool = False
    over: Over = ""

    @property
    def mode(self) -> Mode:
        """The one word for it."""
        if self.over:
            return "ended" if self.over == "ended" else "ending"
        if self.lost:
            return "lost"
        if self.paused:
            return "paused"
        if self.place in ("check-in", "offer"):
            return "holding" if self.stage == "held" else "asking"
        return _MODES[self.place]

    @property
    def at_question(self) -> bool:
        """Whether a question stands."""
        return self.place in ("check-in", "offer")


YES_KEYS: Final[tuple[tuple[Key, ...], ...]] = (
    ("f", "1"), ("j", "2"), ("3",), ("4",), ("5",), ("6",), ("7",), ("8",), ("9",),
)  # fmt: skip
"""Each partner's own where both are asked: the ridged ones are found with closed eyes."""
MAX_VOTERS: Final = len(YES_KEYS)
