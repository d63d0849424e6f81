"""The consent machine → a table for people: every state it can come to, and what each event does.

`python tests/consent_tables.py` writes the tables anew; read what changed before it is kept.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from presence.live.consent import begin, step
from presence.live.consent_rules import Step
from presence.live.consent_words import MOMENTS, Event, State
from presence.live.keys import KEYS

FOLDER: Final = Path(__file__).parent / "cases" / "consent"
TABLES: Final = {1: FOLDER / "one.txt", 2: FOLDER / "two.txt"}
EVENTS: Final[tuple[Event, ...]] = (*KEYS, *MOMENTS)
USUAL: Final[tuple[Event, ...]] = (
    *("plus", "minus", "[", "]", "m", "?", "n", "q", "escape", "interrupted"),
)
HEAD: Final = """\
Every state an exercise can be in, and what each key and each moment does there:
    key or moment                  what is done → the state it leads to
What is not named does nothing. The usual:
"""
WHERE: Final = {
    "exercise": "in the exercise",
    "check-in": "at a check-in",
    "gentler": "in the gentler steps",
    "offer": "at 'go on, rest, or end?'",
    "rest": "at rest",
}
STAGES: Final = {
    "asking": "being asked",
    "asked": "asked",
    "again": "asked once more",
    "held": "held, unanswered",
}
OVERS: Final = {
    "ending": "fading, the closing words to come",
    "closing": "the closing words",
    "leaving": "fading, no words to come",
    "ended": "over",
}


def states(voters: int) -> list[State]:
    """All that can be reached from the beginning, in the order in which they are first met."""
    found = {begin(voters): None}
    waiting = deque(found)
    while waiting:
        state = waiting.popleft()
        for event in EVENTS:
            after, _ = step(state, event)
            if after not in found:
                found[after] = None
                waiting.append(after)
    return sorted(found, key=_order)


def name(state: State) -> str:
    """As a person would say it."""
    if state.over:
        return OVERS[state.over]
    parts = [WHERE[state.place]]
    if state.at_question and not (state.paused or state.lost):
        parts.append(STAGES[state.stage])
        parts += [f"yes of {voter + 1}" for voter in sorted(state.yes)]
    parts += ["paused"] * state.paused + ["no device"] * state.lost
    return ", ".join(parts)


def table(voters: int) -> str:
    """Of every state: what does something, what that is, and where it leads."""
    usual = "".join(
        _row([event], outcome, begin(voters)) for event, outcome in _usual(voters).items()
    )
    return HEAD + usual + "".join("\n" + "".join(_rows(state)) for state in states(voters))


def _usual(voters: int) -> dict[Event, Step]:
    """What these do at the beginning."""
    return {event: step(begin(voters), event) for event in USUAL}


def _rows(state: State) -> Iterator[str]:
    yield f"{name(state)}    [{state.mode}]\n"
    outcomes: dict[Step, list[Event]] = {}
    if usual := [event for event in USUAL if _is_usual(state, event)]:
        yield (
            "    the usual\n" if len(usual) == len(USUAL) else f"    as usual: {'  '.join(usual)}\n"
        )
    for event in EVENTS:
        outcome = step(state, event)
        if outcome != (state, ()) and not _is_usual(state, event):
            outcomes.setdefault(outcome, []).append(event)
    for outcome, alike in outcomes.items():
        yield _row(alike, outcome, state)


def _is_usual(state: State, event: Event) -> bool:
    """It does what it does at the beginning; if that leads nowhere, it leads nowhere here too."""
    if event not in USUAL:
        return False
    after, actions = _usual(state.voters)[event]
    here = state if after == begin(state.voters) else after
    return step(state, event) == (here, actions)


def _row(alike: list[Event], outcome: Step, state: State) -> str:
    after, actions = outcome
    led = "" if after == state else f" → {name(after)}"
    words = list(map(str, alike))
    if set(KEYS) <= set(alike):
        words = ["any key", *(word for word in words if word not in KEYS)]
    return f"    {'  '.join(words):<30} {', '.join(actions) or '-'}{led}\n"


def _order(state: State) -> tuple[object, ...]:
    overs = ("", *OVERS)
    return (
        overs.index(state.over),
        state.lost,
        state.paused,
        list(WHERE).index(state.place),
        list(STAGES).index(state.stage),
        sorted(state.yes),
    )


if __name__ == "__main__":
    for voters, file in TABLES.items():
        file.write_text(table(voters), encoding="utf-8")
