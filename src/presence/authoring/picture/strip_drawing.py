"""A strip and the rows in it → its part of the picture, and how high that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from presence.authoring.outline import Chapter, Row
from presence.authoring.picture import lane, look, marks
from presence.authoring.picture.breath_curve import Stroke
from presence.authoring.picture.labels import labels
from presence.authoring.picture.strips import Strip
from presence.authoring.picture.svg import element, escaped, fitted, number, text, width_of
from presence.authoring.row_words import bed_of
from presence.units import clock, frames_of, seconds_of

Room = tuple[float, float]
"""From one x to another."""


@dataclass(frozen=True)
class Scene:
    """All that a strip is drawn from."""

    chapters: Sequence[Chapter]
    rows: Sequence[Row]
    breathing: Sequence[list[Stroke]]
    level: Callable[[int], float] | None  # None: there is no bed
    colours: dict[str | None, str]
    has_marks: bool


def strip_drawing(strip: Strip, scene: Scene) -> tuple[str, float]:
    """SVG whose top is at 0, and its height in pixels."""
    headings, top = _headings(scene.chapters, strip)
    if scene.has_marks:
        headings += _marks(scene.rows, strip, top + look.MARKS_HEIGHT / 2)
        top += look.MARKS_HEIGHT
    lane_top = top
    inside = "".join(lane.in_lane(scene.rows, strip, scene.colours))
    inside += "".join(lane.breath(stretch, strip) for stretch in scene.breathing)
    lane_drawn = element("g", inside, clip_path="url(#lane)") if inside else ""
    moved = element("g", lane_drawn, transform=f"translate(0 {number(lane_top)})")
    top += look.LANE_HEIGHT
    words, height = _words(scene, strip, top)
    top += height
    bed = ""
    if scene.level:
        bed = lane.bed(strip, scene.level, top)
        top += look.BED_HEIGHT
    rules = _section_rules(scene.chapters, strip, top)
    names, taken = _bed_names(scene.rows, strip, top)
    axis = names + _axis(strip, top, lane_top, taken)
    return rules + bed + moved + words + headings + axis, top + look.AXIS_HEIGHT + look.STRIP_SPACE


def _headings(chapters: Sequence[Chapter], strip: Strip) -> tuple[str, float]:
    """Titles, each on the first level where it does not touch another one.

    Where sections crowd, what finds no room has its rule alone.
    """
    drawn, ends = "", [look.LEFT - 1.0]
    size = look.BOLD * look.HEADING_SIZE
    for chapter in chapters:
        if not chapter.title:
            continue
        start = clock(seconds_of(chapter.start_frame))
        room = look.RIGHT - look.LEFT - width_of(start, size)
        said = fitted(chapter.title, room - 12, size)
        width = width_of(f"{said}  {start}", size)
        x = max(look.LEFT, min(strip.x(chapter.start_frame), look.RIGHT - width))
        level = next((number for number, end in enumerate(ends) if end < x), len(ends))
        if level == look.MOST_HEADING_LEVELS:
            continue
        ends[level : level + 1] = [x + width + 12]
        foot = (level + 1) * look.HEADING_HEIGHT - 6
        title = element("tspan", escaped(said), font_weight="bold")
        time = element("tspan", start, dx=7, fill=look.DIM)
        drawn += element(
            "text", title + time, x=x, y=foot, font_size=look.HEADING_SIZE, fill=look.INK
        )
    return drawn, len(ends) * look.HEADING_HEIGHT if drawn else 0.0


def _section_rules(chapters: Sequence[Chapter], strip: Strip, height: float) -> str:
    stroke = f" {number(look.HEADING_HEIGHT)}V{number(height)}"
    path = "".join(
        f"M{number(strip.x(chapter.start_frame) - 3)}{stroke}"
        for chapter in chapters
        if chapter.title
    )
    return element("path", d=path, stroke=look.SECTION_RULE, fill="none") if path else ""


def _marks(rows: Sequence[Row], strip: Strip, y: float) -> str:
    """Bells, check-ins and questions. Where two would lie upon each other, the later one moves.

    It never moves far: bells that crowd are left out instead, and nothing else is.
    """
    drawn, free_from = "", 0.0
    for row in rows:
        draw = _SIGNS.get(row.kind)
        every = frames_of(row.every) if row.every else 0
        for strike in range(row.times if row.kind == "bell" else 1):
            frame = row.start_frame + strike * every
            if draw is None or not strip.begins_or_ends(frame):
                continue
            x = strip.x(frame)
            moved = max(x, free_from)
            most = 0.0 if strike else _SIGN_WIDTH
            if moved - x <= most or row.kind != "bell":
                x = moved if moved - x <= most else x
                drawn += draw(x, y)
                free_from = x + _SIGN_WIDTH
    return drawn


_SIGN_WIDTH: Final = 16.0
_SIGNS: Final[dict[str, Callable[[float, float], str]]] = {
    "bell": marks.bell,
    "check-in": marks.check_in,
    "reflect": marks.question,
}


def _words(scene: Scene, strip: Strip, top: float) -> tuple[str, float]:
    starts = [chapter.start_frame for chapter in scene.chapters if chapter.title]
    found = list(labels(scene.rows, strip, starts))
    drawn = "".join(
        text(
            line,
            label.x,
            top + (number + 1) * look.LABEL_HEIGHT - 2,
            font_size=look.LABEL_SIZE,
            fill=look.INK,
        )
        for label in found
        for number, line in enumerate(label.lines)
    )
    lines = max((len(label.lines) for label in found), default=0)
    return drawn, lines * look.LABEL_HEIGHT + 6


def _bed_names(rows: Sequence[Row], strip: Strip, top: float) -> tuple[str, list[Room]]:
    """What the bed changes to, below the band, and the room that takes from the axis.

    Of two changes too near to each other, the first is named.
    """
    drawn, taken = "", [(0.0, 0.0)]
    for row in rows:
        if row.kind != "ambient":
            continue
        said = bed_of(row)
        width = width_of(said, look.SMALL_SIZE)
        x = max(look.LEFT, min(strip.x(row.start_frame), look.RIGHT - width))
        if x >= taken[-1][1]:
            foot = top + look.AXIS_HEIGHT - 3
            drawn += text(said, x, foot, font_size=look.SMALL_SIZE, fill=look.BED_INK)
            taken.append((x, x + width + 10))
    return drawn, taken


def _axis(strip: Strip, top: float, lane_top: float, taken: Sequence[Room]) -> str:
    """The line of time, with times below it and the strip's own start at its left."""
    ends = f"M{number(look.LEFT)} {number(top)}H{number(strip.right)}"
    ticks = "".join(f"M{number(strip.x(frame))} {number(top)}v4" for frame in strip.ticks())
    line = element("path", d=ends + ticks, stroke=look.RULE, fill="none")
    times = "".join(
        text(
            clock(seconds_of(frame)),
            strip.x(frame),
            top + look.AXIS_HEIGHT - 3,
            font_size=look.SMALL_SIZE,
            text_anchor="middle",
            fill=look.DIM,
        )
        for frame in strip.ticks()
        if not any(start - 20 < strip.x(frame) < end + 20 for start, end in taken)
    )
    start = text(
        clock(seconds_of(strip.start_frame)),
        look.LEFT - 14,
        lane_top + look.LANE_HEIGHT / 2 + 5,
        font_size=look.FACTS_SIZE,
        text_anchor="end",
        fill=look.DIM,
    )
    return line + times + start
