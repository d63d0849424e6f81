"""An open binary file as writers see it: every byte goes in, or an OSError comes out."""

from typing import Protocol


class Target(Protocol):
    """A file that can be written and sought: one on disk, unbuffered, or `io.BytesIO`."""

    def write(self, data: bytes | memoryview, /) -> int | None: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...


def put(target: Target, data: bytes | memoryview) -> None:
    """Writes all of `data`, which an unbuffered file may take in parts. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[target.write(view) or 0 :]
