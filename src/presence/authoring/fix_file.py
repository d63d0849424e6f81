"""Mended bytes → the file they belong in, or the difference that they would make, as a diff."""

import difflib
import os
import re
import sys
from pathlib import Path
from typing import Final

from presence.errors import PresenceError
from presence.files import replacing

_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")


def rewrite(path: Path, data: bytes) -> None:
    """Puts `data` in place of a file's content; its permissions stay, and so does a link to it.

    Raises PresenceError where it can't be written.
    """
    target = path.resolve()
    if not os.access(target, os.W_OK):
        message = f"{path} can't be mended: it may not be written"
        raise PresenceError(message, "Give yourself the right to write it, or mend a copy.")
    mode = target.stat().st_mode & 0o777
    with replacing(target, mode) as descriptor:
        if sys.platform != "win32":
            os.fchmod(descriptor, mode)  # whatever the umask
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(data)


def diff(path: str, before: bytes, after: bytes) -> str:
    """What `patch` would need to make one of the other; empty if they are the same."""
    old, new = (_LINE.findall(data.decode("utf-8")) for data in (before, after))
    rows = difflib.unified_diff(old, new, path, path)
    return "".join(
        row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows
    )
