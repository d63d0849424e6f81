"""Keys → bytes kept on disk between runs: shared by processes, bounded, self-healing."""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from presence.errors import PresenceError
from presence.files import replacing
from presence.folders import make_private

DEFAULT_LIMIT_BYTES: Final = 1 << 30
_DIGEST_BYTES: Final = 16
_FOLDER_VARIABLE: Final = "PRESENCE_CACHE"
_OWN_FILE: Final = re.compile(r"([0-9a-f]{2})/\.?\1[0-9a-f]{38}(\.[0-9a-f]{8}\.part)?")
"""What the store writes. Whatever else lies in the folder is somebody's, and stays."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the store holds."""

    folder: Path
    entries: int
    size_bytes: int
    limit_bytes: int


class Store:
    """Files named by their key, each begun with a digest of its content, all the user's alone.

    Nothing is locked: an entry appears by renaming, so a reader sees the whole of it or none;
    two processes that make the same entry make the same bytes. What a killed process left
    half-written counts as an entry, and goes as the oldest do.
    """

    def __init__(self, folder: Path, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self.folder = folder
        self.limit_bytes = limit_bytes

    def get(self, key: str) -> bytes | None:
        """The bytes kept under `key`, marked as used now; None if there are none that are whole."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            if path.is_dir():  # by some damage: in its way, the entry could never be made anew
                _remove(path)
            return None
        content = memoryview(data)[_DIGEST_BYTES:]
        if data[:_DIGEST_BYTES] != _digest(content):
            _remove(path)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return bytes(content)

    def put(self, key: str, content: bytes) -> bool:
        """Keeps `content`; False where the disk is full or refuses: the store is a convenience."""
        path = self._path(key)
        try:
            make_private(self.folder)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with (
                replacing(path, mode=0o600) as descriptor,
                os.fdopen(descriptor, "wb", closefd=False) as file,
            ):
                file.write(_digest(content))
                file.write(content)
        except (OSError, PresenceError):
            return False
        return True

    def usage(self) -> Usage:
        sizes = [status.st_size for _, status in self._entries()]
        return Usage(self.folder, len(sizes), sum(sizes), self.limit_bytes)

    def prune(self, limit_bytes: int | None = None) -> int:
        """Removes the entries used longest ago until the rest fit; how many were removed."""
        limit = self.limit_bytes if limit_bytes is None else limit_bytes
        entries = sorted(self._entries(), key=lambda entry: entry[1].st_mtime_ns)
        size = sum(status.st_size for _, status in entries)
        removed = 0
        for path, status in entries:
            if size <= limit:
                break
            if _remove(path):
                size -= status.st_size
                removed += 1
        return removed

    def clear(self) -> int:
        """Removes every entry; how many there were."""
        return self.prune(0)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Every file of the store, those that a killed process left half-written among them."""
        for path in self.folder.glob("??/*"):
            if _OWN_FILE.fullmatch(f"{path.parent.name}/{path.name}"):
                with contextlib.suppress(OSError):  # another process may have removed it
                    yield path, path.lstat()


def key_of(*parts: object) -> str:
    """A name for all that shapes an entry; equal parts give equal keys."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=20).hexdigest()


def user_store() -> Store:
    """The user's store; a temporary one, gone at the end, where theirs can't be written."""
    named = os.environ.get(_FOLDER_VARIABLE)
    if named:
        folder = Path(named)
    else:
        import platformdirs

        folder = Path(platformdirs.user_cache_dir("presence", appauthor=False)) / "clips"
    try:
        make_private(folder)
        if os.access(folder, os.W_OK):
            return Store(folder)
    except OSError:
        pass
    return _TemporaryStore()


class _TemporaryStore(Store):
    def __init__(self) -> None:
        folder = tempfile.mkdtemp(prefix="presence-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        super().__init__(Path(folder))


def _remove(path: Path) -> bool:
    """Whether nothing is left at `path`, be it a file or, by some damage, a folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
    return not path.exists()


def _digest(content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
