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
    r"\bstop(?:s|ping)?", r"\bpaus(?:e|es|ing)", r"\bleav(?:e|es|ing)", r"\bend (?:it|this|here)",
    r"\bchang(?:e|es|ing)", r"\bskip(?:ping)?", r"\bstep (?:out|away|back)", r"\bopt out",
    r"\btake a break", r"\bsay no", r"\bno is", r"\bsit (?:it|this|anything) out", r"\bquit",
    r"\bdo something else", r"\bget up", r"\bwalk away", r"\bbreak off",
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
