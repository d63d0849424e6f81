"""Entries in clear → locked, and back; interrupted anywhere, nothing is lost and running it again
finishes. Each is made beside, put on the disk, and only then the other is removed.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from presence.errors import PresenceError
from presence.files import keep_names, replacing
from presence.folders import make_private
from presence.journal.keeping import CLEAR, Journal, bytes_of, is_twin, locked_name
from presence.journal.lock import opened_entry, sealed_entry, sealed_key
from presence.journal.reading import MOST_BYTES, read_page
from presence.journal.writing import name_words

if TYPE_CHECKING:
    from pyrage.x25519 import Identity, Recipient

_BARE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d{4}( \d{1,4})?\.md")
"""A name in clear that tells the date alone, as a locked entry's has to."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many entries were locked or unlocked, and the names of those that could not be."""

    count: int
    refused: tuple[str, ...]


def lock_journal(journal: Journal, passphrase: str = "") -> Sealed:
    """Locks every entry, with a new key if there is no lock yet. Raises PresenceError, OSError.

    Where the lock holds already, what is still in clear is locked, and no passphrase is needed.
    """
    make_private(journal.folder)
    with journal.alone():
        if not journal.lock.holds:
            _begin(journal, passphrase)
        recipient = journal.lock.recipient()
        clear = [kept.path for kept in journal.entries() if not kept.is_locked]
        refused = [path.name for path in clear if not _lock_one(journal, path, recipient)]
    return Sealed(len(clear) - len(refused), tuple(refused))


def unlock_journal(journal: Journal, identity: "Identity") -> Sealed:
    """Puts every entry back in clear, and ends the lock when none is left. Raises PresenceError,
    OSError. An entry that the key does not open stays as it is, and so does the lock."""
    with journal.alone():
        locked = [kept.path for kept in journal.entries() if kept.is_locked]
        refused = [path.name for path in locked if not _unlock_one(journal, path, identity)]
        for kept in journal.entries():
            if not kept.is_locked:
                _finish_clear(journal, kept.path)
        keep_names(journal.folder)
        if not refused:
            journal.lock.remove()
    return Sealed(len(locked) - len(refused), tuple(refused))


def change_passphrase(journal: Journal, identity: "Identity", passphrase: str) -> None:
    """The key opens with `passphrase` from here on, in one step. Raises PresenceError."""
    _refuse_empty(passphrase)
    sealed = sealed_key(identity, passphrase)
    with journal.alone():
        journal.lock.write_key(sealed)


def _begin(journal: Journal, passphrase: str) -> None:
    """An interrupted beginning may have left a key that was never used: it is replaced. If entries
    are locked, the key is theirs, and only its recipient is missing."""
    _refuse_empty(passphrase)
    if any(kept.is_locked for kept in journal.entries()):
        journal.lock.write_recipient(journal.lock.open(passphrase))
    else:
        journal.lock.begin(passphrase)


def _refuse_empty(passphrase: str) -> None:
    if not passphrase:
        raise PresenceError("a passphrase has at least one character", "Nothing has changed.")


def _lock_one(journal: Journal, path: Path, recipient: "Recipient") -> bool:
    """False if the entry is too large to be read again, or was edited meanwhile."""
    time_ns = path.lstat().st_mtime_ns
    content = bytes_of(path)
    if len(content) > MOST_BYTES:
        return False
    locked = locked_name(path)
    if not _BARE.fullmatch(path.name) or (os.path.lexists(locked) and not is_twin(path, locked)):
        path = path.rename(journal.free(path.name[:15], CLEAR))
        locked = locked_name(path)
    _write(locked, sealed_entry(content, recipient), time_ns)
    if not is_twin(path, locked):
        return False
    path.unlink()
    return True


def _unlock_one(journal: Journal, path: Path, identity: "Identity") -> bool:
    content = opened_entry(bytes_of(path), identity)
    if content is None:
        return False
    clear = path.with_suffix("")
    if os.path.lexists(clear):
        clear = journal.free(path.name[:15], CLEAR)
    _write(clear, content, path.lstat().st_mtime_ns)
    path.unlink()
    return True


def _finish_clear(journal: Journal, path: Path) -> None:
    """Removes what was locked of it, if that is left, and lets its name tell the exercise again."""
    locked = locked_name(path)
    if is_twin(path, locked):
        locked.unlink()
    exercise = read_page(bytes_of(path)).exercise
    if exercise and _BARE.fullmatch(path.name):
        path.rename(journal.free(f"{path.name[:15]} {name_words(exercise)}", CLEAR))


def _write(path: Path, content: bytes, time_ns: int) -> None:
    """The twin of an entry: what tells that it is one is its time, so that is there from the
    first."""
    with replacing(path, 0o600, durable=True) as descriptor:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        if os.utime in os.supports_fd:
            os.utime(descriptor, ns=(time_ns, time_ns))
    if os.utime not in os.supports_fd:  # Windows
        os.utime(path, ns=(time_ns, time_ns))
