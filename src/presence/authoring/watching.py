"""A script file → what it is each time it, or what it includes, has been saved.

Editors save by renaming, by emptying and writing, or by several writes in a row. So the folders are
watched rather than the files, a look that finds a fault is taken again before it counts, and a
look that finds what the last one found is passed over.
"""

import gc
import os
import threading
from collections.abc import Collection, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from presence.authoring.checking import Checked, check_file
from presence.errors import PresenceError

QUIET_MS: Final = 20
"""A save is over once nothing has happened for so long."""
SETTLE_S: Final = 0.08
"""After a look at what may be half a file, before it is believed."""
TICK_MS: Final = 250
"""The longest between two looks at the files' times: for folders that give no notice."""
SELDOM: Final = 4
"""Ticks between two looks for a file that is missing."""


@dataclass(frozen=True, slots=True)
class Look:
    """A script as it was found, or, where it can't be read at all, why: `gone`."""

    checked: Checked
    gone: str = ""

    def tells_the_same(self, other: "Look") -> bool:
        """A Sequence holds all that an included file can change of the sound."""
        mine, others = self.checked, other.checked
        return (
            (mine.data, self.gone) == (others.data, other.gone)
            and mine.diagnostics == others.diagnostics
            and mine.sequence == others.sequence
        )


def look(path: Path) -> Look:
    """What lies at `path` now. Does not raise PresenceError."""
    try:
        with _collecting_later():
            return Look(check_file(path))
    except PresenceError as problem:
        return Look(Checked(str(path), b"", [], files=(str(path),)), problem.message)


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Reading builds much and lets go of little: to look for garbage meanwhile took half its time.
    A script's size is bounded, and so is what can gather."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def looks(path: Path) -> Generator[Look, None, None]:
    """What `path` is now, then what it is after each save that changes it. Never ends by itself."""
    stamps = _stamps([str(path)])
    last = look(path)
    yield last
    while True:
        folders = _folders(last.checked.files)
        identities = _stamps(folders, times=False)
        with closing(_ticks(folders)) as ticks:
            for number, changed in enumerate(ticks, 1):
                seen = _stamps(last.checked.files)
                in_turn = bool(changed) or number % SELDOM == 0
                if seen != stamps or _concerns(last, changed) or (in_turn and _lacks(last)):
                    stamps, last = seen, (yield from _settled(path, last))
                now = _folders(last.checked.files)
                if now != folders or _stamps(folders, times=False) != identities:
                    break  # and watch the folders there are now


def _settled(path: Path, last: Look) -> Generator[Look, None, Look]:
    """Yields what is new, once it is no longer half of something; returns what was found."""
    found = look(path)
    while _may_be_half(found, last):
        threading.Event().wait(SETTLE_S)
        again = look(path)
        if again.tells_the_same(found):
            break
        found = again
    if not found.tells_the_same(last):
        yield found
    return found


def _may_be_half(found: Look, last: Look) -> bool:
    new, old = found.checked.data, last.checked.data
    return found.checked.sequence is None or (new != old and old.startswith(new))


def _concerns(last: Look, changed: Collection[str]) -> bool:
    """Whether one of the script's files may have this name."""
    return any(Path(file).name in changed for file in last.checked.files)


def _lacks(last: Look) -> bool:
    """Whether a file is missing that the script names: it may come to lie anywhere below."""
    return any(diagnostic.code == "no-such-file" for diagnostic in last.checked.diagnostics)


def _ticks(folders: list[str]) -> Generator[set[str], None, None]:
    """The names of files that changed, now and then; an empty set where none did."""
    from watchfiles import watch

    there = [folder for folder in folders if Path(folder).is_dir()]
    try:
        for changes in watch(
            *there,
            watch_filter=None,
            step=QUIET_MS,
            debounce=200,
            rust_timeout=TICK_MS,
            yield_on_timeout=True,
            recursive=False,
        ):
            yield {Path(name).name for _, name in changes}
    except (OSError, RuntimeError):  # the system has no watches left, or the folder has just gone
        while True:
            threading.Event().wait(TICK_MS / 1000)
            yield set()


def _folders(files: Collection[str]) -> list[str]:
    """Where `files` lie, and where they lead to."""
    folders = {Path(file).absolute().parent for file in files}
    folders |= {Path(file).resolve().parent for file in files}
    return sorted(map(str, folders))


def _stamps(paths: Collection[str], *, times: bool = True) -> list[tuple[int, ...]]:
    """What shows at little cost that a file is another one, or was written to."""
    return [_stamp(path, times=times) for path in paths]


def _stamp(path: str, *, times: bool) -> tuple[int, ...]:
    try:
        found = os.stat(path)  # noqa: PTH116 (a Path for each look at each file costs more than it)
    except OSError:
        return ()
    identity = (found.st_dev, found.st_ino)
    return (*identity, found.st_size, found.st_mtime_ns) if times else identity
