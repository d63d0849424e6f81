"""Settings: what a listener changes of a script for one playing or one export."""

from dataclasses import dataclass
from pathlib import Path

from presence.sequence.cues import Length


@dataclass(frozen=True, slots=True)
class Settings:
    """None leaves the script's own choice."""

    names: tuple[str, ...] | None = None  # the partners' names
    voice: str | None = None
    rate_wpm: int | None = None
    ambient: Path | None = None
    no_ambient: bool = False
    ambient_level_db: float | None = None
    section: str | None = None  # begin at this section
    length: Length | None = None  # of what is heard
