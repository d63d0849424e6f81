"""Names of built-in exercises and sounds → the files that came with the package."""

import functools
import json
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "shelf"
_CHECKOUT = _PACKAGE.parents[1]

BELL = "bell"


def _folder(name: str) -> Path:
    """`scripts` or `audio`: inside the package once installed, at the top of a checkout."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _CHECKOUT / name


def exercises() -> dict[str, Path]:
    """Every exercise on the shelf, by name."""
    files = _folder("scripts").glob("*.yaml")
    return {file.stem: file for file in sorted(files, key=lambda file: file.stem)}


@functools.cache
def sounds() -> dict[str, Path]:
    """Every built-in sound, by name: the beds and the bell."""
    folder = _folder("audio")
    return {name: folder / entry["file"] for name, entry in _sound_table().items()}


def beds() -> list[str]:
    """The names of the built-in sounds that serve as a bed."""
    return [name for name in sounds() if name != BELL]


def known_loudness_lufs(path: Path) -> float | None:
    """The loudness of a built-in sound, measured when it was made; None for any other file."""
    return _known(path, "lufs")


def known_peak(path: Path) -> float | None:
    """The largest absolute sample of a built-in sound; None for any other file."""
    return _known(path, "peak")


def _known(path: Path, figure: str) -> float | None:
    for name, file in sounds().items():
        if file == path:
            return float(_sound_table()[name][figure])
    return None


@functools.cache
def _sound_table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = json.loads(
        (_folder("audio") / "sounds.json").read_text(encoding="utf-8")
    )
    return table
