"""An exercise, played in a terminal of its own → `playing.svg`, the picture in the README.

It shows what `presence play` drew when a certain line was heard, so the exercise plays for about
a minute, aloud where there is a sound device. In the environment that Presence is installed in:

    python -m pip install pexpect pyte
    python docs/pictures/make.py
"""

import sys
from collections.abc import Iterator
from html import escape
from importlib import import_module
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

PICTURE: Final = Path(__file__).with_name("playing.svg")
COMMAND: Final = ("play", "arriving-together", "--names", "Sam,Alex")
TITLE: Final = "Arriving together"
LINE: Final = "You can look at each other, or look away. Both are welcome."
LAST_WORDS: Final = "q ends"
LONGEST_WAIT_S: Final = 180

COLUMNS: Final = 72
ROWS: Final = 14

WIDTH_PX: Final = 720
MARGIN_PX: Final = 28
FONT_PX: Final = (WIDTH_PX - 2 * MARGIN_PX) / COLUMNS / 0.6
"""In most monospaced faces a character is 0.6 of its size wide."""
ROW_PX: Final = round(1.6 * FONT_PX)
BACKGROUND: Final = "#1d2127"
TEXT: Final = "#e6e1d6"
DIM_TEXT: Final = "#99a1ab"  # 6:1 against the background, so that small text can be read
FACES: Final = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"

WINDOW: Final = f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{{height}}" \
viewBox="0 0 {WIDTH_PX} {{height}}" role="img" aria-labelledby="title">
  <title id="title">Presence in a terminal: {{shown}}</title>
  <rect width="{WIDTH_PX}" height="{{height}}" rx="12" fill="{BACKGROUND}"/>
  <g font-family="{FACES}" font-size="{FONT_PX:.2f}" fill="{TEXT}">
{{texts}}
  </g>
</svg>
"""


class Look(NamedTuple):
    """How a run of characters is drawn."""

    bold: bool
    dim: bool


class Run(NamedTuple):
    """Characters of one row that look the same, from `column` on."""

    column: int
    text: str
    look: Look


def tool(name: str) -> ModuleType:
    """A package that only this script needs; ends the script where it is missing."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        sys.exit(f"this picture needs the package {name}: python -m pip install pexpect pyte")


def play() -> Any:
    """The terminal, as `pyte` has it, once LINE is shown in it."""
    pexpect, pyte = tool("pexpect"), tool("pyte")
    tool("pyte.graphics").FG_ANSI[2] = "dim"  # pyte itself passes over this one
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    program = pexpect.spawn(
        sys.executable,
        ["-m", "presence", *COMMAND],
        dimensions=(ROWS, COLUMNS),
        timeout=LONGEST_WAIT_S,
        encoding="utf-8",
    )
    try:
        while not is_drawn(screen.display):
            stream.feed(program.read_nonblocking(4096, timeout=LONGEST_WAIT_S))
    except (pexpect.EOF, pexpect.TIMEOUT):
        shown = "\n".join(row.rstrip() for row in screen.display).strip()
        sys.exit(f"the line '{LINE}' was not shown; the last of the screen:\n{shown}")
    finally:
        program.close(force=True)
    return screen


def is_drawn(rows: list[str]) -> bool:
    """Whether LINE is there, and the rows below it too: a write may arrive in pieces."""
    return LINE in "\n".join(rows) and "".join(rows).rstrip().endswith(LAST_WORDS)


def rows_of(screen: Any) -> list[list[Run]]:
    """What is shown from the title on, down to the last row that is not empty."""
    rows = [list(runs_of(screen.buffer[number])) for number in range(ROWS)]
    title = next(number for number, row in enumerate(screen.display) if row.rstrip() == TITLE)
    last = max(number for number, runs in enumerate(rows) if runs)
    return rows[title : last + 1]


def runs_of(cells: Any) -> Iterator[Run]:
    """The runs of one row; a run of nothing but spaces is left out."""
    column = 0
    for look, group in groupby(
        (cells[number] for number in range(COLUMNS)),
        lambda cell: Look(bold=cell.bold, dim=cell.fg == "dim"),
    ):
        text = "".join(cell.data for cell in group)
        if text.strip():
            indent = len(text) - len(text.lstrip())
            yield Run(column + indent, text.strip(), look)
        column += len(text)


def svg(rows: list[list[Run]]) -> str:
    """The picture: a window with the rows in it, one `<text>` a run."""
    height = len(rows) * ROW_PX + 2 * MARGIN_PX
    shown = " / ".join(" ".join(run.text for run in runs) for runs in rows if runs)
    texts = [
        drawn(run, MARGIN_PX + number * ROW_PX) for number, runs in enumerate(rows) for run in runs
    ]
    return WINDOW.format(height=height, shown=escape(shown), texts="\n".join(texts))


def drawn(run: Run, top_px: float) -> str:
    """One run, its foot where that of a row whose top is `top_px` lies."""
    x = MARGIN_PX + run.column * 0.6 * FONT_PX
    y = top_px + 0.5 * ROW_PX + 0.35 * FONT_PX
    look = ' font-weight="bold"' if run.look.bold else ""
    look += f' fill="{DIM_TEXT}"' if run.look.dim else ""
    return (
        f'    <text x="{x:.2f}" y="{y:.2f}" xml:space="preserve"{look}>'
        f"{escape(run.text, quote=False)}</text>"
    )


if __name__ == "__main__":
    PICTURE.write_text(svg(rows_of(play())), encoding="utf-8")
    sys.stdout.write(f"{PICTURE} is made\n")
