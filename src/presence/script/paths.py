"""A path written in a script → a file under the script's folder, or the reason why not."""

import re
from pathlib import Path
from typing import Final

from presence.script.faults import Fault, quoted

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_LONGEST: Final = 1000


def under_folder_of(script: str, text: str, suffixes: tuple[str, ...]) -> Path:
    """The file that `text` names, relative to the script; raises Fault.

    A script may come from anybody, so it reaches nothing outside its own folder: links are
    resolved before the comparison.
    """
    shown = quoted(text, 60)
    _refuse_spelling(text, shown)
    if not text.lower().endswith(suffixes):
        expected = ", ".join(suffixes)
        raise Fault("wrong-suffix", f"{shown} is not a file of the kind expected: {expected}")
    folder = Path(script).parent
    file = folder / text
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
        exists = file.is_file()
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        raise Fault("no-such-file", f"{shown} can't be reached") from None
    if not inside:
        message = f"{shown} lies outside the script's folder"
        raise Fault("outside-folder", message, "Put the file beside the script, or below it.")
    if not exists:
        message = f"there is no file {shown} beside this script"
        raise Fault("no-such-file", message, f"It was looked for in {folder}.")
    return file


def _refuse_spelling(text: str, shown: str) -> None:
    if len(text) > _LONGEST or "\0" in text:
        raise Fault("no-such-file", f"{shown} is not a path")
    if text.startswith(("/", "\\", "~")) or _DRIVE.match(text):
        message = f"{shown} is an absolute path; paths are relative to the script"
        raise Fault("absolute-path", message, "Put the file beside the script, or below it.")
    if _URL.match(text):
        message = f"{shown} is a network address; Presence uses files only"
        raise Fault("network-address", message, "Save it beside the script first.")
