"""A text → a file of its own, whole or not at all, never in another's place unasked."""

import os
from pathlib import Path

from presence.errors import PresenceError
from presence.files import replacing
from presence.script.spec import SCRIPT_SUFFIXES


def write_text(path: Path, text: str, *, force: bool = False) -> None:
    """Writes `text` as UTF-8; raises PresenceError if `path` exists, unless `force`."""
    refuse_existing(path, force=force)
    with replacing(path) as descriptor, os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(text.encode())


def refuse_existing(path: Path, *, force: bool = False) -> None:
    """Raises PresenceError if something stands at `path` that must not be replaced."""
    if path.is_dir():
        raise PresenceError(f"{path} is a folder; expected a file to write", "Choose another name.")
    if not force and os.path.lexists(path):
        message = f"{path} exists already, and is left as it is"
        raise PresenceError(message, "Choose another name, or replace it with --force.")


def refuse_script(path: Path, *, force: bool = False) -> None:
    """As `refuse_existing`, and raises PresenceError where no script can be written."""
    if path.suffix not in SCRIPT_SUFFIXES:
        message = f"'{path.name}' is not the name of a script"
        raise PresenceError(message, f"Its name ends in {' or '.join(SCRIPT_SUFFIXES)}.")
    if not path.parent.is_dir():
        raise PresenceError(f"there is no folder {path.parent}", "Make it first.")
    refuse_existing(path, force=force)


def write_once(path: Path, text: str) -> str:
    """Writes `text` if nothing is there: 'written', else 'same' or 'other' for what is there."""
    if not os.path.lexists(path):
        write_text(path, text)
        return "written"
    try:
        return "same" if path.read_bytes() == text.encode() else "other"
    except OSError:
        return "other"
