"""What happens in a strip → its lane: speech as blocks, breath as a curve, pauses as space."""

from collections.abc import Callable, Iterator, Sequence

from presence.authoring.outline import SPOKEN, Row
from presence.authoring.picture import look
from presence.authoring.picture.breath_curve import Stroke
from presence.authoring.picture.strips import Strip
from presence.authoring.picture.svg import element, fitted, number, text, titled, width_of
from presence.authoring.row_words import about, length_of, range_of
from presence.units import clock, seconds_of

_INSET = 3.0


def speech(row: Row, strip: Strip, colour: str) -> str:
    """A soft block as long as the line."""
    left, right = strip.x(row.start_frame), strip.x(row.end_frame)
    return element(
        "rect",
        _tip(row),
        x=left,
        y=_INSET,
        width=max(1.5, right - left),
        height=look.LANE_HEIGHT - 2 * _INSET,
        rx=min(5.0, max(0.7, (right - left) / 3)),
        fill=colour,
    )


def waiting(row: Row, strip: Strip) -> str:
    """The time that a check-in waits, with words where they find room."""
    left, right = strip.x(row.start_frame), strip.x(row.end_frame)
    block = element(
        "rect",
        _tip(row),
        x=left + 1,
        y=_INSET,
        width=max(1.5, right - left - 2),
        height=look.LANE_HEIGHT - 2 * _INSET,
        rx=4,
        fill=look.CHECK_IN_FILL,
        stroke=look.CHECK_IN,
        stroke_dasharray="4 3",
    )
    return block + _centred("check-in", left, right, look.LANE_HEIGHT / 2 + 4, look.CHECK_IN)


def flexible(row: Row, strip: Strip) -> str:
    """A dotted line, and the range where it finds room: this pause may grow."""
    left, right = strip.x(row.start_frame) + 5, strip.x(row.end_frame) - 5
    if right <= left:
        return ""
    middle = look.LANE_HEIGHT / 2
    line = element(
        "path",
        _tip(row),
        d=f"M{number(left)} {number(middle + 5)}H{number(right)}",
        stroke=look.DIM,
        stroke_width=2,
        stroke_dasharray="0.1 5",
        stroke_linecap="round",
    )
    return line + _centred(range_of(row), left, right, middle, look.DIM)


def breath(stretch: Sequence[Stroke], strip: Strip) -> str:
    """The curve and its soft ground. It may reach beyond the strip, whose lane cuts it off."""
    here = [stroke for stroke in stretch if strip.overlaps(stroke.start_frame, stroke.end_frame)]
    if not here:
        return ""
    base = look.LANE_HEIGHT - _INSET

    def y(height: float) -> float:
        return base - height * (look.LANE_HEIGHT - 2 * _INSET)

    start = strip.x_beyond(here[0].start_frame)
    curve = f"M{number(start)} {number(y(here[0].start_height))}"
    for stroke in here:
        curve += _eased(stroke, strip, y)
    ground = f"{curve}V{number(base)}H{number(start)}Z"
    return element("path", d=ground, fill=look.BREATH_FILL) + element(
        "path", d=curve, fill="none", stroke=look.BREATH, stroke_width=1.8
    )


def bed(strip: Strip, level: Callable[[int], float], y: float) -> str:
    """A band whose height is the bed's level; it narrows where the bed steps back or fades."""
    step = max(1, 2 * strip.full_frames // round(look.RIGHT - look.LEFT))
    frames = [*range(strip.start_frame, strip.end_frame, step), strip.end_frame]
    tops = [number(y + look.BED_HEIGHT * (1 - level(frame))) for frame in frames]
    points = [
        (number(strip.x(frame)), top)
        for index, (frame, top) in enumerate(zip(frames, tops, strict=True))
        if top not in tops[max(0, index - 1) : index] or top not in tops[index + 1 : index + 2]
    ]
    outline = "L".join(f"{x} {top}" for x, top in points)
    foot = number(y + look.BED_HEIGHT)
    area = f"M{number(strip.x(strip.start_frame))} {foot}L{outline}V{foot}Z"
    return element("path", d=area, fill=look.BED) + element(
        "path", d=f"M{outline}", fill="none", stroke=look.BED_LINE
    )


def colours(rows: Sequence[Row]) -> dict[str | None, str]:
    """Who is spoken to → the colour of the block; None is everybody."""
    partners = dict.fromkeys(row.partner for row in rows if row.partner and row.kind in SPOKEN)
    found: dict[str | None, str] = {None: look.SPEECH}
    for index, partner in enumerate(partners):
        found[partner] = look.PARTNERS[index % len(look.PARTNERS)]
    return found


def in_lane(rows: Sequence[Row], strip: Strip, colour: dict[str | None, str]) -> Iterator[str]:
    """Everything but the breath."""
    for row in rows:
        if row.kind in SPOKEN:
            yield speech(row, strip, colour[row.partner])
        elif row.kind == "check-in":
            yield waiting(row, strip)
        elif row.kind == "pause" and range_of(row):
            yield flexible(row, strip)


def _eased(stroke: Stroke, strip: Strip, y: Callable[[float], float]) -> str:
    left, right = strip.x_beyond(stroke.start_frame), strip.x_beyond(stroke.end_frame)
    middle = number((left + right) / 2)
    top = number(y(stroke.end_height))
    return f"C{middle} {number(y(stroke.start_height))} {middle} {top} {number(right)} {top}"


def _centred(said: str, left: float, right: float, y: float, colour: str) -> str:
    size = look.SMALL_SIZE
    if width_of(said, size) > right - left - 8 or not fitted(said, right - left, size):
        return ""
    return text(said, (left + right) / 2, y, font_size=size, text_anchor="middle", fill=colour)


def _tip(row: Row) -> str:
    who = f", for {row.partner}" if row.partner else ""
    start = clock(seconds_of(row.start_frame))
    return titled(f"{start}, {length_of(row.frame_count)}{who}: {about(row)}")
