"""A Sequence's cues and a section's name → the cues from there on, under the bed of that place."""

from collections.abc import Sequence

from presence.errors import PresenceError
from presence.sequence.cues import Bed, Cue, Section


def section_titles(cues: Sequence[Cue]) -> list[str]:
    """Titles in order; a title that comes back stands as often as it comes."""
    return [cue.title for cue in cues if isinstance(cue, Section)]


def from_section(cues: tuple[Cue, ...], wanted: str) -> tuple[Cue, ...]:
    """The cues from the section called `wanted`: its title, the beginning of it, or its number.

    Raises PresenceError, with the titles there are, if it is none of them.
    """
    at = _find(cues, wanted)
    bed = next((cue for cue in reversed(cues[:at]) if isinstance(cue, Bed)), None)
    return (bed, *cues[at:]) if bed else cues[at:]


def _find(cues: tuple[Cue, ...], wanted: str) -> int:
    places = [index for index, cue in enumerate(cues) if isinstance(cue, Section)]
    titles = section_titles(cues)
    asked = wanted.strip().casefold()
    for matches in (str.__eq__, str.startswith):
        for place, title in zip(places, titles, strict=True):
            if asked and matches(title.casefold(), asked):
                return place
    if asked.isdecimal() and len(asked) < 7 and 1 <= int(asked) <= len(places):
        return places[int(asked) - 1]
    listed = ", ".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    hint = f"The sections are: {listed}." if titles else "This script has no sections."
    raise PresenceError(f"there is no section '{wanted}'", hint)
