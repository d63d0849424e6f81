"""A path written in a script → a file under the script's folder, or the reason why not."""

import os
import re
from pathlib import Path
from typing import Final

from presence.script.faults import Fault, quoted
from presence.script.nodes import Document

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_LONGEST: Final = 1000
_BESIDE: Final = "Put the file beside the script, or in a folder below it."


def under_folder_of(
    document: Document, text: str, suffixes: tuple[str, ...], expected: str, example: str
) -> Path:
    """The file that `text` names, relative to the script; raises Fault.

    It is `expected`, such as `example`, and its name ends in one of `suffixes`.

    A script may come from anybody, so it reaches nothing outside its own folder: links are
    resolved before the comparison.
    """
    known = document.files.get(text)
    if known:
        return known
    shown = quoted(text, 60)
    _refuse_spelling(text, shown, Path(document.path).parent)
    if not text.lower().endswith(suffixes):
        listed = ", ".join(suffixes)
        message = f"{shown} is not {expected}: its name ends in none of {listed}"
        raise Fault("wrong-suffix", message, f"Name the file with its ending, as in {example}.")
    document.files[text] = file = _find(Path(document.path).parent, text, shown)
    return file


def _find(folder: Path, text: str, shown: str) -> Path:
    file = folder / text
    if ".." in file.parts:
        file = _without_detours(file)
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
        found, exists = file.is_file(), file.exists()
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        raise Fault("no-such-file", f"{shown} can't be reached", _BESIDE) from None
    if not inside:
        message = f"{shown} leads outside the script's folder"
        raise Fault("outside-folder", message, _BESIDE)
    if not found:
        message = f"{shown} is not a file" if exists else f"there is no file {shown}"
        raise Fault("no-such-file", message, "A path is relative to the folder of its script.")
    return file


def _without_detours(file: Path) -> Path:
    """`a/../b` as `b`, so that a file has one name; unless `a` is a link to somewhere else."""
    straight = Path(os.path.normpath(file))
    return straight if straight.resolve() == file.resolve() else file


def _refuse_spelling(text: str, shown: str, folder: Path) -> None:
    if len(text) > _LONGEST or not text.isprintable():
        raise Fault(
            "no-such-file", f"{shown} is not a path", "Give the file a shorter, plain name."
        )
    if text.startswith(("/", "\\", "~")) or _DRIVE.match(text):
        message = f"{shown} is an absolute path; a path is relative to its script"
        raise Fault("absolute-path", message, _BESIDE)
    if _URL.match(text):
        message = f"{shown} is a network address; a script uses files only"
        raise Fault("network-address", message, "Save it beside the script first.")
    if "\\" in text:
        message = f"{shown} has a backslash; folders are divided by '/'"
        meant = text.replace("\\", "/")
        is_there = ".." not in meant and (folder / meant).is_file()
        hint = f"Write {quoted(meant, 60)}."
        raise Fault("backslash", message, hint, meant=meant if is_there else None)
