"""What an entry of the journal is made of: how an exercise went, and what was written of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

HOW_WAS_THAT: Final = "How was that, not only in the body?"
"""Asked last, after every exercise."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in as it was answered: `answers` are names and words, in the order they came."""

    time_s: float  # of the exercise
    question: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Played:
    """How an exercise went. `questions` are those for the journal that were reached;
    no `partners`: somebody alone. `ended` is in words: 'to the end', 'early'."""

    exercise: str
    title: str
    began: datetime  # local time
    seconds: float
    ended: str
    partners: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    check_ins: tuple[CheckedIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Reflection:
    """A question, and what was written: (name, text), with an empty name for somebody alone."""

    question: str
    answers: tuple[tuple[str, str], ...]
