"""Files appear whole or not at all: written beside their place, then given its name.

Where the system can (Linux), a file has no name while it is written, so that a process killed
meanwhile leaves nothing. Elsewhere it has one of its own, ending in `.part`, and is locked as long
as somebody writes it; what a killed process left is removed by the next write to the same place.
"""

import contextlib
import contextvars
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from presence.errors import PresenceError
from presence.locks import try_lock

_READ_AND_WRITE: Final = os.O_RDWR | getattr(os, "O_BINARY", 0)
_NAMELESS: Final[int] = getattr(os, "O_TMPFILE", 0)
_PART: Final = re.compile(r"\..+\.[0-9a-f]{8}\.part", re.DOTALL)
_ENDING_LETTERS: Final = len("01234567.part")
STEM_LETTERS: Final = 48
"""So much of a file's name is in the name that it has until it is whole."""
_LEFT_ALONE_S: Final = 60
"""Without locks, a file that nobody has written to for so long is nobody's any more."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was given its name, and what was in it then."""

    path: Path
    size_bytes: int
    sha256: str


_noted: contextvars.ContextVar[list[Written] | None] = contextvars.ContextVar("noted", default=None)


@contextlib.contextmanager
def noting() -> Iterator[list[Written]]:
    """The files that this thread writes with `replacing` meanwhile, in the order of their ends.

    Their content is read before they have their names: afterwards, somebody else's may be there.
    """
    written: list[Written] = []
    token = _noted.set(written)
    try:
        yield written
    finally:
        _noted.reset(token)


def sha256_of(path: Path) -> str:
    """Of a file's content. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def replacing(path: Path, mode: int = 0o666, *, durable: bool = False) -> Iterator[int]:
    """A file descriptor, open for reading and writing, whose content becomes `path` at the end.

    The descriptor is lent: whoever writes to it leaves it open.

    On any exception, and so on Ctrl-C, the half-written file is removed and `path` stays as it
    was. `mode` is the new file's permissions before the umask. `durable`: at the end it is on the
    disk, name and content, whatever happens to the machine. Raises PresenceError where the folder
    is missing or refuses.
    """
    try:
        descriptor, beside = _opened(path, mode)
    except OSError as problem:
        raise _cannot_write(path, problem) from problem
    try:
        try:
            _remove_parts(path.parent, _stem(path), os.fstat(descriptor).st_mtime)
            yield descriptor
            if durable:
                os.fsync(descriptor)
            _note(descriptor, path)
            if sys.platform == "win32":  # which renames no open file
                os.close(descriptor)
                descriptor = -1
            _give_name(descriptor, beside, path)
        finally:
            if descriptor >= 0:
                os.close(descriptor)
        if durable:
            keep_names(path.parent)
    except OSError as problem:
        raise _cannot_write(path, problem) from problem
    finally:
        beside.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes, mode: int = 0o666, *, durable: bool = False) -> None:
    """`content` becomes the file at `path`, as `replacing` does it. Raises PresenceError."""
    with (
        replacing(path, mode, durable=durable) as descriptor,
        open(descriptor, "wb", closefd=False) as file,
    ):
        file.write(content)


def keep_names(folder: Path) -> None:
    """Puts on the disk what files `folder` has, by which names. Raises OSError."""
    if sys.platform == "win32":  # which opens no folder, and keeps names by itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_litter(folder: Path) -> None:
    """Removes what killed processes left in a folder of Presence's own, and nothing in use."""
    with contextlib.suppress(OSError):
        _remove_parts(folder, ".", folder.stat().st_mtime)


def _note(descriptor: int, path: Path) -> None:
    if (written := _noted.get()) is None:
        return
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb", closefd=False) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    written.append(Written(path, os.fstat(descriptor).st_size, digest))


def _remove_parts(folder: Path, stem: str, now_s: float) -> None:
    """Of any file, or where `stem` is one's own, of that. `now_s`: as the file system sees it."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            is_part = entry.name.startswith(stem) and _PART.fullmatch(entry.name)
            is_own = stem in (".", entry.name[:-_ENDING_LETTERS])
            if is_part and is_own and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):  # it is in use, or gone by now
                    _remove_if_left(Path(entry.path), now_s)


def _stem(path: Path) -> str:
    return f".{path.name[:STEM_LETTERS]}."


def _beside(path: Path) -> Path:
    return path.with_name(f"{_stem(path)}{os.urandom(4).hex()}.part")


def _opened(path: Path, mode: int) -> tuple[int, Path]:
    """A new locked file, and the name beside `path` that it has, or may come to have."""
    beside = _beside(path)
    if _NAMELESS:
        try:
            descriptor = os.open(path.parent, _READ_AND_WRITE | _NAMELESS, mode)
        except OSError:  # not every file system can; what else is wrong shows below
            pass
        else:
            try_lock(descriptor)
            return descriptor, beside
    descriptor = os.open(beside, _READ_AND_WRITE | os.O_CREAT | os.O_EXCL, mode)
    if try_lock(descriptor) and _is_at(descriptor, beside):
        return descriptor, beside
    os.close(descriptor)  # another process took it for litter before it was locked
    return _opened(path, mode)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _give_name(descriptor: int, beside: Path, path: Path) -> None:
    """Whatever was at `path` is replaced, in one step."""
    if descriptor >= 0 and not os.path.lexists(beside):
        try:
            _link(descriptor, path)
        except FileExistsError:
            _link(descriptor, beside)
        except OSError:  # a file system that gives no names to nameless files
            _copy(descriptor, beside)
        else:
            return
    beside.replace(path)


def _link(descriptor: int, path: Path) -> None:
    """Names a nameless file. Raises FileExistsError, and OSError where it can't be done."""
    folder = os.open(path.parent, getattr(os, "O_PATH", os.O_RDONLY))
    try:  # a folder is given so that linkat(2) is used: link(2) follows no symbolic link
        os.link(f"/proc/self/fd/{descriptor}", path.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _copy(descriptor: int, beside: Path) -> None:
    import shutil  # seldom needed, and half of what this module takes to load

    status = os.fstat(descriptor)
    os.lseek(descriptor, 0, os.SEEK_SET)
    flags = _READ_AND_WRITE | os.O_CREAT | os.O_EXCL
    with (
        os.fdopen(os.open(beside, flags, status.st_mode & 0o777), "wb") as copy,
        open(descriptor, "rb", closefd=False) as original,
    ):
        try_lock(copy.fileno())
        shutil.copyfileobj(original, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
        os.utime(copy.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))


def _remove_if_left(part: Path, now_s: float) -> None:
    if sys.platform == "win32":
        if now_s - part.stat().st_mtime > _LEFT_ALONE_S:
            part.unlink()  # refused while somebody has it open
        return
    descriptor = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if try_lock(descriptor) and _is_at(descriptor, part):
            part.unlink()
    finally:
        os.close(descriptor)


def _cannot_write(path: Path, problem: OSError) -> PresenceError:
    return PresenceError(
        f"{path} cannot be written: {(problem.strerror or str(problem)).lower()}",
        "What was there before is untouched. Choose another place, or free some room.",
    )
