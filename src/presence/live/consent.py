"""What the room is doing and an event in, what it does next and what is to be done out.

The rules of consent, without sound, clock or keyboard. Silence is never a yes: no moment leads
past a question, only a yes of everybody who is asked, given since it was asked last.
"""

from collections.abc import Mapping

from presence.live.consent_rules import (
    GOING,
    LOST,
    OVER,
    PAUSED,
    QUESTION,
    UNHEARD,
    Rule,
    Step,
)
from presence.live.consent_words import MAX_VOTERS, Event, State


def begin(voters: int = 1) -> State:
    """An exercise that has just begun, in which so many have to say yes: 1 to MAX_VOTERS."""
    if not 1 <= voters <= MAX_VOTERS:
        raise ValueError(f"{voters} can't be asked")
    return State(voters)


def step(state: State, event: Event) -> Step:
    """The state after `event`, and what is to be done, in order."""
    rule = _rules(state).get(event)
    return (state, ()) if rule is None else rule(state)


def _rules(state: State) -> Mapping[Event, Rule]:
    if state.over:
        return OVER[state.over]
    if state.lost:
        return LOST
    if state.paused:
        return PAUSED
    if state.at_question:
        heard = state.stage != "asking"
        return QUESTION[state.voters == 1] if heard else UNHEARD[state.place]
    return GOING[state.place]
