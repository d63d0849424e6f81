"""A number of lines → sentences, no two alike, and whole scripts of them; the same every time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

_WHEN: Final = (
    "For a while",
    "With the next breath",
    "When you are ready",
    "Without any hurry",
    "As you sit here",
    "Once more",
    "In your own time",
    "If it feels right",
    "Little by little",
    "Before we go on",
    "Just as you are",
    "With a soft gaze",
    "Out of curiosity",
    "At your own pace",
)
_WHAT: Final = (
    "let your shoulders sink",
    "feel both feet on the floor",
    "follow the air through your nose",
    "listen to the room around you",
    "notice the weight of your hands",
    "soften the space behind your eyes",
    "let your jaw hang loose",
    "feel the back of the chair",
    "look at the person before you",
    "remember a place where you felt safe",
    "notice what is warm and what is cool",
    "let your belly be round",
    "count four slow breaths",
    "say a silent thank you",
    "turn your palms upward",
    "find the quietest sound there is",
    "feel your heart at work",
    "let a small smile come",
    "give your thoughts a rest",
)
_AND: Final = (
    "and stay there",
    "and see what changes",
    "and let it be enough",
    "and ask for nothing more",
    "and be kind about it",
    "and wait a moment",
    "and let the rest go by",
    "and notice where it leads",
    "and keep it simple",
    "and breathe",
    "and trust it",
)
_COMBINATIONS: Final = len(_WHEN) * len(_WHAT) * len(_AND)
_STRIDE: Final = 1009  # prime to the number of combinations, so that every one of them comes up
_PAUSES_S: Final = (5.0, 7.0, 4.0, 10.0, 6.0, 6.5, 8.0, 5.0, 7.0, 8.5)

REFERENCE_LINES: Final = 120
REFERENCE_S: Final = 1432.0
"""How long a session of so many lines lasts, about."""
RATE_WPM: Final = 130


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and the seconds of silence that follow it."""

    text: str
    pause_s: float


def sentences() -> Iterator[str]:
    """As many different sentences as there are, some three thousand."""
    for number in range(_COMBINATIONS):
        place, when = divmod(number * _STRIDE % _COMBINATIONS, len(_WHEN))
        link, what = divmod(place, len(_WHAT))
        yield f"{_WHEN[when]}, {_WHAT[what]}, {_AND[link]}."


def lines(count: int) -> list[Line]:
    """The first lines of the session; ValueError if there are not so many sentences."""
    if count > _COMBINATIONS:
        raise ValueError(f"{count} lines asked for; there are {_COMBINATIONS} sentences")
    said = enumerate(islice(sentences(), count))
    return [Line(text, _PAUSES_S[number % len(_PAUSES_S)]) for number, text in said]


def lines_lasting(seconds: float) -> list[Line]:
    """As many lines as fill so long, at the density of the reference session."""
    return lines(round(REFERENCE_LINES * seconds / REFERENCE_S))


def write_script(path: Path, spoken: Iterable[Line], bed: str | None = "rain") -> Path:
    """The lines as a script of the player's; a step a sentence and a step a pause."""
    head = ["---", "presence: 1", "title: Benchmark", f"voice: {{rate: {RATE_WPM}}}"]
    if bed:
        head.append(f"ambient: {{sound: {bed}, level: -16 dB, fade: 6s}}")
    steps = [f"  - say: {line.text}\n  - pause: {line.pause_s:g}s" for line in spoken]
    path.write_text("\n".join([*head, "steps:", *steps, ""]), encoding="utf-8")
    return path
