"""A question is followed by less than three seconds of silence.

A question that nobody has time to answer is not one. Three seconds is the least that makes a
difference: research on wait time in classrooms (Mary Budd Rowe, 1974) found that teachers waited
about one second, and that from three seconds on answers became longer and more people gave one.
Most inner questions want ten or more.

A check-in is not judged, for it waits; nor is a `reflect`, which is for afterwards; nor is a
question that comes last. A breath or a bell counts as silence.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject, Timed
from presence.diagnostics import Diagnostic, Span
from presence.sequence.cues import CheckIn, Reflect

ID: Final = "hurried-question"
DEFAULTS: Final[Mapping[str, Figure]] = {"least": Figure(3.0, "s")}

_AFTER_A_MARK: Final = " '\"’”»)…"
_MARKS: Final = ("?", "？", "؟")


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    excepted = _excepted(subject)
    lines = subject.spoken
    for line, following in pairwise(lines):
        silence_s = following.begin_s - line.begin_s - line.length_s
        span = line.cue.span
        is_judged = subject.is_own(span) and span not in excepted and _asks(line)
        if is_judged and silence_s < figures["least"] - 0.001:
            message = f"a question, and then {silence_s:.1f} s of silence to answer it"
            hint = "Give it a pause of 3s or more; ten if it asks something new."
            yield warning(ID, message, subject.text_span(line.cue), hint)


def _asks(timed: Timed) -> bool:
    return timed.caption.rstrip(_AFTER_A_MARK).endswith(_MARKS)


def _excepted(subject: Subject) -> set[Span]:
    cues = (timed.cue for timed in subject.timed)
    return {cue.span for cue in cues if isinstance(cue, CheckIn | Reflect)}
