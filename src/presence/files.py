"""Files appear whole or not at all: written beside their place, then renamed into it."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from presence.errors import PresenceError


@contextlib.contextmanager
def replacing(path: Path, mode: int = 0o666) -> Iterator[int]:
    """A file descriptor, open for reading and writing, whose content becomes `path` at the end.

    The descriptor is lent: whoever writes to it leaves it open.

    On any exception, and so on Ctrl-C, the half-written file is removed and `path` stays as it
    was. `mode` is the new file's permissions before the umask. Raises PresenceError where the
    folder is missing or refuses.
    """
    beside = path.with_name(f".{path.name[:48]}.{secrets.token_hex(4)}.part")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(beside, flags, mode)
    except OSError as problem:
        raise _cannot_write(path, problem) from problem
    try:
        try:
            yield descriptor
        finally:
            os.close(descriptor)
        beside.replace(path)
    except OSError as problem:
        raise _cannot_write(path, problem) from problem
    finally:
        beside.unlink(missing_ok=True)


def _cannot_write(path: Path, problem: OSError) -> PresenceError:
    return PresenceError(
        f"{path} cannot be written: {(problem.strerror or str(problem)).lower()}",
        "What was there before is untouched. Choose another place, or free some room.",
    )
