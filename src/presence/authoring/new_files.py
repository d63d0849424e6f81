"""A text → a new file, which never takes the place of another unasked."""

from collections.abc import Iterable
from pathlib import Path

from presence.errors import PresenceError
from presence.files import replacing


def check_new(path: Path, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Raises PresenceError if `path` can't be written, is one of `inputs`, or is there already.

    `force` allows the last.
    """
    if path.is_dir():
        raise PresenceError(f"{path} is a folder", "Name a file in it.")
    if not path.parent.is_dir():
        raise PresenceError(f"there is no folder {path.parent}", "Make it first, or name another.")
    if not path.exists():
        return
    if any(file.exists() and path.samefile(file) for file in inputs):
        raise PresenceError(f"{path} is what is being read", "Name another file to write.")
    if not force:
        message = f"{path} is there already, and is left as it is"
        raise PresenceError(message, "Name another file, or overwrite it with --force.")


def write_new(path: Path, text: str) -> None:
    """Writes the text as UTF-8. Raises PresenceError; `path` is then as it was."""
    with replacing(path) as descriptor, open(descriptor, "wb", closefd=False) as file:
        file.write(text.encode())
