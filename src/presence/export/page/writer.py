"""A Sequence → one HTML file that plays it in any browser: sound, captions and program inside."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from presence.errors import PresenceError
from presence.export.exporter import Export, Progress
from presence.export.page.beds import BedTable
from presence.export.page.document import beginning, ending
from presence.export.page.sounds import SoundWriter
from presence.export.page.tracks import EDGE_FRAMES, TrackWriter
from presence.files import replacing
from presence.mix.session import Session
from presence.sequence.cues import (
    Bed,
    CheckIn,
    Cue,
    Reflect,
    Rest,
    Sequence,
)
from presence.sequence.lengths import total_s
from presence.sequence.prompts import gentler_cues, offer_cues, prompts_for, until_asked
from presence.units import SAMPLE_RATE_HZ, clock, seconds_of

OpenSession = Callable[[Sequence], AbstractContextManager[Session]]
"""Narrates and mixes a Sequence with the engine, the store and the volume of this export."""

LONGEST_S: Final = 4 * 3600.0
"""A page of this length is some 200 MB, about what a phone's browser opens."""


def check_page(sequence: Sequence) -> None:
    """Raises PresenceError where the exercise can't be a page, before anything is narrated."""
    length_s = total_s(sequence.cues)
    if length_s > LONGEST_S:
        raise PresenceError(
            f"the exercise lasts {clock(length_s)}; a page holds up to {clock(LONGEST_S)}",
            "Write it as .opus or .m4a, or make several shorter exercises of it.",
        )


def write_page(
    sequence: Sequence,
    open_session: OpenSession,
    path: Path,
    *,
    volume_db: float = 0.0,
    progress: Progress | None = None,
) -> Export:
    """Writes the page to `path`. Raises PresenceError; `path` is then as it was."""
    check_page(sequence)
    with replacing(path) as descriptor, open(descriptor, "wb", closefd=False) as file:
        page = _Page(sequence, open_session, file.write, volume_db, progress or (lambda *_: None))
        frame_count = page.write()
    return Export(path, frame_count, path.stat().st_size)


class _Page:
    def __init__(
        self,
        sequence: Sequence,
        open_session: OpenSession,
        emit: Callable[[bytes], Any],
        volume_db: float,
        progress: Progress,
    ) -> None:
        self._sequence = sequence
        self._open = open_session
        self._emit = emit
        self._progress = progress
        self._sounds = SoundWriter(emit)
        self._beds = BedTable(volume_db)
        self._frames = 0
        self._planned: dict[tuple[Cue, ...], int] = {}

    def write(self) -> int:
        """The main track's length in frames."""
        self._emit(beginning(self._sequence.title))
        end_frame, main = self._track(self._sequence.cues, edges=False)
        if not end_frame:
            message = "the exercise takes no time at all: there is nothing to write"
            raise PresenceError(message, "Give it a step that does, such as 'say' or 'pause'.")
        first_bed = next((cue for cue in self._sequence.cues if isinstance(cue, Bed)), None)
        anytime = self._plan(gentler_cues(self._sequence, None), first_bed)
        offer = self._plan(offer_cues(self._sequence), first_bed)
        side = [self._track(cues, edges=True)[1] for cues in self._planned]
        self._emit(ending(self._data([main, *side], anytime, offer, end_frame)))
        return end_frame

    def _track(self, cues: tuple[Cue, ...], *, edges: bool) -> tuple[int, dict[str, Any]]:
        with self._open(self._part(cues)) as session:
            writer = TrackWriter(session, self._sounds, self._beds, edges=edges)
            track = writer.write(self._gentler_of, self._advance)
        return writer.end_frame, track

    def _part(self, cues: tuple[Cue, ...]) -> Sequence:
        """Only the exercise itself has a length that was asked for."""
        if cues is self._sequence.cues:
            return self._sequence
        return replace(self._sequence, cues=cues, gentler=(), length=None)

    def _gentler_of(self, check_in: CheckIn, bed: Bed | None) -> int:
        own = until_asked(check_in.gentler)
        return self._plan(own, bed) if own else -1

    def _plan(self, steps: tuple[Cue, ...], bed: Bed | None) -> int:
        """The number of the track of these steps over this bed; equal ones are one track."""
        edge = Fraction(EDGE_FRAMES, SAMPLE_RATE_HZ)
        rest = Rest(edge, edge, steps[0].span)
        under = (replace(bed, fade=Fraction(0)),) if bed else ()
        cues = (*under, rest, *steps, rest)
        return self._planned.setdefault(cues, len(self._planned) + 1)

    def _advance(self, frames: int, left_s: float) -> None:
        self._frames += frames
        self._progress(self._frames, left_s)

    def _data(
        self, tracks: list[dict[str, Any]], anytime: int, offer: int, end_frame: int
    ) -> dict[str, Any]:
        sequence = self._sequence
        questions = [cue.question for cue in sequence.cues if isinstance(cue, Reflect)]
        return {
            "title": sequence.title,
            "summary": sequence.summary,
            "language": sequence.language,
            "partners": list(sequence.partners),
            "rate": SAMPLE_RATE_HZ,
            "seconds": seconds_of(end_frame),
            "tracks": tracks,
            "gentler": anytime,
            "offer": offer,
            "offered": prompts_for(sequence.language).offer,
            "beds": self._beds.write(self._sounds),
            "reflect": list(dict.fromkeys(questions)),
        }
