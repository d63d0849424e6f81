"""The script has no `gentler`: nowhere to go for whoever asks to shift gears.

A person may want less at any moment, not only when asked. `gentler` is what they get then: a few
quiet lines and a rest. Without it, the only ways out are to go on or to end. Offering a milder
form of each practice beside the practice itself is a standing rule of trauma-sensitive teaching
of yoga and mindfulness.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic

ID: Final = "no-gentler"
DEFAULTS: Final[Mapping[str, Figure]] = {}


def check(subject: Subject, _figures: Figures, /) -> Iterator[Diagnostic]:
    if not subject.script.gentler:
        message = "there is no 'gentler': nowhere to go for whoever asks for less"
        hint = "At the end, write 'gentler:' and a few quiet steps, beginning with a kind word."
        yield warning(ID, message, subject.places.key("title"), hint)
