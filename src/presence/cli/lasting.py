"""A Sequence → the same, as long as was asked for: what play and export share."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from presence.mix.placing import Lengths
    from presence.narration.engine import Engine
    from presence.narration.store import Store
    from presence.sequence.cues import Sequence


class Lasted(NamedTuple):
    """What will be heard, and how many lines had to be synthesized to know it."""

    sequence: "Sequence"
    lines_made: int


def lasting(
    sequence: "Sequence",
    speaker: "Engine",
    store: "Store",
    *,
    lenient: bool = False,
    watch: Callable[[], None] | None = None,
) -> Lasted:
    """With its flexible pauses settled, where the listener or the script asks for a length.

    For a time, every line is narrated here, into the store: only then is it known what silence is
    left. Raises PresenceError where the pauses can't give it; and where a line can't be made,
    unless it is `lenient`, as it is for people who listen. `watch`, which may raise, is called
    before each line; there is no bar then.
    """
    from presence.mix.placing import fitted, narrated_lengths, quick_lengths

    if sequence.length is None:
        return Lasted(sequence, 0)
    if isinstance(sequence.length, str):
        with quick_lengths() as lengths:
            return Lasted(fitted(sequence, lengths), 0)
    narrated = narrated_lengths(sequence, speaker, store, lenient=lenient)
    with narrated as lengths, _told(sequence, lengths, watch) as told:
        return Lasted(fitted(sequence, told), lengths.made_count())


@contextmanager
def _told(
    sequence: "Sequence", lengths: "Lengths", watch: Callable[[], None] | None
) -> Iterator["Lengths"]:
    """The same lengths; as they are asked for, a bar on stderr where that is a terminal."""
    if watch:

        def watched(spoken: Any) -> int:
            watch()
            return lengths.clip_frames(spoken)

        yield replace(lengths, clip_frames=watched)
        return
    if not sys.stderr.isatty():
        yield lengths
        return
    from presence.mix.timeline import lines_of

    known: set[Any] = set()
    count = len(set(lines_of(sequence)))
    with click.progressbar(
        length=count, label="Narrating", width=16, show_eta=False, file=sys.stderr
    ) as bar:  # 36 columns: a narrow terminal has 40

        def noted(frames_of: Callable[[Any], int], spoken: Any) -> int:
            frames = frames_of(spoken)
            if spoken not in known:
                known.add(spoken)
                bar.update(1)
            return frames

        yield replace(lengths, clip_frames=lambda spoken: noted(lengths.clip_frames, spoken))
