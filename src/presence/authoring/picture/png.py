"""A Drawing → the same as PNG, through resvg, which the extra 'picture' installs."""

from types import ModuleType
from typing import Final

from presence.authoring.picture.drawing import Drawing
from presence.errors import PresenceError

SCALE: Final = 2
"""Pixels of the PNG for one of the drawing: sharp on a good screen, and in print."""
_MOST_PIXELS: Final = 60_000_000
"""240 MB while it is drawn."""


def library() -> ModuleType:
    """resvg. Raises PresenceError where the extra is not installed."""
    try:
        import resvg_py
    except ImportError as problem:
        raise PresenceError(
            "a .png needs the library resvg, which is not installed",
            "pip install 'presence-player[picture]', or choose an .svg: it needs nothing.",
        ) from problem
    return resvg_py


def png_of(drawing: Drawing, width_px: int | None = None) -> bytes:
    """The PNG, `width_px` wide; twice the drawing's width if not given, or as much as can be.

    Raises PresenceError where the width asked for makes too large a picture.
    """
    most = int((_MOST_PIXELS * drawing.width / drawing.height) ** 0.5)
    if width_px and width_px > most:
        raise PresenceError(
            f"the timeline is long: at {width_px} pixels wide it would be "
            f"{width_px * drawing.height // drawing.width:,} high",
            f"Choose a --width of at most {most}, or an .svg, which is sharp at any size.",
        )
    width = width_px or min(SCALE * drawing.width, most)
    content: bytes = library().svg_to_bytes(svg_string=drawing.text, width=width)
    return content
