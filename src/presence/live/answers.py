"""Who is asked and what they said, in; the choices shown, and check-ins as answered, out."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from presence.live.consent_words import YES_KEYS, State
from presence.live.keys import Key
from presence.live.view import Answer, Mode

Choices = tuple[tuple[str, str], ...]

_END: Final = ("q", "end")
_LESS: Final = ("g", "do less")
_PAUSE: Final = ("p", "pause")
_SPACE_PAUSES: Final = ("space", "pause")
_CHOICES: Final[Mapping[Mode, Choices]] = MappingProxyType(
    {
        "playing": (_SPACE_PAUSES, _LESS, _END, ("?", "keys")),
        "paused": (("space", "go on"), _LESS, _END),
        "gentler": (_SPACE_PAUSES, ("g", "rest"), _END),
        "resting": (("y", "when you are ready"), _END),
        "lost": (_SPACE_PAUSES, _END),
        "ending": (("q", "at once"),),
    }
)
_ALONE: Final[Choices] = (("y", "go on"),)
_CHECK_IN: Final[Choices] = (_PAUSE, _LESS, _END)
_OFFER: Final[Choices] = (("r", "rest"), _END)
_CLOSING: Final[Choices] = (("any key", "leave it here"),)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A question, and what was answered, in the order it came: (name, 'yes', 'no', 'less', 'rest'
    or 'pause'). The name is empty where it is not known who pressed the key."""

    time_s: float  # of the exercise
    question: str
    answers: tuple[tuple[str, str], ...]


COUNTS_AT_ONCE: Final[tuple[Key, ...]] = ("g", "n", "q", "escape")
"""What needs no question to be heard out."""
_SAID: Final[Mapping[Key, str]] = MappingProxyType(
    {"n": "no", "q": "no", "escape": "no", "g": "less", "p": "pause"}
)


class Answers:
    """Keeps what is said at each question, for the journal."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._asked: tuple[float, str] | None = None
        self._said: list[tuple[str, str]] = []
        self._done: list[CheckedIn] = []

    def ask(self, time_s: float, question: str) -> None:
        """A question stands now. Asked again in the same place it is the same question."""
        if self._asked != (time_s, question):
            self.close()
            self._asked = (time_s, question)

    def hear_early(self, time_s: float, question: str, key: Key) -> None:
        """What was said while a question was being asked for the first time, and ends the asking:
        a no, or less."""
        self.ask(time_s, question)
        self._said.append(("", _SAID[key]))
        self.close()

    def hear(self, before: State, key: Key, after: State) -> None:
        """Notes what a key said at the question that stood `before` it."""
        if self._asked is None or not before.at_question or before == after:
            return
        if before.paused or before.lost:
            return
        voter = next((v for v, keys in enumerate(YES_KEYS) if key in keys), None)
        if before.voters == 1 and key in ("y", "space") and not after.at_question:
            self._said.append(("", "yes"))
        elif before.voters > 1 and voter is not None:
            self._said.append((self.name(voter), "yes"))
        elif key == "r" and after.place == "rest":
            self._said.append(("", "rest"))
        elif key in _SAID:
            said = "rest" if key == "g" and after.place == "rest" else _SAID[key]
            self._said.append(("", said))
        if not after.at_question:
            self.close()

    def close(self) -> None:
        """The question stands no longer; one that nobody answered is kept too."""
        if self._asked is not None:
            self._done.append(CheckedIn(*self._asked, tuple(self._said)))
        self._asked, self._said = None, []

    @property
    def all(self) -> tuple[CheckedIn, ...]:
        """Every question that was heard, in order."""
        return tuple(self._done)

    def name(self, voter: int) -> str:
        """What a partner is called."""
        return self._names[voter] if voter < len(self._names) else ""

    def places(self, state: State) -> tuple[Answer, ...]:
        """One for each who is asked, while a question stands; empty for one alone."""
        if state.voters == 1 or not state.at_question:
            return ()
        return tuple(
            Answer(self.name(voter), YES_KEYS[voter][0], "yes" if voter in state.yes else None)
            for voter in range(state.voters)
        )


def choices(state: State) -> Choices:
    """The keys that matter now, and what they do."""
    if state.over == "closing":
        return _CLOSING
    if state.mode not in ("asking", "holding"):
        return _CHOICES.get(state.mode, ())
    less = _CHECK_IN if state.place == "check-in" else _OFFER
    if state.stage == "asking":  # an answer counts once the question was heard
        return (_SPACE_PAUSES, *(choice for choice in less if choice != _PAUSE))
    return (_ALONE if state.voters == 1 else ()) + less
