"""An Outline → the picture of its timeline, as SVG. The same outline is the same bytes."""

from bisect import bisect_left
from dataclasses import dataclass

from presence.authoring.outline import Chapter, Outline, Row
from presence.authoring.picture import lane, legend, look
from presence.authoring.picture.bed_level import bed_level, has_bed
from presence.authoring.picture.breath_curve import Stroke, strokes
from presence.authoring.picture.strip_drawing import Scene, strip_drawing
from presence.authoring.picture.strips import Strip, strips_of
from presence.authoring.picture.svg import element, escaped, number, text, wrapped
from presence.authoring.row_words import people_of, reach_of, share_of
from presence.units import clock, seconds_of


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole SVG file, and its size in pixels."""

    text: str
    width: int
    height: int


def drawing(outline: Outline) -> Drawing:
    """Time runs from left to right, strip below strip."""
    rows = list(outline.rows)
    colours = lane.colours(rows)
    beds = has_bed(outline.timeline)
    drawn, top = _head(outline)
    part, height = legend.legend(rows, colours, has_bed=beds)
    drawn.append(_moved(part, top))
    top += height + 14
    level = bed_level(outline.timeline) if beds else None
    finder = _Finder(outline, rows)
    for strip in strips_of(outline.frame_count):
        chapters, here, breathing = finder.within(strip)
        has_marks = any(row.kind in ("bell", "check-in", "reflect") for row in here)
        scene = Scene(chapters, here, breathing, level, colours, has_marks)
        part, height = strip_drawing(strip, scene)
        drawn.append(_moved(part, top))
        top += height
    total = round(top + look.MARGIN / 2)
    return Drawing(_file(outline, drawn, total), look.WIDTH, total)


class _Finder:
    """What lies in a strip, found without looking through the whole exercise for each."""

    def __init__(self, outline: Outline, rows: list[Row]) -> None:
        self.rows = rows
        self.row_starts = [row.start_frame for row in rows]
        self.row_ends = [row.end_frame for row in rows]  # rows follow one another: in order too
        self.chapters = outline.chapters
        self.chapter_starts = [chapter.start_frame for chapter in outline.chapters]
        self.breathing = list(strokes(outline.timeline.breaths.placed))

    def within(self, strip: Strip) -> tuple[list[Chapter], list[Row], list[list[Stroke]]]:
        until = strip.end_frame + strip.is_last  # what begins at the very end is in it too
        begun = bisect_left(self.row_starts, until)
        rows = self.rows[bisect_left(self.row_ends, strip.start_frame) : begun]
        first = bisect_left(self.chapter_starts, strip.start_frame)
        chapters = self.chapters[first : bisect_left(self.chapter_starts, until)]
        breathing = [
            stretch
            for stretch in self.breathing
            if strip.overlaps(stretch[0].start_frame, stretch[-1].end_frame)
        ]
        return list(chapters), [r for r in rows if _is_in(r, strip)], breathing


def _is_in(row: Row, strip: Strip) -> bool:
    if row.frame_count:
        return strip.overlaps(row.start_frame, row.end_frame)
    return strip.begins_or_ends(row.start_frame)


def _head(outline: Outline) -> tuple[list[str], float]:
    """Title and facts, and where what follows begins."""
    width = look.RIGHT - look.LEFT
    lines = wrapped(outline.sequence.title, width, look.BOLD * look.TITLE_SIZE, 2)
    top, drawn = float(look.MARGIN), []
    for line in lines:
        top += look.TITLE_SIZE
        drawn.append(
            text(line, look.LEFT, top, font_size=look.TITLE_SIZE, font_weight="bold", fill=look.INK)
        )
        top += 6
    for line in wrapped(_facts(outline), width, look.FACTS_SIZE, 2):
        top += look.FACTS_SIZE + 5
        drawn.append(text(line, look.LEFT, top, font_size=look.FACTS_SIZE, fill=look.DIM))
    return drawn, top + 18


def _facts(outline: Outline) -> str:
    length = clock(seconds_of(outline.frame_count))
    facts = [length, people_of(outline)]
    facts.append(f"{share_of(outline.spoken_frames, outline.frame_count)} spoken")
    if outline.longest_frames > outline.frame_count:
        facts.append(f"can last {reach_of(outline)}")
    facts.append("narrated times" if outline.exact else "estimated times")
    return " · ".join(facts)


def _file(outline: Outline, drawn: list[str], height: int) -> str:
    title = f"{outline.sequence.title}: its timeline"
    lane_shape = element(
        "rect", x=look.LEFT - 1, y=0, width=look.RIGHT - look.LEFT + 2, height=look.LANE_HEIGHT
    )
    body = "\n".join(
        (
            f'<title id="title">{escaped(title)}</title>',
            f'<desc id="desc">{escaped(_description(outline))}</desc>',
            element("defs", element("clipPath", lane_shape, id="lane")),
            element("rect", width=look.WIDTH, height=height, fill="#ffffff"),
            element("g", "\n" + "\n".join(drawn) + "\n", font_family=look.FACES),
        )
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{look.WIDTH}" height="{height}" '
        f'viewBox="0 0 {look.WIDTH} {height}" role="img" aria-labelledby="title desc">\n'
        f"{body}\n</svg>\n"
    )


def _description(outline: Outline) -> str:
    """In words, for somebody who does not see the picture."""
    parts = [f"{_facts(outline)}."]
    sections = [
        f"{chapter.title} from {clock(seconds_of(chapter.start_frame))}"
        for chapter in outline.chapters
        if chapter.title
    ]
    if sections:
        parts.append(f"Sections: {'; '.join(sections)}.")
    parts.append(f"Check-ins: {outline.check_ins or 'none'}.")
    return " ".join(parts)


def _moved(part: str, top: float) -> str:
    return element("g", part, transform=f"translate(0 {number(top)})") if part else ""
