"""Names, attributes and texts → SVG, escaped; and how wide a text will be, at most."""

import unicodedata
from html import escape
from typing import Final

from presence.authoring.shortening import ELLIPSIS

_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
_NARROW: Final = frozenset("ijltfrI.,:;!|'()[] ·")
_BROAD: Final = frozenset("mwMWOQGNHDCUAVXKRB@%&—…")
_EM_OF: Final = {"narrow": 0.40, "middle": 0.61, "broad": 0.86, "wide": 1.05}
"""Widths in a broad face (DejaVu Sans): a text that fits by these fits in narrower faces too."""


def element(name: str, content: str = "", /, **attributes: str | float) -> str:
    """One element; `content` is SVG already. Underscores in the attributes' names are hyphens."""
    words = "".join(
        f' {key.strip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{words}>{content}</{name}>" if content else f"<{name}{words}/>"


def text(said: str, x: float, y: float, **attributes: str | float) -> str:
    """A text whose foot is at (x, y)."""
    return element("text", escaped(said), x=x, y=y, **attributes)


def titled(said: str) -> str:
    """What a viewer shows of the element it stands in, under the pointer."""
    return element("title", escaped(said))


def escaped(said: str) -> str:
    """For text and attributes; what XML can't hold becomes a replacement mark."""
    return escape(
        "".join(letter if _in_xml(letter) else "\N{REPLACEMENT CHARACTER}" for letter in said)
    )


def number(value: float) -> str:
    """To a tenth of a pixel: more only makes the file longer."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def width_of(said: str, size_px: float) -> float:
    """How wide a text is in pixels, rather too much than too little."""
    return size_px * sum(map(_em, said))


def fitted(said: str, width_px: float, size_px: float) -> str:
    """As much of a text as fits on a line; empty where not even three letters do."""
    if width_of(said, size_px) <= width_px:
        return said
    kept, used = "", width_of(ELLIPSIS, size_px)
    for letter in said:
        used += size_px * _em(letter)
        if used > width_px:
            break
        kept += letter
    return kept.rstrip() + ELLIPSIS if len(kept) > 2 else ""


def wrapped(said: str, width_px: float, size_px: float, most: int) -> list[str]:
    """At most so many lines, broken between words, the last one cut where there is more."""
    lines: list[str] = []
    words = said.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size_px) <= width_px:
            line += f" {words.pop(0)}"
        lines.append(line)
    if words and lines:
        lines[-1] += " " + words[0] if width_of(lines[-1], size_px) < width_px else ""
        lines[-1] = fitted(lines[-1] + ELLIPSIS * 2, width_px, size_px) or lines[-1]
        lines[-1] = lines[-1].rstrip(ELLIPSIS + " ,.;:") + ELLIPSIS
    return [line for line in (fitted(line, width_px, size_px) for line in lines) if line]


def _em(letter: str) -> float:
    if letter in _NARROW:
        return _EM_OF["narrow"]
    if letter in _BROAD:
        return _EM_OF["broad"]
    return _EM_OF["wide" if unicodedata.east_asian_width(letter) in ("W", "F") else "middle"]


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


def _in_xml(letter: str) -> bool:
    """The characters of XML 1.0, https://www.w3.org/TR/xml/#charsets."""
    code = ord(letter)
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )
