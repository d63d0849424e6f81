"""A breathing pattern asks for more than is good for a beginner.

Figures, and where they come from:

- a hold of at most 8 s: the longest in common practice is the 7 s of 4-7-8; box breathing holds 4.
- a rest, with empty lungs, of at most 6 s: it is the harder of the two holds; box breathing
  rests 4.
- 4-7-8 for at most 4 cycles: Andrew Weil, who made it known, has beginners do four, and nobody more
  than eight. Repeats around the step count.
- at most 20 breaths a minute: adults at rest take 12 to 20, calm breathing is about 6; faster
  ones for minutes on end lead to over-breathing, and to dizziness.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic
from presence.script.model import Breathe, CheckIn, EachPartner, Repeat, Steps
from presence.units import spell_seconds

ID: Final = "hard-breath"
DEFAULTS: Final[Mapping[str, Figure]] = {
    "hold": Figure(8.0, "s"),
    "rest": Figure(6.0, "s"),
    "cycles": Figure(4.0, "cycles of 4-7-8"),
    "pace": Figure(20.0, "breaths a minute"),
}
_MOST_CYCLES_OF_ALL: Final = 8


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    for steps in (subject.script.steps, subject.script.gentler):
        for step, rounds in _breaths(steps):
            yield from _phases(step, subject, figures)
            yield from _cycles(step, rounds, subject, figures)
            yield from _pace(step, figures)


def _breaths(steps: Steps) -> Iterator[tuple[Breathe, int]]:
    """Each breathing step, and how often the repeats around it have it come."""
    waiting = [(steps, 1)]
    while waiting:
        inside, rounds = waiting.pop()
        for step in inside:
            match step:
                case Breathe():
                    yield step, rounds
                case Repeat():
                    waiting.append((step.steps, rounds * step.times))
                case EachPartner():
                    waiting.append((step.steps, rounds))
                case CheckIn():
                    waiting.append((step.gentler, rounds))


def _phases(step: Breathe, subject: Subject, figures: Figures) -> Iterator[Diagnostic]:
    for phase, length in step.phases:
        if phase in ("hold", "rest") and length > figures[phase]:
            what = "holding" if phase == "hold" else "resting empty"
            message = f"{what} for {spell_seconds(length)} is long; {figures[phase]:g} s or less "
            message += "is within most people's reach"
            hint = "Shorten it, or offer a shorter count beside it."
            yield warning(ID, message, subject.places.value(step, phase), hint)


def _cycles(step: Breathe, rounds: int, subject: Subject, figures: Figures) -> Iterator[Diagnostic]:
    cycles = step.times * rounds
    if _is_4_7_8(step) and cycles > figures["cycles"]:
        message = f"{cycles} cycles of 4-7-8; a beginner does at most {figures['cycles']:g}"
        if cycles > _MOST_CYCLES_OF_ALL:
            message += f", and nobody more than {_MOST_CYCLES_OF_ALL}"
        hint = f"Write 'times: {figures['cycles']:g}', and let the breath go on by itself."
        yield warning(ID, message, subject.places.value(step, "times"), hint)


def _is_4_7_8(step: Breathe) -> bool:
    """The pattern, or one in its proportions."""
    lengths = dict(step.phases)
    unit = lengths["in"] / 4
    return unit >= 1 and lengths == {"in": unit * 4, "hold": unit * 7, "out": unit * 8}


def _pace(step: Breathe, figures: Figures) -> Iterator[Diagnostic]:
    pace = 60 / sum(length for _, length in step.phases)
    if pace > figures["pace"]:
        message = f"{float(pace):.0f} breaths a minute are more than {figures['pace']:g}; calm "
        message += "breathing is about 6"
        yield warning(ID, message, step.span, "Lengthen 'in' and 'out': 5s each is a calm pace.")
