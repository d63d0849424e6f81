"""A terminal's cells, as pyte has them, in; a picture of the terminal as SVG out."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any, Final, NamedTuple

CELL_PX: Final = 9.6
FONT_PX: Final = CELL_PX / 0.6
"""In most monospaced faces a character is 0.6 of its size wide."""
ROW_PX: Final = 20
MARGIN_PX: Final = 24
BACKGROUND: Final = "#171a21"
COLOURS: Final = {
    "default": "#ece6da",
    "dim": "#8e97a6",  # 6:1 against the background, so that small text can be read
    "cyan": "#7fb6b4",
}
FACES: Final = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
BLOCKS: Final = "▁▂▃▄▅▆▇█"
LINES: Final = {"━": (2.6, 2.6), "╾": (2.6, 1.0), "─": (1.0, 1.0)}
"""How thick the left and the right half of a cell's line are, in pixels."""

WINDOW: Final = f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{{width}}" height="{{height}}" \
viewBox="0 0 {{width}} {{height}}" role="img" aria-labelledby="title">
  <title id="title">Presence in a terminal: {{words}}</title>
  <rect width="{{width}}" height="{{height}}" rx="12" fill="{BACKGROUND}"/>
  <g font-family="{FACES}" font-size="{FONT_PX:g}">
{{drawn}}
  </g>
</svg>
"""


class Look(NamedTuple):
    """How a run of characters is drawn."""

    bold: bool
    colour: str


def svg(screen: Any) -> str:
    """The whole terminal as a window: text as text, blocks and lines as shapes that join."""
    rows = [list(_runs(screen.buffer[number], screen.columns)) for number in range(screen.lines)]
    drawn = [
        each
        for number, runs in enumerate(rows)
        for column, text, look in runs
        for each in _drawn(column, text, look, MARGIN_PX + number * ROW_PX)
    ]
    words = " / ".join(" ".join(row.split()) for row in screen.display if row.strip(f" {BLOCKS}"))
    return WINDOW.format(
        width=round(screen.columns * CELL_PX) + 2 * MARGIN_PX,
        height=screen.lines * ROW_PX + 2 * MARGIN_PX,
        words=escape("".join(c for c in words if c not in LINES)),
        drawn="\n".join(f"    {each}" for each in drawn),
    )


def _runs(cells: Any, columns: int) -> Iterator[tuple[int, str, Look]]:
    """(first column, text, look): characters of one row that look the same; blanks left out."""
    column = 0
    for look, group in groupby(
        (cells[number] for number in range(columns)), lambda cell: Look(cell.bold, cell.fg)
    ):
        text = "".join(cell.data for cell in group)
        if text.strip():
            yield column + len(text) - len(text.lstrip()), text.strip(), look
        column += len(text)


def _drawn(column: int, text: str, look: Look, top_px: float) -> Iterator[str]:
    """A run as one `<text>`, without its blocks and lines: these are paths, so that no face and
    no rounding leaves gaps between them."""
    fill = COLOURS[look.colour]
    shapes = [_shape(c, MARGIN_PX + (column + at) * CELL_PX, top_px) for at, c in enumerate(text)]
    if path := "".join(filter(None, shapes)):
        yield f'<path fill="{fill}" shape-rendering="crispEdges" d="{path}"/>'
    words = "".join(" " if shape else c for c, shape in zip(text, shapes, strict=True))
    if words.strip():
        x = MARGIN_PX + (column + len(words) - len(words.lstrip())) * CELL_PX
        y = top_px + 0.5 * ROW_PX + 0.35 * FONT_PX
        weight = ' font-weight="bold"' if look.bold else ""
        length = len(words.strip()) * CELL_PX
        yield (
            f'<text x="{x:.1f}" y="{y:.1f}" textLength="{length:.1f}" xml:space="preserve" '
            f'fill="{fill}"{weight}>{escape(words.strip(), quote=False)}</text>'
        )


def _shape(character: str, left_px: float, top_px: float) -> str:
    """A block or a line as a piece of a path; empty for a letter."""
    if character in BLOCKS and character:
        height = ROW_PX * (BLOCKS.index(character) + 1) / len(BLOCKS)
        return _box(left_px, top_px + ROW_PX - height, CELL_PX, height)
    if character in LINES:
        middle = top_px + ROW_PX / 2
        return "".join(
            _box(left_px + half * CELL_PX / 2, middle - thick / 2, CELL_PX / 2, thick)
            for half, thick in enumerate(LINES[character])
        )
    return ""


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.2f} {y:.2f}h{width:.2f}v{height:.2f}h{-width:.2f}z"
