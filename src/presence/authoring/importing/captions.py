"""Timed captions → Draft: each cue's words are a line, each gap between cues a pause."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from presence.authoring.importing.draft import Draft, Line, Pause
from presence.errors import PresenceError
from presence.units import Seconds, spell_seconds


@dataclass(frozen=True, slots=True)
class Caption:
    """One cue. `text` is without tags; `line` is that of its times in the source."""

    begin: Seconds
    end: Seconds
    text: str
    line: int


def add_captions(draft: Draft, captions: Iterable[Caption], example: str) -> None:
    """Adds the cues in the order of the file. Raises PresenceError if there is none."""
    reached = Fraction(0)
    is_first = True
    for caption in captions:
        if not any(map(str.isalnum, caption.text)):
            continue  # its time is part of the silence around it
        if caption.end < caption.begin:
            draft.note(caption.line, "this cue ends before it begins")
        gap = caption.begin - reached
        if gap < 0 and not is_first:
            by = spell_seconds(-gap)
            draft.note(caption.line, f"this cue begins {by} before the one above ends: no pause")
        if gap > 0 or not is_first:
            gap = max(gap, Fraction(0))
            draft.items.append(Pause(gap, gap, caption.line))
        draft.items.append(Line(caption.text, caption.line, whole=True))
        reached = max(caption.end, caption.begin, reached)
        is_first = False
    if is_first:
        hint = f"A cue begins with its times, as in {example}. For other texts, use --as."
        raise PresenceError("there is no caption in this file", hint)


def milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> Seconds:
    """A time of digits, exact; the fraction is of a second, in milliseconds."""
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return Fraction(whole * 1000 + int(fraction.ljust(3, "0")), 1000)
