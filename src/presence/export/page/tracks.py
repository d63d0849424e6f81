"""A Session → a track: its stretches between check-ins, each a sound that ends where it asks.

A stretch of sound ends with the question, so that however late a browser's clock may be, there is
nothing behind the question to be heard without an answer.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from presence.audio import Samples
from presence.export.page.beds import BedTable
from presence.export.page.sounds import SoundWriter
from presence.export.page.timings import Timings
from presence.mix.session import Session
from presence.mix.timeline import spoken_of
from presence.mix.track import Placed
from presence.sequence.cues import Bed, Breath, CheckIn, Cue
from presence.units import SAMPLE_RATE_HZ

EDGE_FRAMES: Final = SAMPLE_RATE_HZ * 6 // 5
"""Of bed alone, before a stretch's first line and after its question: the page's own bed comes and
goes over it."""
_BLOCK_FRAMES: Final = 1 << 17

GentlerOf = Callable[[CheckIn, Bed | None], int]
"""The number of the track that a check-in's own gentler steps are; −1 where it has none."""
Advance = Callable[[int, float], None]


class TrackWriter:
    """Writes a Session's sounds. `edges`: it begins and ends on the page's bed, not in silence."""

    def __init__(
        self, session: Session, sounds: SoundWriter, beds: BedTable, *, edges: bool
    ) -> None:
        self._session = session
        self._timeline = session.timeline
        self._sounds = sounds
        self._edges = edges
        self._timings = Timings(session.timeline, self._words, beds)
        self.end_frame = 0

    def write(self, gentler_of: GentlerOf, advance: Advance) -> dict[str, Any]:
        """The track as the page knows it: its segments, in order."""
        segments: list[dict[str, Any]] = []
        at = first = gates = 0
        while True:
            stretch = _Stretch(self._session, at, first, gates, self._edges)
            sound = self._sounds.write(stretch.blocks(advance))
            self.end_frame = stretch.end
            gate = stretch.gate
            last = gate.start_frame if gate else stretch.end
            segment: dict[str, Any] = {
                "sound": sound,
                "frames": stretch.end - at,
                "first": first - at,
            }
            segment |= self._timings.between(at, first, max(last, first + 1))
            if gate is None:
                return {"segments": [*segments, segment]}
            segment["gate"] = self._gate(gate, at, gentler_of)
            segments.append(segment)
            at = max(gate.start_frame, gate.end_frame - EDGE_FRAMES)
            first, gates = gate.end_frame, gates + 1

    def _gate(self, gate: Placed[CheckIn], at: int, gentler_of: GentlerOf) -> dict[str, Any]:
        bed = self._timings.bed_at(gate.start_frame)
        return {
            "at": gate.start_frame - at,
            "ask": self._timings.asked_from(gate) - at,
            "question": " ".join(_captions(gate.item.ask)),
            "wait": float(gate.item.wait),
            "gentler": gentler_of(gate.item, bed),
        }

    def _words(self, line: Any) -> Any:
        spoken = line.word if isinstance(line, Breath) else line
        return self._session.clip(spoken_of(line)).words if spoken else ()


class _Stretch:
    """From frame `at` to a little after the next check-in, or to the end; `first` is where what
    belongs to it begins, and all before that is bed."""

    def __init__(self, session: Session, at: int, first: int, gates: int, edges: bool) -> None:
        self._session = session
        self._at = at
        self._lead = first - at if at else EDGE_FRAMES * edges
        self._gates = gates
        self._edges = edges
        self.gate: Placed[CheckIn] | None = None
        self.end = at

    def blocks(self, advance: Advance) -> Iterator[Samples]:
        """Each (n, CHANNELS); read once. Afterwards `end` and `gate` are known."""
        while True:
            known_end = self._find_end()
            wanted = _BLOCK_FRAMES if known_end is None else known_end - self.end
            block = self._session.read(self.end, min(wanted, _BLOCK_FRAMES))
            if not len(block):
                break
            yield self._edged(block, known_end)
            self.end += len(block)
            advance(len(block), self._session.moment(self.end).remaining_s)

    def _find_end(self) -> int | None:
        """None while it is further away than the next block and the fade behind it."""
        timeline = self._session.timeline
        timeline.place_until(self.end + _BLOCK_FRAMES + EDGE_FRAMES)
        placed = timeline.check_ins.placed
        if self._gates < len(placed):
            self.gate = placed[self._gates]
            return min(self.gate.start_frame + EDGE_FRAMES, self.gate.end_frame)
        return timeline.end_frame

    def _edged(self, block: Samples, known_end: int | None) -> Samples:
        """Faded in over the lead, and out over what follows the question."""
        frames = np.arange(self.end, self.end + len(block), dtype=np.float32)
        gains = np.ones(len(block), dtype=np.float32)
        if self._lead and self.end < self._at + self._lead:
            gains *= _ease((frames - self._at) / self._lead)
        tail = self._tail(known_end)
        if tail and known_end is not None and self.end + len(block) > known_end - tail:
            gains *= _ease((known_end - frames) / tail)
        return block * gains[:, np.newaxis]

    def _tail(self, known_end: int | None) -> int:
        if known_end is not None and self.gate:
            return known_end - self.gate.start_frame
        return EDGE_FRAMES * self._edges


def _ease(place: NDArray[np.floating[Any]]) -> Samples:
    """0 to 1 along a raised cosine; flat beyond either end."""
    eased: Samples = (0.5 - 0.5 * np.cos(np.pi * np.clip(place, 0.0, 1.0))).astype(np.float32)
    return eased


def _captions(cues: tuple[Cue, ...]) -> Iterator[str]:
    for cue in cues:
        caption = getattr(cue, "caption", None)
        if caption:
            yield caption
