"""The journal's folder: entries written, found, read and removed; in clear or locked.

An entry is a file named by its date: `2026-11-22T2130 arriving-together.md`, and locked, when its
name must not tell either, `2026-11-22T2130.md.age`. Whatever else lies there is somebody's.
"""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from presence.errors import PresenceError
from presence.files import keep_names, remove_litter, write_whole
from presence.folders import data_folder, make_private
from presence.journal.drafts import remove_left
from presence.journal.entry import Played, Reflection
from presence.journal.lock import Lock, opened_entry, sealed_entry
from presence.journal.reading import MOST_BYTES, Page, read_page
from presence.journal.writing import date_name, markdown_of, name_words
from presence.locks import alone_in

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

OWN_ENTRY: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d{4})( [^/\\]+)?\.md(\.age)?")
CLEAR, LOCKED = ".md", ".md.age"


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry on the disk. `number` counts from the latest, which is 1."""

    number: int
    path: Path
    is_locked: bool

    @property
    def date(self) -> str:
        """`2026-11-22 21:30`, as its name says."""
        return f"{self.path.name[:10]} {self.path.name[11:13]}:{self.path.name[13:15]}"


class Journal:
    """The entries in `folder`, which is made when the first is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = Lock(folder)

    @property
    def is_locked(self) -> bool:
        """Whether nothing may be written in clear: it has a lock, or what a lock has closed."""
        return self.lock.holds or any(kept.is_locked for kept in self.entries())

    def add(self, played: Played, reflections: Iterable[Reflection]) -> Path:
        """Keeps an entry, on the disk when this returns. Raises PresenceError, OSError."""
        content = markdown_of(played, reflections).encode("utf-8", errors="replace")
        make_private(self.folder)
        with self.alone():
            date = date_name(played.began)
            if self.is_locked:
                path = self.free(date, LOCKED)
                content = sealed_entry(content, self.lock.recipient())
            else:
                path = self.free(f"{date} {name_words(played.exercise)}", CLEAR)
            write_whole(path, content, 0o600, durable=True)
        return path

    def entries(self) -> list[Kept]:
        """All entries, the latest first. One that is there twice, because locking or unlocking
        was interrupted, counts once."""
        paths = {path.name: path for path in self._own_files()}
        for name in list(paths):
            twin = paths.get(name + ".age")
            if twin and is_twin(paths[name], twin):
                del paths[twin.name]
        ordered = sorted(paths.values(), key=_by_time, reverse=True)
        return [
            Kept(number, path, path.name.endswith(LOCKED))
            for number, path in enumerate(ordered, start=1)
        ]

    def read(self, kept: Kept, identity: "Identity | None" = None) -> Page:
        """What an entry says; of a locked one without `identity` only that it is."""
        if kept.is_locked and not identity:
            return Page(problem="locked")
        try:
            content = bytes_of(kept.path)
        except OSError as problem:
            return Page(problem=f"it can't be read: {(problem.strerror or '').lower()}")
        if len(content) > MOST_BYTES:
            return Page(problem=f"it is larger than {MOST_BYTES >> 20} MiB")
        if kept.is_locked and identity:
            opened = opened_entry(content, identity)
            if opened is None:
                return Page(problem="it is damaged, or was locked with another key")
            content = opened
        return read_page(content)

    def delete(self, kept: Kept) -> None:
        """Removes an entry, and what an interrupted locking left of it. Raises OSError."""
        with self.alone():
            twin = locked_name(kept.path)
            if is_twin(kept.path, twin):
                twin.unlink()
            kept.path.unlink(missing_ok=True)
            keep_names(self.folder)

    def strangers(self) -> list[str]:
        """Markdown in the folder that is not named as an entry: no command reads or locks it."""
        with contextlib.suppress(OSError):
            names = sorted(path.name for path in self.folder.glob("*.md"))
            return [name for name in names if not OWN_ENTRY.fullmatch(name)]
        return []

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """No other process changes the journal meanwhile; what a killed one left is removed."""
        with alone_in(self.folder):
            remove_left(self.folder)
            remove_litter(self.folder)
            yield

    def free(self, stem: str, suffix: str) -> Path:
        """A path that no entry has yet, in clear or locked: `stem 2` where `stem` is taken."""
        for number in range(1, 10_000):
            name = stem if number == 1 else f"{stem} {number}"
            paths = [self.folder / (name + end) for end in (CLEAR, LOCKED)]
            if not any(os.path.lexists(path) for path in paths):
                return self.folder / (name + suffix)
        raise PresenceError(f"there are too many entries named {stem} in {self.folder}")

    def _own_files(self) -> Iterator[Path]:
        with contextlib.suppress(FileNotFoundError), os.scandir(self.folder) as found:
            for entry in found:
                if OWN_ENTRY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)


def user_journal() -> Journal:
    """The user's journal. Nothing is made here."""
    return Journal(data_folder() / "journal")


def bytes_of(path: Path) -> bytes:
    """A file's content, up to one byte more than an entry may have. Raises OSError: also of what
    is no plain file, so that no link leads elsewhere and no pipe is waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise IsADirectoryError(errno.EISDIR, "not a file", str(path))
        return file.read(MOST_BYTES + 1)


def locked_name(clear: Path) -> Path:
    """Of an entry's twin: that of the clear one, and `.age`."""
    return clear.with_name(clear.name + ".age")


def is_twin(clear: Path, locked: Path) -> bool:
    """Whether both are one entry: the second made is given the time of the first."""
    try:
        return clear.lstat().st_mtime_ns == locked.lstat().st_mtime_ns
    except FileNotFoundError:
        return False


def _by_time(path: Path) -> tuple[str, int, str]:
    """`… 10` comes after `… 9`."""
    number = re.search(r" (\d{1,4})\.md", path.name)
    return path.name[:15], int(number[1]) if number else 1, path.name
