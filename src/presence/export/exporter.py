"""A Source → audio files, streamed block by block, written beside their place and renamed."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from presence.audio import Samples
from presence.errors import PresenceError
from presence.export.formats import Recipe, Writer, format_of, recipe_of
from presence.files import replacing
from presence.mix.source import Source

BLOCK_FRAMES: Final = 1 << 19
"""Some 11 s, 4 MB: to hand a block from the mixing thread to the writing one costs as much as for a
small one."""
_QUICK_FRAMES: Final = 1 << 17
"""Where one thread does both: what it has mixed is still in the core's cache when it is written."""
Progress = Callable[[int, float], None]
"""Called with the frames written so far and the seconds still to come, now and then."""
Read = Callable[[int, int], Sequence[Samples]]
"""First frame, frame count → a block for each of the files, all as long as one another."""


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
    if not path.is_dir():  # which is said first, whatever it is called
        format_of(path)
    check_place(path, inputs)


def check_place(path: Path, inputs: Iterable[Path] = ()) -> None:
    """Raises PresenceError if no file can be written there, or one of `inputs` would be."""
    if path.is_dir():
        raise PresenceError(
            f"{path} is a folder",
            f"Name a file in it, such as {path / 'out.wav'}; or with -d, a folder for several.",
        )
    if not path.parent.is_dir():
        raise PresenceError(f"there is no folder {path.parent}", "Make it first, or name another.")
    if path.exists() and any(sound.exists() and path.samefile(sound) for sound in inputs):
        raise PresenceError(
            f"{path} is a sound of this exercise, and would be overwritten", "Name another file."
        )
    if path.exists() and not os.access(path, os.W_OK):  # renaming would pass over that
        raise PresenceError(
            f"{path} is protected from being written to", "Allow it, or name another file."
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

    def read(start_frame: int, frame_count: int) -> tuple[Samples]:
        return (source.read(start_frame, frame_count),)

    files = [(path, recipe or recipe_of(path))]
    return export_parts(source, read, files, progress, chapter_cues)[0]


def export_parts(
    source: Source,
    read: Read,
    files: Sequence[tuple[Path, Recipe]],
    progress: Progress | None = None,
    chapter_cues: tuple[int, ...] = (),
) -> list[Export]:
    """Writes each of the parts that `read` gives to the file in its place, all at once.

    The files appear together, when all of them are whole. Raises PresenceError as `export` does.
    """
    with ExitStack() as renaming:
        writers = [renaming.enter_context(opened(path, recipe)) for path, recipe in files]
        frame_count = carry(source, read, writers, progress)
        starts = tuple(source.frame_of(cue) or 0 for cue in chapter_cues)
        for writer in writers:
            writer.close(starts)
    return [Export(path, frame_count, path.stat().st_size) for path, _ in files]


@contextmanager
def opened(path: Path, recipe: Recipe) -> Iterator[Writer]:
    """A writer, to be closed by whoever has it; what it wrote becomes `path` at the end.

    On any exception `path` stays as it was.
    """
    with replacing(path) as descriptor, _lent(descriptor) as target:
        writer = format_of(path).open(target, recipe)
        try:
            yield writer
        except BaseException:
            with suppress(Exception):  # it may hold a library's file, open till then
                writer.close()
            raise


def carry(
    source: Source,
    read: Read,
    writers: Sequence[Writer],
    progress: Progress | None = None,
    start_frame: int = 0,
    end_frame: int | None = None,
) -> int:
    """Every block that `read` gives to its writer, encoding one while the next is mixed.

    Up to `end_frame`, or the exercise's end; tells how many frames that are.
    """
    frame = start_frame
    with _writing(writers) as write:
        most = _QUICK_FRAMES if _are_quick(writers) else BLOCK_FRAMES
        for parts in _blocks(read, start_frame, end_frame, most):
            write(parts)
            frame += len(parts[0])
            if progress:
                progress(frame, source.moment(frame).remaining_s)
    check_not_empty(frame - start_frame)
    return frame - start_frame


@contextmanager
def _writing(writers: Sequence[Writer]) -> Iterator[Callable[[Sequence[Samples]], None]]:
    """What takes the parts of a block to their writers: by a thread that encodes them while the
    next are mixed, or at once where that is done before a thread would have begun."""

    def at_once(parts: Sequence[Samples]) -> None:
        for writer, block in zip(writers, parts, strict=True):
            writer.write(block)

    if _are_quick(writers):
        yield at_once
        return
    written: Future[None] | None = None

    def beside(parts: Sequence[Samples]) -> None:
        """Waits for the one before: more of them in a queue would only leave the cache."""
        nonlocal written
        before, written = written, pool.submit(at_once, parts)
        if before:
            before.result()

    with ThreadPoolExecutor(1, "writer") as pool:
        yield beside
        if written:
            written.result()


def check_not_empty(frame_count: int) -> None:
    """Raises PresenceError where there is nothing to write."""
    if not frame_count:
        message = "the exercise takes no time at all: there is nothing to write"
        raise PresenceError(message, "Give it a step that does, such as 'say' or 'pause'.")


def _lent(descriptor: int) -> BinaryIO:
    """The descriptor as a file, which is never closed by whoever it is lent to."""
    return os.fdopen(descriptor, "r+b", buffering=0, closefd=False)


def _are_quick(writers: Sequence[Writer]) -> bool:
    return all(writer.is_quick for writer in writers)


def _blocks(
    read: Read, frame: int, end_frame: int | None, most: int
) -> Iterator[Sequence[Samples]]:
    while True:
        left = most if end_frame is None else min(most, end_frame - frame)
        parts = read(frame, left) if left else ()
        if not parts or not len(parts[0]):
            return
        yield parts
        frame += len(parts[0])
