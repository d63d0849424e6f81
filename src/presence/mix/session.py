"""A Sequence, an engine and a store → a Session: the exercise that play and export read."""

from types import TracebackType
from typing import Self

import numpy as np

from presence.audio import CHANNELS, Samples
from presence.mix.renderer import BLOCK_FRAMES, Renderer
from presence.mix.sounds import Sounds
from presence.mix.source import Moment
from presence.mix.timeline import Line, Timeline, lines_of
from presence.narration.engine import Engine
from presence.narration.narrator import Narrator
from presence.narration.store import Store
from presence.sequence.cues import Bed, Breath, Sequence
from presence.units import seconds_of


class Session:
    """A Source. Use as a context manager; leaving it ends the narration's processes.

    Narration of the first lines begins as soon as the session is made.
    """

    def __init__(
        self,
        sequence: Sequence,
        engine: Engine,
        store: Store,
        *,
        volume_db: float = 0.0,
        workers: int | None = None,
    ) -> None:
        self.sequence = sequence
        self._sounds = Sounds()
        self._narrator = Narrator(engine, store, workers)
        self._narrator.plan(lines_of(sequence))
        first_bed = next((cue.sound for cue in sequence.cues if isinstance(cue, Bed)), None)
        if first_bed:
            self._sounds.prepare(first_bed)
        self.timeline = Timeline(
            sequence,
            lambda spoken: self._narrator.clip(spoken).frame_count,
            lambda path: self._sounds.bell(path).frame_count,
        )
        self._renderer = Renderer(self.timeline, self._narrator, self._sounds, volume_db)
        self._block_index = -1
        self._block = np.zeros((0, CHANNELS), dtype=np.float32)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, start_frame: int, frame_count: int) -> Samples:
        """See `Source.read`."""
        parts = []
        while frame_count > 0:
            block = self._block_at(start_frame // BLOCK_FRAMES)
            at = start_frame % BLOCK_FRAMES
            part = block[at : at + frame_count]
            parts.append(part)
            start_frame += len(part)
            frame_count -= len(part)
            if len(block) < BLOCK_FRAMES and start_frame % BLOCK_FRAMES == len(block):
                break
            if not len(part):
                break
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros((0, CHANNELS), dtype=np.float32)

    def moment(self, frame: int) -> Moment:
        """See `Source.moment`."""
        sections, voice = self.timeline.sections, self.timeline.voice
        section, line = sections.latest(frame), voice.latest(frame)
        return Moment(
            section=sections.placed[section].item.title if section >= 0 else "",
            line=_text_of(voice.placed[line].item) if line >= 0 else "",
            remaining_s=max(0.0, seconds_of(self.timeline.expected_end_frame() - frame)),
            line_number=line + 1,
        )

    def finish(self) -> int:
        """See `Source.finish`."""
        frame = 0
        while self.timeline.end_frame is None:
            frame += 3600 * 48_000
            self.timeline.place_until(frame)
        return self.timeline.end_frame

    @property
    def made_count(self) -> int:
        """Lines that had to be synthesized: the others were in the store."""
        return self._narrator.made_count

    def close(self) -> None:
        self._narrator.close()
        self._sounds.close()

    def _block_at(self, index: int) -> Samples:
        if index != self._block_index:
            self._block = self._renderer.block(index)
            self._block.flags.writeable = False  # it is handed out, and kept
            self._block_index = index
        return self._block


def _text_of(line: Line) -> str:
    if isinstance(line, Breath):
        return line.word.text if line.word else ""
    return line.caption
