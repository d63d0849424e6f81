"""A Sequence → its Timeline, wholly placed, and the Sequence that lasts as long as was asked for;
by lengths that are estimated, or narrated."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from presence.mix.sounds import Sounds
from presence.mix.timeline import Timeline, lines_of
from presence.narration.engine import Engine
from presence.narration.narrator import Narrator, Spoken
from presence.narration.recordings import load_recording
from presence.narration.silent import SilentEngine
from presence.narration.store import Store
from presence.sequence.cues import Recording, Sequence
from presence.sequence.fitting import fit

_BEYOND_ANY_END: Final = 1 << 62


@dataclass(frozen=True)
class Lengths:
    """How many frames a line takes, and how many a bell rings."""

    clip_frames: Callable[[Spoken], int]
    bell_frames: Callable[[Path], int]
    exact: bool
    made_count: Callable[[], int] = lambda: 0
    """Lines that had to be synthesized so far."""


@contextmanager
def quick_lengths() -> Iterator[Lengths]:
    """A line takes as long as its words do at its rate; nothing is narrated.

    Recordings and bells are opened: raises PresenceError where one can't be.
    """
    engine = SilentEngine()

    @cache
    def clip_frames(spoken: Spoken) -> int:
        if isinstance(spoken, Recording):
            return load_recording(spoken.file).frame_count
        return engine.synthesize(spoken).frame_count

    with _bell_frames() as bell_frames:
        yield Lengths(clip_frames, bell_frames, exact=False)


@contextmanager
def narrated_lengths(
    sequence: Sequence, engine: Engine, store: Store, *, lenient: bool = False
) -> Iterator[Lengths]:
    """Every line is narrated, or found in the store. Raises NarrationError as it is asked for one
    that can't be; where it is `lenient`, that is as long as it would probably be."""
    with _bell_frames() as bell_frames, Narrator(engine, store, lenient=lenient) as narrator:
        narrator.plan(lines_of(sequence))

        @cache
        def clip_frames(spoken: Spoken) -> int:
            return narrator.clip(spoken).frame_count

        yield Lengths(clip_frames, bell_frames, exact=True, made_count=lambda: narrator.made_count)


def placed(sequence: Sequence, lengths: Lengths) -> Timeline:
    """The whole of it: `end_frame` is known."""
    timeline = Timeline(sequence, lengths.clip_frames, lengths.bell_frames)
    timeline.place_until(_BEYOND_ANY_END)
    return timeline


def fitted(sequence: Sequence, lengths: Lengths) -> Sequence:
    """The same, its flexible pauses settled for the length that it asks for, if it asks for one.

    Raises PresenceError, with the range there is, where it can't have it.
    """
    if sequence.length is None:
        return sequence

    def end_of(settled: Sequence) -> int:
        end = placed(settled, lengths).end_frame
        if end is None:
            raise AssertionError("all of it is placed")
        return end

    return fit(sequence, sequence.length, end_of)


@contextmanager
def _bell_frames() -> Iterator[Callable[[Path], int]]:
    with closing(Sounds()) as sounds:
        yield cache(lambda path: sounds.bell(path).frame_count)
