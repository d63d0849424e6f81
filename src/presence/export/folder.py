"""Exercises and a folder → the file that each becomes in it."""

import glob
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from presence.errors import PresenceError


def expanded(names: Iterable[str]) -> tuple[str, ...]:
    """Patterns as the files they stand for, where no shell has done it. Raises PresenceError."""
    found: list[str] = []
    for name in names:
        if not glob.has_magic(name) or os.path.exists(name):  # noqa: PTH110 (may be a name)
            found.append(name)
        elif files := sorted(glob.glob(name, recursive=True)):  # noqa: PTH207 (may be absolute)
            found.extend(files)
        else:
            raise PresenceError(f"no file is called like '{name}'", "Is it the right folder?")
    return tuple(found)


def apart(scripts: Mapping[str, Path]) -> dict[str, Path]:
    """Each script once, by the name it was asked for. Raises PresenceError where two of them would
    become one file: they have one name, perhaps but for capitals, as macOS and Windows see it."""
    met: dict[str, tuple[str, Path]] = {}
    for name, path in scripts.items():
        first, other = met.setdefault(path.stem.casefold(), (name, path))
        if path.resolve() != other.resolve():
            raise PresenceError(
                f"{first} and {name} would both become '{path.stem}'",
                "Rename one of them, or export them into different folders.",
            )
    return dict(met.values())


def make_folder(folder: Path) -> None:
    """Makes it, if it is missing; not those above it, which a slip of the keys would name.

    Raises PresenceError, and OSError where the system refuses.
    """
    if folder.exists() and not folder.is_dir():
        raise PresenceError(f"{folder} is a file", "Name a folder with -d.")
    if not folder.parent.is_dir():
        raise PresenceError(
            f"there is no folder {folder.parent}", "Make it first, or name another with -d."
        )
    folder.mkdir(exist_ok=True)
