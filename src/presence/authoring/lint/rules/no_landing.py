"""The exercise ends without a landing: no closing question, no closing section, no last rest.

After closeness or stillness people need a moment to come back before they stand up. Guided partner
sessions (CoupleTime) end with a closing and a cool-down. Any of these is a landing: a `reflect`, a
section in the second half that is named as one ('Landing', 'Closing', 'Coming back', …), or
silences of 20 s or more, together, after the last spoken line.

Names of sections are understood in English; in other languages a script with sections is left
alone.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic
from presence.sequence.cues import Reflect, Section

ID: Final = "no-landing"
DEFAULTS: Final[Mapping[str, Figure]] = {"rest": Figure(20.0, "s")}

_NAMES: Final = re.compile(
    r"\b(?:land|clos(?:e|ing|ure)|end|ending|finish|return|com(?:e|ing) (?:back|home|out)|wak"
    r"|go(?:ing)? (?:on|out|back)|let(?:ting)? go|cool|wind(?:ing)? down|good-?bye|farewell|thank"
    r"|gratitude|integrat|reflect|harvest|rest|after|last|settl|separat|part(?:ing)?\b"
    r"|take (?:it|this) with|afterglow|carry(?:ing)? on|looking back|done)",
    re.IGNORECASE,
)


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    if not subject.timed or _last_rest_s(subject) >= figures["rest"]:
        return
    for timed in subject.timed:
        if isinstance(timed.cue, Reflect):
            return
        if isinstance(timed.cue, Section) and (
            not subject.is_english
            or (timed.begin_s >= subject.total_s / 2 and _NAMES.search(timed.cue.title))
        ):
            return
    message = f"the exercise stops {_last_rest_s(subject):.0f} s after its last words, "
    message += "without a landing"
    hint = "End with a 'reflect', a section such as 'Landing', or a pause of 20s or more."
    yield warning(ID, message, subject.script.steps[-1].span, hint)


def _last_rest_s(subject: Subject) -> float:
    """What is left after the last spoken line."""
    if not subject.spoken:
        return subject.total_s
    last = subject.spoken[-1]
    return max(0.0, subject.total_s - last.begin_s - last.length_s)
