"""A draft for an editor: a folder of its own in the journal's, gone with all that was left in it.

Editors save by renaming, keep backups and swap files beside the text: all of that goes too.
"""

import contextlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from presence.locks import try_lock

OWN_DRAFT: Final = re.compile(r"\.draft\.[0-9a-f]{8}")
"""The name of a draft's folder."""


@contextlib.contextmanager
def draft(folder: Path, text: str) -> Iterator[Path]:
    """A file with `text` to edit, the user's alone, removed at the end. Raises OSError."""
    place = folder / f".draft.{secrets.token_hex(4)}"
    place.mkdir(mode=0o700)
    try:
        with _locked(place):
            path = place / "answer.md"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
            yield path
    finally:
        shutil.rmtree(place, ignore_errors=True)


def remove_left(folder: Path) -> None:
    """Removes the drafts of killed processes, and none that is being written."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if OWN_DRAFT.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError), _locked(Path(entry.path)) as is_ours:
                    if is_ours:
                        shutil.rmtree(entry.path, ignore_errors=True)


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[bool]:
    if sys.platform == "win32":
        yield True  # a file that is open there can't be removed
        return
    descriptor = os.open(place, os.O_RDONLY)
    try:
        yield try_lock(descriptor)
    finally:
        os.close(descriptor)
