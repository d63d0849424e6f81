"""A Sequence, an engine and a store → a Session: the exercise that play and export read."""

import threading
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Final, Self

import numpy as np

from presence.audio import CHANNELS, Clip, Samples
from presence.mix.bed_gains import rise_at
from presence.mix.limiter import CEILING_DB
from presence.mix.renderer import BLOCK_FRAMES, Renderer, needed_for
from presence.mix.sounds import Sounds
from presence.mix.source import PLAIN, Bedding, BedPlace, BreathMoment, Moment, Stems
from presence.mix.timeline import Line, Timeline, is_spoken, lines_of, spoken_of
from presence.narration.engine import Engine
from presence.narration.narrator import SOON, Narrator, Spoken
from presence.narration.store import Store
from presence.sequence.cues import Bed, Breath, Recording, Sequence
from presence.units import seconds_of

_BLOCKS_KEPT: Final = 3
"""Where a player goes from one bedding to another it reads the same blocks of both in turn."""


class Session:
    """A Source. Use as a context manager; leaving it ends the narration's processes.

    Narration of the first lines begins as soon as the session is made. What happens between the
    lock's being taken and given back never waits for a line, unless one was made, dropped from
    memory and is fetched again.
    """

    def __init__(
        self,
        sequence: Sequence,
        engine: Engine,
        store: Store,
        *,
        volume_db: float = 0.0,
        workers: int | None = None,
        lenient: bool = False,
        shared_engine: bool = False,
    ) -> None:
        """`lenient` is for people who listen: a line that can't be made is silence, of the length
        it would probably have; all lines are made in the background. A `shared_engine` stays open
        when the session closes: another one, which is to be closed last, goes on speaking."""
        self.sequence = sequence
        self._lines = array("q", (i for i, cue in enumerate(sequence.cues) if is_spoken(cue)))
        self._sounds = Sounds()
        self._narrator = Narrator(
            engine, store, workers, lenient=lenient, shared_engine=shared_engine
        )
        if lenient:
            self._expect(0)
            self._narrator.scout(lines_of(sequence))
        else:
            self._narrator.plan(lines_of(sequence))
        first_bed = next((cue.sound for cue in sequence.cues if isinstance(cue, Bed)), None)
        if first_bed:
            self._sounds.prepare(first_bed)
        self.timeline = Timeline(
            sequence,
            self._narrator.frame_count,
            lambda path: self._sounds.bell(path).frame_count,
            self._narrator.known_frame_count,
        )
        self._renderer = Renderer(self.timeline, self._narrator, self._sounds, volume_db)
        self._blocks: OrderedDict[tuple[int, Bedding | None], Samples] = OrderedDict()
        self._lock = threading.Lock()  # of placing and of rendering
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, start_frame: int, frame_count: int, bedding: Bedding = PLAIN) -> Samples:
        """See `Source.read`."""
        return _gathered(start_frame, frame_count, lambda index: self._block_at(index, bedding))

    def read_stems(self, start_frame: int, frame_count: int) -> Stems:
        """As many frames as `read` gives, taken apart; they add up to them within rounding."""
        stems = _gathered(start_frame, frame_count, self._stems_at)
        return Stems(*np.moveaxis(stems, 1, 0))

    def read_voice(self, start_frame: int, frame_count: int) -> Samples:
        """The voice of `read_stems`, without the cost of mixing the rest."""
        return _gathered(start_frame, frame_count, self._voice_at)

    def set_level(self, volume_db: float, ceiling_db: float = CEILING_DB) -> None:
        """The level of the whole mix, and what its true peaks are held below, from now on."""
        with self._lock:
            self._renderer.set_level(volume_db, ceiling_db)
            self._blocks.clear()

    def hold(
        self, frame: int, ahead_frames: int, frame_count: int, bedding: Bedding = PLAIN
    ) -> Samples:
        """See `Source.hold`."""
        with self._lock:
            if self._closed:
                return np.zeros((frame_count, CHANNELS), dtype=np.float32)
            return self._renderer.hold(frame, ahead_frames, frame_count, bedding)

    def bed_place(self, frame: int) -> BedPlace | None:
        """See `Source.bed_place`."""
        latest = self.timeline.beds.latest(frame)
        if latest < 0 or (bed := self.timeline.beds.placed[latest]).item.sound is None:
            return None
        rise = rise_at(self.timeline, bed, frame)
        return BedPlace(bed.item.sound, frame - bed.start_frame, rise)

    def ready(self, start_frame: int, frame_count: int) -> bool:
        """See `Source.ready`."""
        first, beyond = needed_for(start_frame, frame_count)
        with self._lock:
            if self._closed:
                return False
            placed = self._is_placed(lambda: self.timeline.place_known(beyond))
            open_beds = self._renderer.has_beds(first, beyond)
            lines = [*self.timeline.voice.overlapping(first, beyond)]
        if not placed:
            return False
        spoken = [spoken_of(line.item) for line in lines]
        made = self._narrator.ready(*spoken)
        self._expect(self.timeline.cue_at(beyond), spoken)
        return open_beds and made

    def frame_of(self, cue_index: int) -> int | None:
        """See `Source.frame_of`."""
        return self.timeline.frame_of(cue_index)

    def ready_cue(self, cue_index: int) -> bool:
        """See `Source.ready_cue`."""
        with self._lock:
            self._is_placed(lambda: self.timeline.place_known_cue(cue_index))
        return self.frame_of(cue_index) is not None

    def cue_at(self, frame: int) -> int:
        """See `Source.cue_at`."""
        return self.timeline.cue_at(frame)

    def moment(self, frame: int) -> Moment:
        """See `Source.moment`."""
        timeline = self.timeline
        # The line first: another thread may be placing both, and a section is placed before its
        # lines, so what is looked up later is there for all that was found earlier.
        line = timeline.voice.latest(frame)
        section = timeline.sections.latest(frame)
        said = timeline.voice.placed[line].item if line >= 0 else None
        expected_end = timeline.expected_end_frame()
        return Moment(
            section=timeline.sections.placed[section].item.title if section >= 0 else "",
            line=_text_of(said) if said else "",
            remaining_s=max(0.0, seconds_of(expected_end - frame)),
            line_number=line + 1,
            partner=None if said is None or isinstance(said, Breath) else said.partner,
            breath=_breath_at(timeline, frame),
            silent_line=said is not None and spoken_of(said) in self._narrator.silent_lines,
            progress=min(max(frame / expected_end, 0.0), 1.0) if expected_end else 1.0,
        )

    def finish(self) -> int:
        """See `Source.finish`."""
        frame = 0
        while self.timeline.end_frame is None:
            frame += 3600 * 48_000
            self._place_until(frame)
        return self.timeline.end_frame

    def clip(self, spoken: Spoken) -> Clip:
        """The clip of a line, with the times of its words. Waits, and raises, as `read` does."""
        return self._narrator.clip(spoken)

    @property
    def made_count(self) -> int:
        """Lines that had to be synthesized: the others were in the store."""
        return self._narrator.made_count

    @property
    def silent_lines(self) -> list[tuple[str, str]]:
        """The lines that somebody came to and that could not be made: text, and reason."""
        silent = dict(self._narrator.silent_lines)
        return [(_words_of(spoken), reason) for spoken, reason in silent.items()]

    def close(self) -> None:
        """Whoever waits in `read` or `finish` gets a NarrationError; later, nothing is ready."""
        self._narrator.close()
        with self._lock:
            self._closed = True
            self._sounds.close()

    def _place_until(self, frame: int) -> None:
        """Waits for lines without the lock: others go on asking meanwhile."""
        while True:
            with self._lock:
                missing = self.timeline.place_known(frame)
            if missing is None:
                return
            self.timeline.wait_for(missing)

    def _is_placed(self, place: Callable[[], Line | None]) -> bool:
        """Whether it is all placed; if not, its lines are asked for from the missing one on."""
        while (missing := place()) is not None:
            spoken = spoken_of(missing)
            if not self._narrator.ready(spoken):
                self._expect(len(self.timeline.starts))
                return False
            if self._narrator.known_frame_count(spoken) is None:
                return True  # it has failed, and a reading says so at once
        return True

    def _expect(self, cue_index: int, needed: Collection[Spoken] = ()) -> None:
        """Has the narrator make what is said from a cue on, beside what is needed now."""
        first = bisect_left(self._lines, cue_index)
        cues = (self.sequence.cues[index] for index in self._lines[first : first + SOON])
        self._narrator.expect((spoken_of(cue) for cue in cues if is_spoken(cue)), needed)

    def _block_at(self, index: int, bedding: Bedding) -> Samples:
        return self._rendered((index, bedding), lambda: self._renderer.block(index, bedding))

    def _stems_at(self, index: int) -> Samples:
        return self._rendered((index, None), lambda: self._renderer.stems(index))

    def _voice_at(self, index: int) -> Samples:
        self._place_until(needed_for(index * BLOCK_FRAMES, BLOCK_FRAMES)[1])
        with self._lock:
            return self._renderer.voice(index)

    def _rendered(self, key: tuple[int, Bedding | None], render: Callable[[], Samples]) -> Samples:
        """A block that begins at frame `key[0] * BLOCK_FRAMES`, kept for the next reading of it."""
        self._place_until(needed_for(key[0] * BLOCK_FRAMES, BLOCK_FRAMES)[1])
        with self._lock:
            block = self._blocks.get(key)
            if block is None:
                block = self._blocks[key] = render()
                block.flags.writeable = False  # it is handed out, and kept
                if len(self._blocks) > _BLOCKS_KEPT:
                    self._blocks.popitem(last=False)
            return block


def _gathered(start_frame: int, frame_count: int, block_at: Callable[[int], Samples]) -> Samples:
    """Frames from blocks, in one piece; fewer only where the exercise ends."""
    parts = []
    while True:
        block = block_at(start_frame // BLOCK_FRAMES)
        at = start_frame % BLOCK_FRAMES
        parts.append(block[at : at + frame_count])
        start_frame += len(parts[-1])
        frame_count -= len(parts[-1])
        if frame_count == 0 or len(block) < BLOCK_FRAMES:
            return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _text_of(line: Line) -> str:
    if isinstance(line, Breath):
        return line.word.text if line.word else ""
    return line.caption


def _words_of(spoken: Spoken) -> str:
    return spoken.caption if isinstance(spoken, Recording) else spoken.text


def _breath_at(timeline: Timeline, frame: int) -> BreathMoment | None:
    latest = timeline.breaths.latest(frame)
    if latest < 0 or frame >= (phase := timeline.breaths.placed[latest]).end_frame:
        return None
    done = (frame - phase.start_frame) / phase.frame_count
    return BreathMoment(phase.item.phase, done, seconds_of(phase.frame_count))
