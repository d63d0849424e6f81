"""What a picture shows → its legend: a sign and a word for each, and for nothing else."""

from collections.abc import Callable, Iterator, Sequence

from presence.authoring.outline import SPOKEN, Row
from presence.authoring.picture import look, marks
from presence.authoring.picture.svg import element, fitted, text, width_of
from presence.authoring.row_words import range_of

Sign = Callable[[float, float], str]
_LINE: float = 24.0
_LONGEST: float = 320.0


def legend(
    rows: Sequence[Row], colours: dict[str | None, str], *, has_bed: bool
) -> tuple[str, float]:
    """SVG whose top is at 0, and its height in pixels."""
    x, y, drawn = look.LEFT, 10.0, ""
    for sign, said in _entries(rows, colours, has_bed):
        words = fitted(said, _LONGEST, look.LABEL_SIZE)
        width = 34 + width_of(words, look.LABEL_SIZE) + 14
        if x + width > look.RIGHT and x > look.LEFT:
            x, y = look.LEFT, y + _LINE
        drawn += sign(x + 13, y)
        drawn += text(words, x + 34, y + 4, font_size=look.LABEL_SIZE, fill=look.INK)
        x += width
    return drawn, y + _LINE if drawn else 0.0


def _entries(
    rows: Sequence[Row], colours: dict[str | None, str], has_bed: bool
) -> Iterator[tuple[Sign, str]]:
    kinds = {row.kind for row in rows}
    partners = {row.partner for row in rows if row.kind in SPOKEN}
    for partner, colour in colours.items():
        if partner in partners:
            yield _block(colour), f"said, for {partner}" if partner else "said"
    for kind, sign, words in (
        ("breathe", _breath, "breath, in and out"),
        ("check-in", marks.check_in, "check-in, and its wait for an answer"),
        ("bell", marks.bell, "bell"),
        ("reflect", marks.question, "question for the journal"),
    ):
        if kind in kinds:
            yield sign, words
    if any(row.kind == "pause" and range_of(row) for row in rows):
        yield _dots, "a pause that may grow"
    if has_bed:
        yield _band, "bed of sound, softer under the voice"


def _block(colour: str) -> Sign:
    def draw(x: float, y: float) -> str:
        return element("rect", x=x - 13, y=y - 8, width=26, height=16, rx=4, fill=colour)

    return draw


def _breath(x: float, y: float) -> str:
    up = "M-13 7C-7 7 -7 -7 0 -7C7 -7 7 7 13 7"
    place = f"translate({x:.1f} {y:.1f})"
    ground = element("path", d=up + "Z", fill=look.BREATH_FILL)
    line = element("path", d=up, fill="none", stroke=look.BREATH, stroke_width=1.8)
    return element("g", ground + line, transform=place)


def _dots(x: float, y: float) -> str:
    return element(
        "path",
        d=f"M{x - 12:.1f} {y:.1f}h25",
        stroke=look.DIM,
        stroke_width=2,
        stroke_dasharray="0.1 5",
        stroke_linecap="round",
    )


def _band(x: float, y: float) -> str:
    d = f"M{x - 13:.1f} {y + 7:.1f}v-13h8c3 0 3 5 6 5h12v8z"
    return element("path", d=d, fill=look.BED, stroke=look.BED_LINE)
