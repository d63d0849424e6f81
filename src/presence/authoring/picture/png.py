"""A Drawing → the same as PNG, through resvg."""

from typing import Final

from presence.authoring.picture.drawing import Drawing
from presence.errors import PresenceError

SCALE: Final = 2
"""Pixels of the PNG for one of the drawing: sharp on a good screen, and in print."""
_MOST_PIXELS: Final = 60_000_000
"""240 MB while it is drawn."""


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
    import resvg_py  # only where a picture is drawn

    content: bytes = resvg_py.svg_to_bytes(svg_string=drawing.text, width=width)
    return content
