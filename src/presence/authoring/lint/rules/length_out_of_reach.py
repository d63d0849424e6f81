"""`for` asks for a length that the script's flexible pauses can't give.

The exercise would not play: a length is met by pauses alone, never by the speed of the voice. How
long lines are is only estimated here, so a length near the edge of what is possible is passed
over; and each voice has its own.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic
from presence.sequence.fitting import settled
from presence.sequence.lengths import total_s
from presence.units import clock, spell_seconds

ID: Final = "length-out-of-reach"
DEFAULTS: Final[Mapping[str, Figure]] = {
    "doubt": Figure(25.0, "%"),  # of what is spoken
    "ending": Figure(15.0, "s"),  # that a bell or a bed may take after the last step
}


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    wanted = subject.script.length
    if wanted is None:
        return
    shortest_s = subject.total_s
    longest_s = total_s(settled(subject.sequence, Fraction(1)).cues)
    doubt_s = figures["doubt"] / 100 * sum(timed.length_s for timed in subject.spoken)
    if shortest_s - doubt_s <= wanted <= longest_s + doubt_s + figures["ending"]:
        return
    if longest_s > shortest_s:
        reach = f"its pauses allow about {clock(shortest_s)} to {clock(longest_s)}"
        hint = "Ask for a length in between, or write wider ranges, as in 'pause: 20s to 2m'."
    else:
        reach = f"it has no flexible pause, and lasts about {clock(shortest_s)}"
        hint = "Write a pause as a range, as in 'pause: 20s to 2m', or leave 'for' out."
    message = f"the exercise can't last {spell_seconds(wanted)}: {reach}"
    yield warning(ID, message, subject.places.top_value("for"), hint)
