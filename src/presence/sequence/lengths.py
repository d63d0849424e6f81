"""Cues → how long they take, where a clip is not there to measure: an estimate from its words."""

from collections.abc import Iterable

from presence.sequence.cues import Bell, Breath, CheckIn, Cue, Recording, Rest, Speak

RECORDING_S = 5.0
"""What a recording is taken for until it is opened."""


def estimated_s(cue: Cue) -> float:
    """Seconds a cue takes; exact for all but spoken lines and recordings."""
    match cue:
        case Speak():
            return 60.0 * len(cue.utterance.text.split()) / cue.utterance.rate_wpm
        case Recording():
            return RECORDING_S
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


def total_s(cues: Iterable[Cue]) -> float:
    """Seconds the cues take, one after the other."""
    return sum(map(estimated_s, cues))
