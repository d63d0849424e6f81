"""A file's suffix and the bits asked for → the writer of that format."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from presence.audio import Samples
from presence.errors import PresenceError
from presence.export.flac import FlacWriter
from presence.export.wav import WavWriter


class Writer(Protocol):
    """Takes blocks in order; `close` completes the file."""

    def write(self, block: Samples) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Format:
    """`open` takes a file descriptor and one of `bits`, of which the first is the default."""

    open: Callable[[int, str], Writer]
    bits: tuple[str, ...]


FORMATS: Final[MappingProxyType[str, Format]] = MappingProxyType(
    {
        ".wav": Format(WavWriter, ("16", "24", "float")),
        ".flac": Format(FlacWriter, ("16", "24")),
    }
)
BITS: Final = ("16", "24", "float")


def format_of(path: Path, bits: str | None) -> tuple[Format, str]:
    """The format that the suffix names, and its bits. Raises PresenceError if there is none."""
    found = FORMATS.get(path.suffix.lower())
    known = ", ".join(FORMATS)
    if found is None:
        what = f"'{path.suffix}' is" if path.suffix else f"'{path.name}' has no suffix; it names"
        message = f"{what} no format that can be written"
        raise PresenceError(message, f"End the name in one of {known}; for its words, in .txt.")
    if bits is not None and bits not in found.bits:
        message = f"{path.suffix} holds {' or '.join(found.bits)} bits; asked for was {bits}"
        raise PresenceError(message, "Leave --bits out, or write a .wav file.")
    return found, bits or found.bits[0]
