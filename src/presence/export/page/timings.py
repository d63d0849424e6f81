"""A Timeline in a stretch → what a page shows of it, in frames from the start of the stretch."""

from typing import Any

from presence.export.captions.captions import Caption
from presence.export.page.beds import BedTable
from presence.mix.timeline import Line, Timeline
from presence.mix.track import Placed
from presence.sequence.cues import Bed, Breath, CheckIn, Recording, Speak


class Timings:
    """Reads a Timeline as far as it is placed; `words_of` gives what is known of a line's words."""

    def __init__(self, timeline: Timeline, words_of: Any, beds: BedTable) -> None:
        self._timeline = timeline
        self._words_of = words_of
        self._beds = beds

    def between(self, start: int, first: int, end: int) -> dict[str, Any]:
        """Of the stretch from `start`, all that begins from `first` on and before `end`."""
        return {
            "lines": [
                self._line(line, start)
                for line in self._timeline.voice.overlapping(first, end)
                if line.start_frame >= first and text_of(line.item)
            ],
            "breaths": [
                [breath.start_frame - start, breath.end_frame - start, breath.item.phase]
                for breath in self._timeline.breaths.overlapping(first, end)
                if breath.start_frame >= first
            ],
            "stops": self._stops(start, first, end),
            "sections": [
                [section.start_frame - start, section.item.title]
                for section in self._timeline.sections.placed
                if first <= section.start_frame < end
            ],
            "beds": self._beds_of(start, first, end),
        }

    def bed_at(self, frame: int) -> Bed | None:
        """The bed that has begun last, if any has."""
        beds = self._timeline.beds
        index = beds.latest(frame)
        return beds.placed[index].item if index >= 0 else None

    def asked_from(self, gate: Placed[CheckIn]) -> int:
        """The frame where the question that a check-in waits for begins."""
        spoken = sum(isinstance(cue, Speak | Recording) for cue in gate.item.ask)
        last = self._timeline.voice.latest(gate.start_frame - 1)
        if not spoken or last - spoken + 1 < 0:
            return gate.start_frame
        return self._timeline.voice.placed[last - spoken + 1].start_frame

    def _stops(self, start: int, first: int, end: int) -> list[int]:
        """Where what a person would call a line begins: something said, or a breathing pattern."""
        lines = [
            line.start_frame
            for line in self._timeline.voice.overlapping(first, end)
            if not isinstance(line.item, Breath)
        ]
        breaths = self._timeline.breaths
        for index in range(breaths.latest(first - 1) + 1, breaths.latest(end - 1) + 1):
            before, here = breaths.placed[index - 1] if index else None, breaths.placed[index]
            if not before or not _is_joined(before, here):
                lines.append(here.start_frame)
        return [frame - start for frame in sorted(lines) if frame >= first]

    def _beds_of(self, start: int, first: int, end: int) -> list[list[float]]:
        later = [bed for bed in self._timeline.beds.placed if first < bed.start_frame < end]
        changes = [(first, self.bed_at(first)), *((bed.start_frame, bed.item) for bed in later)]
        return [[frame - start, *self._beds.entry(bed)] for frame, bed in changes]

    def _line(self, line: Placed[Line], start: int) -> dict[str, Any]:
        at = line.start_frame - start
        text = text_of(line.item)
        shown: dict[str, Any] = {"at": at, "end": line.end_frame - start, "text": text}
        partner = getattr(line.item, "partner", None)
        words = self._words_of(line.item)
        if words:
            caption = Caption(at, shown["end"], text, partner, words, ())
            shown["words"] = [list(piece) for piece in caption.pieces()]
        if isinstance(line.item, Breath):
            shown["breath"] = True
        if partner:
            shown["partner"] = partner
        return shown


def _is_joined(before: Placed[Breath], here: Placed[Breath]) -> bool:
    return before.item.span == here.item.span and before.end_frame == here.start_frame


def text_of(line: Line) -> str:
    """What is said, for the eye."""
    if isinstance(line, Breath):
        return line.word.text if line.word else ""
    return line.caption
