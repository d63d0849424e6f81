"""Order: what is asked of an export → whether it can be, before anything is narrated for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from presence.errors import PresenceError
from presence.export.aims import Aim
from presence.export.captions.files import beside
from presence.export.choices import OPTIONS
from presence.export.exporter import check_place, check_target
from presence.export.formats import format_of, has_cover, recipe_of
from presence.export.report import report_path
from presence.export.stems import check_stems, stem_files
from presence.sequence.cues import Bed, Bell, Recording, Sequence

_TAGS: Final = ("author", "date", "has_artwork")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for beside the exercise itself. None is the format's own choice."""

    target: Path
    bits: str | None = None
    quality: str | None = None
    author: str = ""
    date: str = ""  # YYYY, YYYY-MM or YYYY-MM-DD
    has_artwork: bool | None = None
    volume_db: float = 0.0
    captions: tuple[str, ...] = ()  # suffixes, of files that stand beside the sound
    stems: bool = False  # the voice, the bed and the bells as files beside the mix
    split: str | None = None  # 'section': a file for each, in place of one for all
    voice_only: bool = False
    loudness: Aim | None = None  # of the voice; then `volume_db` counts for nothing
    has_report: bool = False

    @property
    def is_page(self) -> bool:
        """Whether it is to be played by a browser."""
        return self.target.suffix.lower() == ".html"

    def check(self, inputs: Iterable[Path] = ()) -> None:
        """Raises PresenceError if it can't be carried out, before anything is narrated for it.

        None of `inputs`, the sounds that the exercise is made from, may be overwritten.
        """
        if self.is_page:
            self._check_page(inputs)
            return
        check_target(self.target, inputs)
        for path in self.caption_files:
            if path.is_dir():
                raise PresenceError(f"{path} is a folder", "Captions take the name of the sound.")
        if self.has_report and (path := report_path(self.target)).is_dir():
            raise PresenceError(f"{path} is a folder", "A report takes the name of the sound.")
        recipe_of(self.target, self.bits, self.quality)
        self._check_parts(inputs)
        asked = [OPTIONS[name] for name in _TAGS if getattr(self, name)]
        if asked and not format_of(self.target).has_tags:
            options = " and ".join(asked)
            suffix = self.target.suffix.lower()
            message = f"{suffix} is sound alone: it has no place for {options}"
            raise PresenceError(message, "Leave it out, or write a .flac, which keeps it too.")

    def _check_parts(self, inputs: Iterable[Path]) -> None:
        if not self.stems:
            return
        other = "--split" if self.split else "--voice-only" if self.voice_only else None
        if other:
            raise PresenceError(
                f"--stems and {other} do not go together", "Leave one out, or export twice."
            )
        check_stems(self.target)
        for path in stem_files(self.target):
            check_place(path, inputs)

    @property
    def has_cover(self) -> bool:
        """Whether a picture is to be drawn for it."""
        return has_cover(self.target, self.has_artwork)

    @property
    def caption_files(self) -> list[Path]:
        return beside(self.target, self.captions)

    def _check_page(self, inputs: Iterable[Path]) -> None:
        asked = [OPTIONS[name] for name in OPTIONS if getattr(self, name)]
        if asked:
            message = f"a page is for a browser: it has no {' or '.join(asked)}"
            raise PresenceError(message, "Leave that out, or write a sound file, such as .opus.")
        check_place(self.target, inputs)


def sounds_of(sequence: Sequence) -> list[Path]:
    """The sounds that an exercise is made from."""
    files = {cue.file for cue in sequence.cues if isinstance(cue, Recording)}
    sounds = {cue.sound for cue in sequence.cues if isinstance(cue, Bed | Bell) and cue.sound}
    return sorted(files | sounds)
