"""Keys → bytes kept on disk between runs: the clip store, shared by processes, bounded, self-healing."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from presence.errors import PresenceError
from presence.files import replacing

DEFAULT_LIMIT_BYTES: Final = 1 << 30
_DIGEST_BYTES: Final = 16
_FOLDER_VARIABLE: Final = "PRESENCE_CACHE"


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
    two processes that make the same entry make the same bytes.
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
            return None
        content = memoryview(data)[_DIGEST_BYTES:]
        if data[:_DIGEST_BYTES] != _digest(content):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return bytes(content)

    def put(self, key: str, content: bytes) -> bool:
        """Keeps `content`; False where the disk is full or refuses: the store is a convenience."""
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(path, mode=0o600) as descriptor, open(descriptor, "wb", closefd=False) as file:  # fmt: skip  # noqa: PTH123 (a descriptor, not a path)
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
            with contextlib.suppress(OSError):
                path.unlink()
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
            with contextlib.suppress(OSError):
                yield path, path.stat()


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
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return Store(folder)
    except OSError:
        pass
    return _TemporaryStore()


class _TemporaryStore(Store):
    def __init__(self) -> None:
        self._holder = tempfile.TemporaryDirectory(prefix="presence-", ignore_cleanup_errors=True)
        super().__init__(Path(self._holder.name))


def _digest(content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
