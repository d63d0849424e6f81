"""More than ten minutes pass without a check-in.

In a long exercise people sink deep, and the one who would rather do something else finds it
harder and harder to say so. Being asked every few minutes keeps a no easy. Ten minutes is our
own figure: the slots of guided partner sessions are a few minutes each (CoupleTime: one or two
minutes to arrive, then equal slots), so that a question between slots comes well within it.

Counted at the shortest length of flexible pauses, from the beginning, between check-ins, and from
the last one to the end.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic
from presence.sequence.cues import CheckIn
from presence.units import clock

ID: Final = "rare-check-in"
DEFAULTS: Final[Mapping[str, Figure]] = {"most": Figure(600.0, "s")}


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    if not (subject.has_partners and subject.check_ins):
        return
    most = figures["most"]
    asked = {timed.cue.span for timed in subject.check_ins}
    since_s = 0.0
    is_said = False
    for timed in subject.timed:
        if isinstance(timed.cue, CheckIn):
            since_s, is_said = timed.begin_s + timed.length_s, False
        elif timed.cue.span in asked:
            continue  # the question of a check-in, which comes in time if it begins in time
        elif timed.begin_s + timed.length_s - since_s > most and not is_said:
            is_said = True
            until_s = _next_check_in_s(subject, since_s)
            message = f"about {clock(until_s - since_s)} pass without a check-in, from "
            message += f"{clock(since_s)} to {clock(until_s)}; at most {clock(most)} would be good"
            hint = "Ask once more, here or a little earlier."
            yield warning(ID, message, subject.home(timed.cue.span), hint)


def _next_check_in_s(subject: Subject, after_s: float) -> float:
    later = (timed.begin_s for timed in subject.check_ins if timed.begin_s >= after_s)
    return next(later, subject.total_s)
