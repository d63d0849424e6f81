"""What the room is doing, and a rule → what it does next: every rule, and the events it is for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, get_args

from presence.live.consent_words import (
    YES_KEYS,
    Action,
    Actions,
    Event,
    Over,
    Place,
    State,
)
from presence.live.keys import Key

Step = tuple[State, Actions]
Rule = Callable[[State], Step]

_SOUNDS_AGAIN: Final[Mapping[Place, Action]] = MappingProxyType(
    {
        "exercise": "repeat",
        "check-in": "ask",
        "gentler": "gentler on",
        "offer": "ask",
        "rest": "low",
    }
)


def _act(*actions: Action) -> Rule:
    return lambda state: (state, actions)


def _pause(state: State) -> Step:
    """A question begins anew after it: a yes from before a pause counts no longer."""
    return _afresh(state, paused=True), ("hush",)


def _pause_unheard(state: State) -> Step:
    return _afresh(state, paused=True), ()


def _pause_or_resume_unheard(state: State) -> Step:
    return _afresh(state, paused=not state.paused), ()


def _resume(state: State) -> Step:
    return replace(state, paused=False), (_SOUNDS_AGAIN[state.place],)


def _shift_gears(state: State) -> Step:
    """To the gentler steps; where they were reached already, to rest."""
    if state.place in ("exercise", "check-in"):
        return _at(state, "gentler"), ("gentler",)
    return _at(state, "rest"), ("low",)


def _shift_gears_unheard(state: State) -> Step:
    return replace(_shift_gears(state)[0], lost=True), ()


def _ask(state: State) -> Step:
    return _afresh(state), ("ask",)


def _offer(state: State) -> Step:
    return _at(state, "offer"), ("ask",)


def _rest(state: State) -> Step:
    return _at(state, "rest"), ("low",)


def _reached(state: State) -> Step:
    return replace(_at(state, "check-in"), stage="asked"), ()


def _heard(state: State) -> Step:
    return replace(state, stage="asked"), ()


def _unanswered(state: State) -> Step:
    """Asked once more, and answered anew; then held, for as long as it takes."""
    if state.stage == "asked":
        return replace(state, stage="again", yes=frozenset()), ("ask",)
    if state.stage == "again":
        return replace(state, stage="held"), ("low",)
    return state, ()


def _yes(voter: int) -> Rule:
    def rule(state: State) -> Step:
        if voter >= state.voters:
            return state, ()
        yes = state.yes | {voter}
        if len(yes) < state.voters:
            return replace(state, yes=yes), ()
        return _at(state, "exercise"), ("go on",)

    return rule


def _ask_or_rest(state: State) -> Step:
    return _ask(state) if state.place == "check-in" else _rest(state)


def _back(action: Action) -> Rule:
    """From a check-in to what lies before it: it asks again when it is reached."""

    def rule(state: State) -> Step:
        if state.place not in ("exercise", "check-in"):
            return state, ()
        return replace(_afresh(state), place="exercise"), (action,)

    return rule


def _on(action: Action) -> Rule:
    def rule(state: State) -> Step:
        return (state, (action,) if state.place == "exercise" else ())

    return rule


def _lose(state: State) -> Step:
    return _afresh(state, lost=True), ("keep place",)


def _find(state: State) -> Step:
    """What went on by itself goes on by itself; a question is asked again; a pause stays."""
    found = replace(state, lost=False)
    if state.paused:
        return found, ("hush",)
    again = _SOUNDS_AGAIN[state.place]
    return found, ("sound is back", again) if again in ("repeat", "gentler on") else (again,)


def _over(over: Over, *actions: Action) -> Rule:
    return lambda state: (State(state.voters, over=over), actions)


def _at(state: State, place: Place) -> State:
    return replace(_afresh(state), place=place, paused=False, lost=False)


def _afresh(state: State, *, paused: bool | None = None, lost: bool | None = None) -> State:
    """With nothing answered, and the question that may stand not heard."""
    return replace(
        state,
        stage="asking",
        yes=frozenset(),
        paused=state.paused if paused is None else paused,
        lost=state.lost if lost is None else lost,
    )


_LEVELS: Final[Mapping[Event, Rule]] = {
    "plus": _act("louder"),
    "minus": _act("softer"),
    "]": _act("bed louder"),
    "[": _act("bed softer"),
    "m": _act("bed off or on"),
    "?": _act("help"),
}
_END: Final = _over("ending", "end")
_GONE: Final = _over("ended", "stop")
_END_KEYS: Final[tuple[Key, ...]] = ("n", "q", "escape")
_ALWAYS: Final[Mapping[Event, Rule]] = {
    **_LEVELS,
    "g": _shift_gears,
    **dict.fromkeys(_END_KEYS, _END),
    "device lost": _lose,
    "interrupted": _over("leaving", "end"),
}
_PAUSES: Final[Mapping[Event, Rule]] = {"space": _pause, "p": _pause}
_SEEK_BACK: Final[Mapping[Event, Rule]] = {
    "left": _back("line back"),
    "page-up": _back("section back"),
}
_MOVES: Final[Mapping[Event, Rule]] = {
    "left": _back("move line back"),
    "right": _on("move line on"),
    "page-up": _back("move section back"),
    "page-down": _on("move section on"),
}
_ANY_YES_KEY: Final[tuple[Key, ...]] = ("y", *(key for keys in YES_KEYS for key in keys))

GOING: Final[Mapping[Place, Mapping[Event, Rule]]] = {
    "exercise": {
        **_ALWAYS,
        **_PAUSES,
        **_SEEK_BACK,
        "right": _on("line on"),
        "page-down": _on("section on"),
        "r": _act("repeat line"),
        "question asked": _reached,
        "exercise over": _GONE,
    },
    "gentler": {
        **_ALWAYS,
        **_PAUSES,
        "r": _act("gentler on"),
        "left": _act("gentler"),
        "right": _offer,
        "page-up": _act("gentler"),
        "page-down": _offer,
        "gentler over": _offer,
    },
    "rest": {
        **_ALWAYS,
        "p": _pause,
        **dict.fromkeys(("space", *_ANY_YES_KEY), _offer),
    },
}
_FIRST: Final[Mapping[Event, Rule]] = dict.fromkeys(
    _ANY_YES_KEY, _act("remind: the question first")
)
_UNHEARD_ANYWHERE: Final[Mapping[Event, Rule]] = {
    **_ALWAYS,
    **_PAUSES,
    **_FIRST,
    "question asked": _heard,
}
UNHEARD: Final[Mapping[Place, Mapping[Event, Rule]]] = {
    "check-in": {**_UNHEARD_ANYWHERE, **_SEEK_BACK, "r": _ask},
    "offer": {**_UNHEARD_ANYWHERE, "r": _rest},
}
_ASKED: Final[Mapping[Event, Rule]] = {
    **_ALWAYS,
    **_SEEK_BACK,
    "p": _pause,
    "r": _ask_or_rest,
    "right": _act("remind: an answer first"),
    "page-down": _act("remind: an answer first"),
    "wait over": _unanswered,
}
QUESTION: Final[Mapping[bool, Mapping[Event, Rule]]] = {
    True: {**_ASKED, "y": _yes(0), "space": _yes(0)},
    False: {
        **_ASKED,
        "y": _act("remind: an answer each"),
        "space": _act("remind: an answer each"),
        **{key: _yes(voter) for voter, keys in enumerate(YES_KEYS) for key in keys},
    },
}
"""By whether one alone is asked."""
PAUSED: Final[Mapping[Event, Rule]] = {**_ALWAYS, **_MOVES, "space": _resume}
LOST: Final[Mapping[Event, Rule]] = {
    **_LEVELS,
    **_MOVES,
    "space": _pause_or_resume_unheard,
    "p": _pause_unheard,
    "g": _shift_gears_unheard,
    **dict.fromkeys((*_END_KEYS, "interrupted"), _GONE),
    "device back": _find,
}
OVER: Final[Mapping[Over, Mapping[Event, Rule]]] = {
    "ending": {
        **dict.fromkeys((*_END_KEYS, "interrupted"), _over("leaving")),
        "end faded": _over("closing", "close"),
        "device lost": _GONE,
    },
    "closing": {
        **dict.fromkeys((*get_args(Key), "interrupted"), _over("leaving", "end soon")),
        "closing over": _over("leaving", "end soon"),
        "device lost": _GONE,
    },
    "leaving": {"end faded": _GONE, "device lost": _GONE},
    "ended": {},
}
