"""A file's suffix, and the bits or the quality asked for → the writer of that format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final, Protocol

from presence.audio import Samples
from presence.errors import PresenceError
from presence.export.flac import FlacWriter
from presence.export.m4a import M4aWriter
from presence.export.mp3 import Mp3Writer
from presence.export.opus import OpusWriter
from presence.export.tags import NO_TAGS, Tags
from presence.export.vorbis import VorbisWriter
from presence.export.wav import WavWriter

BITS: Final = ("16", "24", "float")
QUALITIES: Final = ("voice", "high")
"""The first is the default."""


class Writer(Protocol):
    """Takes blocks in order; `close` completes the file.

    Only then is it known at which frames the chapters of its tags begin. A tag is as long wherever
    they do, so a writer puts it at the head at once and fills it in at the end.
    """

    def write(self, block: Samples) -> None: ...

    def close(self, chapter_starts: tuple[int, ...] = ()) -> None: ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one file is made: its bits or its bit rate, as the format has one or the other."""

    bits: str = "16"
    kbps: int = 0
    tags: Tags = NO_TAGS


@dataclass(frozen=True, slots=True)
class Format:
    """What a suffix stands for. It has `bits`, the first the default, or `kbps` by quality."""

    name: str
    open: Callable[[BinaryIO, Recipe], Writer]
    bits: tuple[str, ...] = ()
    kbps: Mapping[str, int] = field(default_factory=dict)
    has_tags: bool = True  # chapters and artwork too


def _kbps(voice: int, high: int) -> MappingProxyType[str, int]:
    return MappingProxyType(dict(zip(QUALITIES, (voice, high), strict=True)))


FORMATS: Final[MappingProxyType[str, Format]] = MappingProxyType(
    {
        ".wav": Format("WAV", lambda file, how: WavWriter(file, how.bits), BITS, has_tags=False),
        ".flac": Format(
            "FLAC", lambda file, how: FlacWriter(file, how.bits, how.tags), ("16", "24")
        ),
        ".opus": Format(
            "Opus", lambda file, how: OpusWriter(file, how.kbps, how.tags), kbps=_kbps(48, 96)
        ),
        ".ogg": Format(
            "Ogg Vorbis",
            lambda file, how: VorbisWriter(file, how.kbps, how.tags),
            kbps=_kbps(64, 128),
        ),
        ".mp3": Format(
            "MP3", lambda file, how: Mp3Writer(file, how.kbps, how.tags), kbps=_kbps(64, 128)
        ),
        ".m4a": Format(
            "AAC", lambda file, how: M4aWriter(file, how.kbps, how.tags), kbps=_kbps(64, 128)
        ),
        ".m4b": Format(
            "AAC, as an audiobook",
            lambda file, how: M4aWriter(file, how.kbps, how.tags, is_book=True),
            kbps=_kbps(64, 128),
        ),
    }
)


def format_of(path: Path) -> Format:
    """The format that the suffix names. Raises PresenceError if there is none."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        what = f"'{path.suffix}' is" if path.suffix else f"'{path.name}' has no suffix; it names"
        known = ", ".join(FORMATS)
        raise PresenceError(
            f"{what} no format that can be written",
            f"End the name in one of {known}; for a page, in .html; for its words, in .txt, "
            ".md or .ssml; for captions alone, in .vtt, .srt, .lrc or .ass.",
        )
    return found


def recipe_of(path: Path, bits: str | None = None, quality: str | None = None) -> Recipe:
    """What is written to `path`. Raises PresenceError where the format has no such thing."""
    found, suffix = format_of(path), path.suffix.lower()
    if quality is not None and not found.kbps:
        message = f"{suffix} keeps every sample as it is, so it has no --quality"
        hint = "Leave it out; for another precision, add --bits 24."
        raise PresenceError(message, f"{hint} For a smaller file, write {_all_with_quality()}.")
    if bits is not None and not found.bits:
        message = f"{suffix} has no bits a sample: it keeps what can be heard of them"
        raise PresenceError(message, "Leave --bits out and use --quality, or write a .wav file.")
    if bits is not None and bits not in found.bits:
        message = f"{suffix} holds {' or '.join(found.bits)} bits; asked for was {bits}"
        raise PresenceError(message, "Leave --bits out, or write a .wav file.")
    if found.bits:
        return Recipe(bits=bits or found.bits[0])
    return Recipe(kbps=found.kbps[quality or QUALITIES[0]])


def _all_with_quality() -> str:
    return " or ".join(suffix for suffix, found in FORMATS.items() if found.kbps)
