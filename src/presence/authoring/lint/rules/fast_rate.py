"""A voice is asked to speak faster than 150 words a minute.

Guided exercises are spoken at about 90 to 120 words a minute; 150 is the pace of a conversation,
and of an audiobook. Faster than that, a calm voice sounds driven. To make a session shorter,
shorten its rests or leave something out: never speed up the voice.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic, Span
from presence.script.model import Say

ID: Final = "fast-rate"
DEFAULTS: Final[Mapping[str, Figure]] = {"most": Figure(150.0, "words a minute")}


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    most = figures["most"]
    own = subject.script.voice.rate
    if own and own > most:
        yield _finding(own, most, subject.places.top_value("voice", "rate"))
    for step in subject.steps:
        if isinstance(step, Say) and step.voice.rate and step.voice.rate > most:
            yield _finding(step.voice.rate, most, subject.places.value(step, "rate"))


def _finding(rate: int, most: float, span: Span) -> Diagnostic:
    message = f"{rate} words a minute is faster than {most:g}; a calm voice is at 90 to 120"
    return warning(ID, message, span, "Slow it down; to save time, shorten the pauses.")
