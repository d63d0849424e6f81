"""An Outline and a path → a picture in that file, SVG or PNG by its suffix."""

import os
from pathlib import Path

from presence.authoring.outline import Outline
from presence.errors import PresenceError
from presence.files import replacing

SUFFIXES = (".svg", ".png")


def check_target(target: Path, *, force: bool) -> None:
    """Raises PresenceError if no picture can go to `target`: before any work is done."""
    if target.suffix.lower() not in SUFFIXES:
        found = f"ends in '{target.suffix}'" if target.suffix else "has no suffix"
        raise PresenceError(
            f"{target} {found}; a picture is an .svg or a .png",
            f"Name it {target.with_suffix('.svg').name if target.name else 'timeline.svg'}.",
        )
    if target.is_dir():
        raise PresenceError(f"{target} is a folder", "Name a file in it.")
    if target.exists() and not force:
        raise PresenceError(f"{target} exists", "Choose another name, or replace it with --force.")


def write_picture(outline: Outline, target: Path, width_px: int | None = None) -> None:
    """Draws it, and puts it into place whole. `width_px` is a PNG's width.

    Raises PresenceError where it can't be drawn so large, or written.
    """
    from presence.authoring.picture.drawing import drawing

    svg = drawing(outline)
    if target.suffix.lower() == ".png":
        from presence.authoring.picture.png import png_of

        content = png_of(svg, width_px)
    else:
        content = svg.text.encode()
    with replacing(target) as descriptor, os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(content)
