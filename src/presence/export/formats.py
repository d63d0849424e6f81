"""A file's suffix, and the bits or the quality asked for → the writer of that format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from presence.errors import PresenceError
from presence.export.tags import NO_TAGS, Tags

if TYPE_CHECKING:
    from presence.audio import Samples

BITS: Final = ("16", "24", "float")
QUALITIES: Final = ("voice", "high")
"""The first is the default."""


class Writer(Protocol):
    """Takes blocks in order; `close` completes the file.

    Only then is it known at which frames the chapters of its tags begin. A tag is as long wherever
    they do, so a writer puts it at the head at once and fills it in at the end.
    """

    @property
    def is_quick(self) -> bool:
        """Whether a block is written sooner than it could be handed to another thread."""
        ...

    def write(self, block: "Samples") -> None: ...

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


def _wav(file: BinaryIO, how: Recipe) -> Writer:
    from presence.export.wav import WavWriter  # each of these where it is used: most never are

    return WavWriter(file, how.bits)


def _flac(file: BinaryIO, how: Recipe) -> Writer:
    from presence.export.flac import FlacWriter

    return FlacWriter(file, how.bits, how.tags)


def _opus(file: BinaryIO, how: Recipe) -> Writer:
    from presence.export.opus import OpusWriter

    return OpusWriter(file, how.kbps, how.tags)


def _vorbis(file: BinaryIO, how: Recipe) -> Writer:
    from presence.export.vorbis import VorbisWriter

    return VorbisWriter(file, how.kbps, how.tags)


def _mp3(file: BinaryIO, how: Recipe) -> Writer:
    from presence.export.mp3 import Mp3Writer

    return Mp3Writer(file, how.kbps, how.tags)


def _m4a(file: BinaryIO, how: Recipe, is_book: bool = False) -> Writer:
    from presence.export.m4a import M4aWriter

    return M4aWriter(file, how.kbps, how.tags, is_book)


def _kbps(voice: int, high: int) -> MappingProxyType[str, int]:
    return MappingProxyType(dict(zip(QUALITIES, (voice, high), strict=True)))


FORMATS: Final[MappingProxyType[str, Format]] = MappingProxyType(
    {
        ".wav": Format("WAV", _wav, BITS, has_tags=False),
        ".flac": Format("FLAC", _flac, ("16", "24")),
        ".opus": Format("Opus", _opus, kbps=_kbps(48, 96)),
        ".ogg": Format("Ogg Vorbis", _vorbis, kbps=_kbps(64, 128)),
        ".mp3": Format("MP3", _mp3, kbps=_kbps(64, 128)),
        ".m4a": Format("AAC", _m4a, kbps=_kbps(64, 128)),
        ".m4b": Format("AAC, as an audiobook", partial(_m4a, is_book=True), kbps=_kbps(64, 128)),
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


def has_cover(path: Path, asked: bool | None) -> bool:
    """Whether a file gets a picture: where it has a place for one, if that is not refused."""
    found = FORMATS.get(path.suffix.lower())
    return asked is not False and found is not None and found.has_tags
