"""A Sequence and the length that was asked for → the same with its flexible pauses settled."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final, NoReturn

from presence.errors import PresenceError
from presence.sequence.bounds import MAX_HOURS
from presence.sequence.cues import Cue, Length, Rest, Sequence
from presence.sequence.lengths import total_s
from presence.units import SAMPLE_RATE_HZ, Seconds, clock, frames_of, spell_seconds

LengthOf = Callable[[Sequence], int]
"""The frames that a sequence takes, from its first to its last, ringing and fading included."""

_PARTS: Final = 1 << 48
"""A pause can stand at so many places of its range: 24 hours have fewer frames."""


def fit(sequence: Sequence, wanted: Length, length_of: LengthOf) -> Sequence:
    """Every flexible pause at the same part of its own range, so that all ends when it is to.

    The end lies within one frame of `wanted`; pauses are exact fractions within their bounds, and
    nothing else is changed. `length_of` is asked a few times: it is monotone in the pauses.
    Raises PresenceError, with the range there is, for a length that no pauses within their bounds
    give.
    """
    shortest, longest = settled(sequence, Fraction(0)), settled(sequence, Fraction(1))
    if wanted == "shortest":
        return shortest
    if wanted == "longest":
        return _bounded(longest)
    low_end, high_end, wanted_end = length_of(shortest), length_of(longest), frames_of(wanted)
    if not low_end <= wanted_end <= high_end:
        _refuse(sequence, wanted, low_end, high_end)
    return _between(sequence, wanted_end, low_end, high_end, length_of)


def settled(sequence: Sequence, part: Fraction) -> Sequence:
    """The same with every flexible pause at `part`, 0…1, of the way from shortest to longest."""

    def at_part(cue: Cue) -> Cue:
        if not isinstance(cue, Rest) or cue.shortest == cue.longest:
            return cue
        length = cue.shortest + part * (cue.longest - cue.shortest)
        return replace(cue, shortest=length, longest=length)

    return replace(sequence, cues=tuple(map(at_part, sequence.cues)), length=None)


def _between(
    sequence: Sequence, wanted_end: int, low_end: int, high_end: int, length_of: LengthOf
) -> Sequence:
    """Where a line through both ends would meet it, and where the stretch between is halved, by
    turns: the length is nearly a line, and has a bend where a sound rings past the last pause."""
    low, high = 0, _PARTS
    halving = False
    while low_end < wanted_end < high_end and high - low > 1:
        if halving:
            at = (low + high) // 2
        else:
            at = low + (high - low) * (wanted_end - low_end) // (high_end - low_end)
            at = min(max(at, low + 1), high - 1)
        end = length_of(settled(sequence, Fraction(at, _PARTS)))
        if end <= wanted_end:
            low, low_end = at, end
        else:
            high, high_end = at, end
        halving = not halving
    is_low_nearer = wanted_end - low_end <= high_end - wanted_end
    return settled(sequence, Fraction(low if is_low_nearer else high, _PARTS))


def _refuse(sequence: Sequence, wanted: Seconds, low_end: int, high_end: int) -> NoReturn:
    flexible = [cue for cue in _pauses(sequence) if cue.shortest < cue.longest]
    asked = f"asked for was {spell_seconds(wanted)}"
    if not flexible:
        message = f"'{sequence.title}' has no flexible pause, and lasts {_clock(low_end)}; {asked}"
        raise PresenceError(message, _advise_on_a_range(sequence))
    low, high = _spelled(low_end, high_end)
    message = f"'{sequence.title}' can last between {low} and {high}; {asked}"
    widest = max(flexible, key=lambda cue: cue.longest - cue.shortest)
    hint = f"Choose a length between them, or widen a pause of the script, as at {widest.span}."
    raise PresenceError(message, hint)


def _advise_on_a_range(sequence: Sequence) -> str:
    longest = max(_pauses(sequence), key=lambda cue: cue.longest, default=None)
    example = "as in 'pause: 20s to 2m'"
    if longest is None:
        return f"It has no pause at all: write one with a range, {example}."
    where = f"the longest, {spell_seconds(longest.longest)}, is at {longest.span}"
    return f"Give a pause a range, {example}: {where}."


def _pauses(sequence: Sequence) -> Iterator[Rest]:
    """Those that were written as such, not the gaps that lines leave, nor silences inside them."""
    of_lines = {cue.span for cue in sequence.cues if not isinstance(cue, Rest)}
    return (cue for cue in sequence.cues if isinstance(cue, Rest) and cue.span not in of_lines)


def _bounded(longest: Sequence) -> Sequence:
    if total_s(longest.cues) > MAX_HOURS * 3600:
        message = f"'{longest.title}' at its longest lasts more than {MAX_HOURS} hours"
        raise PresenceError(message, "Ask for a length, as in --for 15m.")
    return longest


def _spelled(low_end: int, high_end: int) -> tuple[str, str]:
    """As a clock shows them, to the second inside of both; closer where that is too coarse."""
    low_s, high_s = -(-low_end // SAMPLE_RATE_HZ), high_end // SAMPLE_RATE_HZ
    if low_s <= high_s:
        return clock(low_s), clock(high_s)
    milli = SAMPLE_RATE_HZ // 1000
    low, high = Fraction(-(-low_end // milli), 1000), Fraction(high_end // milli, 1000)
    return spell_seconds(min(low, high)), spell_seconds(high)


def _clock(frames: int) -> str:
    return clock(frames / SAMPLE_RATE_HZ)
