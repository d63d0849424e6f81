"""The opening does not say that one may stop, pause, leave or change something.

People go along with a recorded voice, also when they would rather not. That stopping is welcome
has to be said aloud, before anything is asked of them: in trauma-sensitive teaching it is the
first thing said. One minute of speech is about two of an exercise. A script in which nobody speaks
says nothing, and is not judged.

English only.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.english import stems
from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic

ID: Final = "no-way-out"
DEFAULTS: Final[Mapping[str, Figure]] = {"within": Figure(60.0, "s")}

_WAYS: Final = stems(
    r"stop(?:s|ping)?", r"paus(?:e|es|ing)", r"leav(?:e|es|ing)", r"end (?:it|this|here)",
    r"chang(?:e|es|ing)", r"skip(?:ping)?", r"step (?:out|away|back)", r"opt out",
    r"take a break", r"say no", r"no is", r"sit (?:it|this|anything) out", r"quit",
    r"do something else", r"get up", r"walk away", r"break off",
)  # fmt: skip


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    if not subject.is_english or not subject.spoken:
        return
    spoken_s = 0.0
    for timed in subject.spoken:
        if spoken_s > figures["within"]:
            break
        if _WAYS.search(timed.caption.lower()):
            return
        spoken_s += timed.length_s
    message = "the opening does not say that it is fine to stop, or to change something"
    hint = "Say it early: 'You can change anything, or stop, whenever you like.'"
    yield warning(ID, message, subject.text_span(subject.spoken[0].cue), hint)
