"""Cues → how long they take, where a clip is not there to measure: an estimate from its words."""

from collections.abc import Iterable

from presence.sequence.cues import Bell, Breath, CheckIn, Cue, Recording, Rest, Speak, Utterance

RECORDING_S = 5.0
"""What a recording is taken for until it is opened."""


def estimated_s(cue: Cue) -> float:
    """Seconds a cue takes; exact for all but spoken lines and recordings."""
    match cue:
        case Speak():
            return spoken_s(cue.utterance)
        case Recording():
            return spoken_s(cue)
        case Rest():
            return float(cue.shortest)
        case Bell():
            return float(cue.every * (cue.times - 1))
        case Breath():
            return float(cue.length)
        case CheckIn():
            return float(cue.wait)
        case _:
            return 0.0


def spoken_s(spoken: Utterance | Recording) -> float:
    """Seconds that it takes to say something, by its words and the rate."""
    if isinstance(spoken, Recording):
        return RECORDING_S
    return 60.0 * len(spoken.text.split()) / spoken.rate_wpm


def total_s(cues: Iterable[Cue]) -> float:
    """Seconds the cues take, one after the other."""
    return sum(map(estimated_s, cues))
