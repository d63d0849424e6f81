"""Turns written out by hand give the partners unequal time.

Equal time is the rule that makes turns safe: nobody has to fight for theirs, or wonder what the
difference means. Guided partner sessions (CoupleTime) have equal slots. `each-partner` gives the
same time by itself; turns that are written out, one for each partner, drift apart when one of them
is edited.

A turn begins with a line that speaks to or of one partner first ('{first}, …', 'Now {second} …')
and lasts until the next such line, section, check-in or question. Turns of all partners in a row
are compared by their silences, and the difference matters from 10 s and 10 % on.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic, Span
from presence.sequence.cues import Breath, CheckIn, Cue, Recording, Reflect, Rest, Section, Speak
from presence.units import clock

ID: Final = "unequal-turns"
DEFAULTS: Final[Mapping[str, Figure]] = {"most": Figure(10.0, "%"), "least": Figure(10.0, "s")}


@dataclass
class _Turn:
    partner: str
    span: Span
    shortest_s: float = 0.0
    longest_s: float = 0.0
    longest_rest: Rest | None = field(default=None)


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    if not subject.has_partners:
        return
    for turns in _rows(subject):
        if len({turn.partner for turn in turns}) < len(subject.script.partners):
            continue
        ordered = sorted(turns, key=lambda turn: (turn.longest_s, turn.shortest_s))
        short, long = ordered[0], ordered[-1]
        if _differ(short.longest_s, long.longest_s, figures) or _differ(
            short.shortest_s, long.shortest_s, figures
        ):
            message = f"a turn of {_spelled(short)} for '{short.partner}', and one of "
            message += f"{_spelled(long)} for '{long.partner}'"
            hint = "Give both the same time; with 'each-partner' it stays the same."
            span = short.longest_rest.span if short.longest_rest else short.span
            yield warning(ID, message, subject.home(span), hint)


def _rows(subject: Subject) -> Iterator[list[_Turn]]:
    """The turns that follow each other, one for each partner."""
    opening = _opening(subject.script.partners)
    names = {name.casefold(): name for name in subject.script.partners}
    row: list[_Turn] = []
    for timed in subject.timed:
        cue = timed.cue
        partner = _addressed(cue, opening)
        if isinstance(cue, Section | CheckIn | Reflect) or _is_in_a_loop(cue):
            yield row
            row = []
        elif partner is not None:
            if any(turn.partner.casefold() == partner for turn in row):
                yield row
                row = []
            row.append(_Turn(names.get(partner, partner), cue.span))
        elif row:
            _count(cue, row[-1])
    yield row


def _opening(partners: tuple[str, ...]) -> re.Pattern[str]:
    """A line that begins with one of the partners."""
    names = "|".join(sorted(map(re.escape, partners), key=len, reverse=True))
    return re.compile(rf"(?:(?:and|now|then|next|first),?\s+){{0,2}}({names})(?!\w)", re.IGNORECASE)


def _addressed(cue: Cue, opening: re.Pattern[str]) -> str | None:
    """Whose turn a line begins."""
    if not isinstance(cue, Speak | Recording) or cue.partner is not None:
        return None
    found = opening.match(cue.caption)
    return found[1].casefold() if found else None


def _is_in_a_loop(cue: Cue) -> bool:
    """Within 'each-partner', where turns are equal by themselves."""
    return isinstance(cue, Speak | Recording) and cue.partner is not None


def _count(cue: Cue, turn: _Turn) -> None:
    match cue:
        case Rest(shortest=shortest, longest=longest):
            turn.shortest_s += float(shortest)
            turn.longest_s += float(longest)
            if turn.longest_rest is None or longest > turn.longest_rest.longest:
                turn.longest_rest = cue
        case Breath(length=length):
            turn.shortest_s += float(length)
            turn.longest_s += float(length)


def _differ(one_s: float, other_s: float, figures: Figures) -> bool:
    difference = abs(one_s - other_s)
    return (
        difference >= figures["least"] and difference * 100 > max(one_s, other_s) * figures["most"]
    )


def _spelled(turn: _Turn) -> str:
    if clock(turn.shortest_s) == clock(turn.longest_s):
        return clock(turn.shortest_s)
    return f"{clock(turn.shortest_s)} to {clock(turn.longest_s)}"
