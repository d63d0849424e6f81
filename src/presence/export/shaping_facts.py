"""Whatever shapes an export → facts about it: equal facts, the same bytes."""

import functools
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import presence
from presence import resources
from presence.errors import NarrationError
from presence.export.order import Order
from presence.files import sha256_of
from presence.mix.timeline import lines_of
from presence.narration.engine import Engine
from presence.sequence.cues import Sequence, Utterance

LIBRARIES: Final = ("av", "lameenc", "numpy", "resvg-py", "soundfile", "soxr")
"""What computes samples, encodes them or draws covers, by the names that pip knows."""

_PARTS: Final = ("sequence", "narration", "mix", "export")
_PLACES: Final = ("span", "path")
"""Fields that say where in which file something stands: no file that is made tells of it."""


def facts_of(sequence: Sequence, order: Order, engine: Engine) -> tuple[object, ...]:
    """All that decides the bytes of what is made, as plain values.

    Of a script it is what happens that counts, not how it is written down: a comment changes
    nothing. Sounds and recordings count by their content. Nothing is narrated.
    """
    return (
        _plain(sequence, _content_of),
        order.target.name,
        [(name, _plain(value, str)) for name, value in choices_of(order)],
        engine.name,
        engine.version(),
        voices_of(sequence, engine),
        program(),
    )


def choices_of(order: Order) -> Iterator[tuple[str, Any]]:
    """An order's fields, but for the place of the file."""
    yield from (
        (field.name, getattr(order, field.name))
        for field in fields(order)
        if field.name != "target"
    )


def voices_of(sequence: Sequence, engine: Engine) -> list[str]:
    """The engine's names of the voices that speak, each once, in the order of their lines.

    One that there is not is left out: whoever asks for its lines is told.
    """
    asked = {
        (line.voice, line.language): line
        for line in lines_of(sequence)
        if isinstance(line, Utterance)
    }
    found = (_voice_of(line, engine) for line in asked.values())
    return list(dict.fromkeys(voice for voice in found if voice))


@functools.cache
def program() -> str:
    """A digest of the program itself, as far as it shapes what is made, and of its libraries.

    No number that somebody has to remember to raise: any change of the code counts.
    """
    root = Path(presence.__file__).parent
    files = [*root.glob("*.py"), *(file for part in _PARTS for file in (root / part).rglob("*"))]
    digest = hashlib.sha256(repr(sorted(libraries().items())).encode())
    for file in sorted(files):
        if file.is_file() and file.parent.name != "__pycache__":
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return f"{presence.__version__} {digest.hexdigest()}"


@functools.cache
def libraries() -> dict[str, str]:
    """The versions of `LIBRARIES`; none of what is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def known_sha256(path: Path) -> str:
    """Of a file's content, read once as long as its size and its time stay. Raises OSError."""
    status = path.stat()
    return _sha256_at(path, status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=1024)
def _sha256_at(path: Path, _size_bytes: int, _mtime_ns: int) -> str:
    return sha256_of(path)


def _content_of(sound: Path) -> object:
    try:
        return known_sha256(sound), resources.known_loudness_lufs(sound)
    except OSError:  # whoever mixes it says so in words
        return "missing"


def _voice_of(line: Utterance, engine: Engine) -> str | None:
    try:
        return engine.resolve(line).voice
    except NarrationError:
        return None


def _plain(value: Any, of_path: Callable[[Path], object]) -> object:
    """Values of nothing but numbers, texts and tuples, whose repr is the same in every run."""
    if isinstance(value, Path):
        return of_path(value)
    if isinstance(value, Fraction):
        return str(value)
    if is_dataclass(value):
        named = (field.name for field in fields(value) if field.name not in _PLACES)
        return type(value).__name__, *(_plain(getattr(value, name), of_path) for name in named)
    if isinstance(value, tuple | list):
        return tuple(_plain(item, of_path) for item in value)
    if value is None or isinstance(value, str | int | float | bytes):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form")
