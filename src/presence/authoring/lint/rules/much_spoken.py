"""More than 45 % of the exercise is spoken.

The exercise happens in the silences. In guided meditation 55 to 75 % of a session is unspoken; a
voice that speaks for more than 45 % of it gives a talk. An exercise under a minute is not judged:
it is a sketch, or a part of another.

Counted at the shortest length of flexible pauses, with spoken lines estimated from their words.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic
from presence.units import clock

ID: Final = "much-spoken"
DEFAULTS: Final[Mapping[str, Figure]] = {"most": Figure(45.0, "%"), "from": Figure(60.0, "s")}


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    total_s = subject.total_s
    if not total_s or total_s < figures["from"]:
        return
    spoken_s = sum(timed.length_s for timed in subject.spoken)
    percent = 100 * spoken_s / total_s
    if percent > figures["most"]:
        message = f"{percent:.0f} % of the exercise is spoken; {figures['most']:g} % or less leaves"
        message += " room for it to happen"
        missing_s = spoken_s * 100 / max(figures["most"], 1) - total_s
        hint = f"Lengthen the pauses by about {clock(missing_s)} in all, or say less."
        yield warning(ID, message, subject.places.key("title"), hint)
