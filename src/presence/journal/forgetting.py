"""Folders of what is kept for the user → what of it is Presence's own, and that removed.

Nothing else goes: no stranger's file, nothing that a link leads to.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from presence.files import STEM_LETTERS, keep_names
from presence.journal.drafts import OWN_DRAFT
from presence.journal.keeping import OWN_ENTRY
from presence.journal.lock import KEY_FILE, RECIPIENT_FILE
from presence.locks import alone_in

_PART: Final = re.compile(rf"\.(.{{1,{STEM_LETTERS}}})\.[0-9a-f]{{8}}\.part", re.DOTALL)
_POSITION: Final = re.compile(r"[0-9a-f]{32}\.json")
_KEYS: Final = re.compile(f"{re.escape(KEY_FILE)}|{re.escape(RECIPIENT_FILE)}")


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one kind in a folder: `counts` are those to tell of, `goes_with` those that only
    serve them."""

    folder: Path
    counts: re.Pattern[str]
    goes_with: re.Pattern[str] | None = None

    def is_own(self, name: str) -> bool:
        if self.counts.fullmatch(name) or (self.goes_with and self.goes_with.fullmatch(name)):
            return True
        part = _PART.fullmatch(name)
        return part is not None and (len(part[1]) == STEM_LETTERS or self.is_own(part[1]))


@dataclass(frozen=True, slots=True)
class Found:
    """Own files of a kind: how many to tell of, and the size of them all."""

    folder: Path
    count: int
    size_bytes: int


def journal_kind(data: Path) -> Kind:
    """The journal in a data folder."""
    return Kind(data / "journal", OWN_ENTRY, _KEYS)


def positions_kind(data: Path) -> Kind:
    """Where exercises were left."""
    return Kind(data / "positions", _POSITION)


def found(kind: Kind) -> Found:
    """What is there of a kind. Raises OSError where the folder can't be read."""
    count = size_bytes = 0
    for path in _own(kind):
        count += bool(kind.counts.fullmatch(path.name))
        size_bytes += path.lstat().st_size
    return Found(kind.folder, count, size_bytes)


def remove(kind: Kind) -> Found:
    """Removes all of a kind, and its folder if nothing else is in it. Raises OSError.

    What was to be told of goes first: an entry without its key could not be read any more.
    """
    before = found(kind)
    if not kind.folder.is_dir() or kind.folder.is_symlink():
        return before
    with alone_in(kind.folder):
        for path in sorted(_own(kind), key=_last(kind)):
            path.unlink(missing_ok=True)
        if kind.goes_with:
            for path in kind.folder.iterdir():
                if OWN_DRAFT.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
        keep_names(kind.folder)
    remove_empty(kind.folder)
    return before


def remove_empty(*folders: Path) -> None:
    """Removes folders in which nothing is left, the first first."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _own(kind: Kind) -> list[Path]:
    if kind.folder.is_symlink():
        return []
    with contextlib.suppress(FileNotFoundError), os.scandir(kind.folder) as entries:
        return [
            Path(entry.path)
            for entry in entries
            if entry.is_file(follow_symlinks=False) and kind.is_own(entry.name)
        ]
    return []


def _last(kind: Kind) -> Callable[[Path], bool]:
    return lambda path: not kind.counts.fullmatch(path.name)
