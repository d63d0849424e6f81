"""An open file, or a folder → a lock on it, which ends with whoever holds it, however that ends."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


def try_lock(descriptor: int) -> bool:
    """Locks an open file or folder until it is closed; False if somebody else holds the lock.

    Where there are no such locks, nothing is ever locked, and the answer is True.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Waits until no other process is in here with this folder. Windows has no such locks: there
    it is up to the user to run one command at a time. Raises OSError where there is no folder."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
