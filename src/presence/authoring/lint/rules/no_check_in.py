"""An exercise for partners has no check-in.

What one of two people wants can change from one minute to the next, and it is hard to interrupt a
recorded voice. A check-in asks, and waits: consent is ongoing, and silence is never a yes. That is
the practice of consent work (consent that is asked for again as things go on, and can be taken
back at any moment), and the README's promise: a check-in belongs in every exercise for two.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic

ID: Final = "no-check-in"
DEFAULTS: Final[Mapping[str, Figure]] = {}


def check(subject: Subject, _figures: Figures, /) -> Iterator[Diagnostic]:
    if subject.has_partners and not subject.check_ins:
        message = "this exercise has partners, and never asks whether it is still good for them"
        hint = "Add '- check-in: Is this still good for both of you?' before they come close."
        yield warning(ID, message, subject.places.key("partners"), hint)
