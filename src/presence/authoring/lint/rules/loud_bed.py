"""The bed is louder than 10 dB under the voice.

A bed is mixed about 16 dB under a calm voice: there, and never in its way. From 10 dB under on it
begins to cover consonants, and people hard of hearing, or in another language than their own, lose
words first. The player's own 3 dB of ducking under speech is not counted: it comes on top of
either figure.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic, Span
from presence.script.model import Ambient

ID: Final = "loud-bed"
DEFAULTS: Final[Mapping[str, Figure]] = {"most": Figure(-10.0, "dB")}


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    most = figures["most"]
    first = subject.script.ambient
    if first and first.sound and first.level_db > most:
        yield _finding(first, most, subject.places.top_value("ambient", "level"))
    for step in subject.steps:
        if isinstance(step, Ambient) and step.sound and step.level_db > most:
            yield _finding(step, most, subject.places.value(step, "level"))


def _finding(bed: Ambient, most: float, span: Span) -> Diagnostic:
    message = f"a bed at {bed.level_db:g} dB is louder than {most:g} dB, and covers words"
    return warning(ID, message, span, "Around -16 dB it is there without being in the way.")
