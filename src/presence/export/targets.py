"""An open binary file as writers see it: every byte goes in, or an OSError comes out."""

import sys
from io import UnsupportedOperation
from typing import Protocol


class Target(Protocol):
    """A file that can be written and sought: one on disk, unbuffered, or `io.BytesIO`."""

    def write(self, data: bytes | memoryview, /) -> int | None: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def read(self, size: int = -1, /) -> bytes | None: ...

    def fileno(self) -> int: ...


def put(target: Target, data: bytes | memoryview) -> None:
    """Writes all of `data`, which an unbuffered file may take in parts. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[target.write(view) or 0 :]


def descriptor_of(target: Target) -> int | None:
    """What a library of C can write to by itself; None where there is no such thing.

    A library on Windows has file descriptors of its own.
    """
    if sys.platform == "win32":
        return None
    try:
        return target.fileno()
    except UnsupportedOperation:
        return None
