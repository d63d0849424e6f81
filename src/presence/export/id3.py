"""Tags → the ID3v2.3 tag that stands at the head of an MP3, chapters and picture in it.

Version 2.3 rather than 2.4, because everything that plays MP3 reads it. Chapters are those of the
'ID3v2 Chapter Frame Addendum': a CHAP frame each, and a CTOC frame that puts them in order.
"""

import struct
from typing import Final

from presence.export.languages import three_letters
from presence.export.tags import Tags
from presence.units import SAMPLE_RATE_HZ

_LATIN1, _UTF16 = 0, 1
_FRONT_COVER: Final = 3
_TOP_AND_ORDERED: Final = 3
_NO_BYTES: Final = 0xFFFFFFFF
"""In place of a byte's number: the times count."""


def id3_tag(tags: Tags, frame_count: int) -> bytes:
    """The whole tag; empty if there is nothing to say. The last chapter ends at `frame_count`.

    It has the same length wherever the chapters begin and end.
    """
    frames = b"".join(_frame(name, _text(value)) for name, value in _texts(tags).items() if value)
    if tags.summary:
        language = three_letters(tags.language).encode("ascii")
        frames += _frame("COMM", _text(tags.summary, language, described=True))
    if tags.artwork:
        kind = bytes([_LATIN1]) + b"image/png\0" + bytes([_FRONT_COVER]) + b"\0"
        frames += _frame("APIC", kind + tags.artwork)
    frames += _chapters(tags, frame_count)
    return b"ID3\x03\0\0" + _seven_bits(len(frames)) + frames if frames else b""


def _texts(tags: Tags) -> dict[str, str]:
    year, _, day = tags.date.partition("-")
    month, _, day = day.partition("-")
    return {
        "TIT2": tags.title,
        "TPE1": tags.author,
        "TALB": tags.album,
        "TRCK": f"{tags.track}/{tags.track_count}" if tags.track else "",
        "TCON": tags.genre,
        "TLAN": three_letters(tags.language) if tags.language else "",
        "TYER": year,
        "TDAT": day + month if day else "",
    }


def _chapters(tags: Tags, frame_count: int) -> bytes:
    if not tags.chapters:
        return b""
    starts = [chapter.start_frame for chapter in tags.chapters]
    names = [f"chapter{number}".encode("ascii") + b"\0" for number in range(len(starts))]
    listed = bytes([_TOP_AND_ORDERED, len(names)]) + b"".join(names)
    frames = _frame("CTOC", b"contents\0" + listed)
    for name, chapter, end in zip(names, tags.chapters, [*starts[1:], frame_count], strict=True):
        times = (_milliseconds(chapter.start_frame), _milliseconds(end))
        place = struct.pack(">IIII", *times, _NO_BYTES, _NO_BYTES)
        frames += _frame("CHAP", name + place + _frame("TIT2", _text(chapter.title)))
    return frames


def _frame(name: str, content: bytes) -> bytes:
    return name.encode("ascii") + struct.pack(">IH", len(content), 0) + content


def _text(text: str, language: bytes = b"", described: bool = False) -> bytes:
    """`described`: with a description before it, which is empty."""
    if text.isascii():
        empty = b"\0" if described else b""
        return bytes([_LATIN1]) + language + empty + text.encode("ascii")
    empty = b"\xff\xfe\0\0" if described else b""
    return bytes([_UTF16]) + language + empty + b"\xff\xfe" + text.encode("utf-16-le")


def _seven_bits(size: int) -> bytes:
    """A tag's length: seven bits a byte, so that it never looks like the start of sound."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _milliseconds(frame: int) -> int:
    return round(frame * 1000 / SAMPLE_RATE_HZ)
