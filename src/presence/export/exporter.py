"""A Source → one audio file, streamed block by block, written beside its place and renamed."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from presence.audio import Samples
from presence.errors import PresenceError
from presence.export.formats import Recipe, Writer, format_of, recipe_of
from presence.files import replacing
from presence.mix.source import Source

BLOCK_FRAMES: Final = 1 << 18
"""Some 5 s, 2 MB: to hand a block from the mixing thread to the writing one costs as much as for a
small one."""
Progress = Callable[[int, float], None]
"""Called with the frames written so far and the seconds still to come, now and then."""


@dataclass(frozen=True, slots=True)
class Export:
    """What was written."""

    path: Path
    frame_count: int
    size_bytes: int


def check_target(path: Path, inputs: Iterable[Path] = ()) -> None:
    """Raises PresenceError if `path` can't become a file, before anything is narrated for it.

    Nor may it be one of `inputs`, the sounds that the exercise is made from.
    """
    format_of(path)
    check_place(path, inputs)


def check_place(path: Path, inputs: Iterable[Path] = ()) -> None:
    """Raises PresenceError if no file can be written there, or one of `inputs` would be."""
    if path.is_dir():
        raise PresenceError(
            f"{path} is a folder", f"Name a file in it, such as {path / 'out.wav'}."
        )
    if not path.parent.is_dir():
        raise PresenceError(f"there is no folder {path.parent}", "Make it first, or name another.")
    if path.exists() and any(sound.exists() and path.samefile(sound) for sound in inputs):
        raise PresenceError(
            f"{path} is a sound of this exercise, and would be overwritten", "Name another file."
        )


def export(
    source: Source,
    path: Path,
    recipe: Recipe | None = None,
    progress: Progress | None = None,
    chapter_cues: tuple[int, ...] = (),
) -> Export:
    """Writes the whole exercise to `path`. Raises PresenceError; `path` is then as it was.

    `recipe` is the format's own if not given; the chapters of its tags begin with `chapter_cues`.
    """
    check_target(path)
    with replacing(path) as descriptor, _lent(descriptor) as target:
        writer = format_of(path).open(target, recipe or recipe_of(path))
        try:
            frame_count = _carry(source, writer, progress or (lambda *_: None))
            writer.close(tuple(source.frame_of(cue) or 0 for cue in chapter_cues))
        except BaseException:
            with contextlib.suppress(Exception):  # it may hold a library's file, open till then
                writer.close()
            raise
    return Export(path, frame_count, path.stat().st_size)


def _lent(descriptor: int) -> BinaryIO:
    """The descriptor as a file, which is never closed by whoever it is lent to."""
    return os.fdopen(descriptor, "r+b", buffering=0, closefd=False)


def _carry(source: Source, writer: Writer, progress: Progress) -> int:
    """Every block from source to writer, encoding one while the next is mixed."""
    written: Future[None] | None = None
    frame = 0
    with ThreadPoolExecutor(1, "writer") as pool:
        for block in _blocks(source):
            if written:
                written.result()
            written = pool.submit(writer.write, block)
            frame += len(block)
            progress(frame, source.moment(frame).remaining_s)
        if written:
            written.result()
    if not frame:
        message = "the exercise takes no time at all: there is nothing to write"
        raise PresenceError(message, "Give it a step that does, such as 'say' or 'pause'.")
    return frame


def _blocks(source: Source) -> Iterator[Samples]:
    frame = 0
    while len(block := source.read(frame, BLOCK_FRAMES)):
        yield block
        frame += len(block)
