"""Tags → Vorbis comments and the picture block, as FLAC, Opus and Ogg Vorbis carry them.

Chapters are CHAPTER000=HH:MM:SS.mmm and CHAPTER000NAME, the extension of Xiph's wiki that players
know.
"""

import base64
import struct
from typing import Final

from presence.export.tags import Tags
from presence.units import SAMPLE_RATE_HZ

VENDOR: Final = b"Presence"
_FRONT_COVER: Final = 3
_FIELDS: Final = (
    ("TITLE", "title"),
    ("ARTIST", "author"),
    ("DESCRIPTION", "summary"),
    ("GENRE", "genre"),
    ("LANGUAGE", "language"),
    ("DATE", "date"),
    ("ALBUM", "album"),
    ("TRACKNUMBER", "track"),
    ("TRACKTOTAL", "track_count"),
)


def comment_block(tags: Tags, with_picture: bool = False) -> bytes:
    """Vendor and comments, without framing; `with_picture` puts the artwork among them."""
    comments = [f"{key}={value}" for key, name in _FIELDS if (value := getattr(tags, name))]
    for number, chapter in enumerate(tags.chapters):
        comments.append(f"CHAPTER{number:03}={_clock(chapter.start_frame)}")
        comments.append(f"CHAPTER{number:03}NAME={chapter.title}")
    if with_picture and tags.artwork:
        picture = base64.b64encode(picture_block(tags.artwork)).decode("ascii")
        comments.append(f"METADATA_BLOCK_PICTURE={picture}")
    block = _sized(VENDOR) + struct.pack("<I", len(comments))
    return block + b"".join(_sized(comment.encode("utf-8")) for comment in comments)


def picture_block(png: bytes) -> bytes:
    """FLAC's PICTURE block of a front cover (RFC 9639, section 8.8)."""
    width, height = struct.unpack(">II", png[16:24])  # of the PNG's first chunk
    kind, words = b"image/png", b""
    start = struct.pack(">II", _FRONT_COVER, len(kind)) + kind + struct.pack(">I", len(words))
    return start + struct.pack(">IIIII", width, height, 24, 0, len(png)) + png


def _sized(content: bytes) -> bytes:
    return struct.pack("<I", len(content)) + content


def _clock(frame: int) -> str:
    """Always of twelve characters, so that the place of a chapter can be filled in later."""
    ms = round(frame * 1000 / SAMPLE_RATE_HZ)
    minutes, ms = divmod(ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{ms // 1000:02}.{ms % 1000:03}"
