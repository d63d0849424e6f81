"""A Sequence → its cover: a square picture of the exercise, as time going round once."""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from typing import Final

from presence.sequence.cues import Bell, Breath, CheckIn, Cue, Recording, Section, Speak
from presence.sequence.lengths import estimated_s

SIDE_PX: Final = 1000
_CENTRE: Final = SIDE_PX / 2
_GROUND, _GLOW = "#10131c", "#2a2f45"
_SECTION_COLOURS: Final = ("#6f93b3", "#8f88bd", "#b98aac", "#c99a86", "#b8a778", "#83a890")
_VOICE: Final = "#f6e8d3"
PARTNER_COLOURS: Final = ("#f5bd98", "#a3cbe4")
_RADIUS: Final = 330.0
_BELL_RADIUS, _BREATH_DEPTH = 386.0, 24.0
_SECTION_GAP: Final = 0.014
"""Of the circle, between two sections."""
_LINE_WIDTH, _HALO_WIDTH = 13.0, 26.0
_FINEST: Final = 1 / 4000
"""Of the circle: half a pixel. What lies closer together is drawn once, so that an exercise of a
hundred thousand lines is a picture too."""
_SHORTEST: Final = 0.0005
"""Of the circle: a line said in an hour can still be seen."""


def cover(cues: Sequence[Cue]) -> bytes:
    """A PNG, `SIDE_PX` wide and high. Times are estimates, the same whatever voice speaks."""
    import resvg_py

    content: bytes = bytes(resvg_py.svg_to_bytes(svg_string=drawn(cues), width=SIDE_PX))
    return content


def drawn(cues: Sequence[Cue]) -> str:
    """The same as SVG: a ring of sections, lines as light on it, breaths as a wave."""
    starts = [0.0]
    for cue in cues:
        starts.append(starts[-1] + estimated_s(cue))
    whole = starts[-1] or 1.0
    turns = [start / whole for start in starts]
    parts = [
        *_sections(cues, turns),
        *_breaths(cues, turns),
        '<g filter="url(#soft)">',
        *_lines(cues, turns, _HALO_WIDTH, 0.45),
        "</g>",
        *_lines(cues, turns, _LINE_WIDTH, 1.0),
        *_points(cues, turns),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE_PX} {SIDE_PX}">'
        f'<defs><radialGradient id="glow"><stop offset="0" stop-color="{_GLOW}"/>'
        f'<stop offset="1" stop-color="{_GROUND}"/></radialGradient>'
        '<filter id="soft"><feGaussianBlur stdDeviation="11"/></filter></defs>'
        f'<rect width="{SIDE_PX}" height="{SIDE_PX}" fill="{_GROUND}"/>'
        f'<circle cx="{_CENTRE:g}" cy="{_CENTRE:g}" r="480" fill="url(#glow)"/>'
        f'<g fill="none" stroke-linecap="round">{"".join(parts)}</g></svg>'
    )


def _sections(cues: Sequence[Cue], turns: list[float]) -> Iterator[str]:
    begins = [turns[index] for index, cue in enumerate(cues) if isinstance(cue, Section)]
    begins = sorted({0.0, *begins})
    gap = _SECTION_GAP if len(begins) > 1 else 0.0
    for number, (begin, end) in enumerate(zip(begins, [*begins[1:], 1.0], strict=True)):
        if end - begin > gap:
            colour = _SECTION_COLOURS[number % len(_SECTION_COLOURS)]
            yield _arc(begin + gap / 2, end - gap / 2, colour, 4, 0.75)


def _lines(cues: Sequence[Cue], turns: list[float], width: float, opacity: float) -> Iterator[str]:
    partners: list[str] = []
    drawn_to = -1.0
    for index, cue in enumerate(cues):
        if isinstance(cue, Speak | Recording) and turns[index + 1] - drawn_to > _FINEST:
            drawn_to = turns[index + 1]
            colour = _VOICE
            if cue.partner is not None:
                if cue.partner not in partners:
                    partners.append(cue.partner)
                colour = PARTNER_COLOURS[partners.index(cue.partner) % len(PARTNER_COLOURS)]
            end = max(turns[index + 1], turns[index] + _SHORTEST)
            yield _arc(turns[index], end, colour, width, opacity)


def _breaths(cues: Sequence[Cue], turns: list[float]) -> Iterator[str]:
    """Outward is in."""
    points: list[str] = []
    height, drawn_to = 0.0, -1.0
    for index, cue in enumerate(cues):
        if isinstance(cue, Breath):
            goal = {"in": 1.0, "out": 0.0}.get(cue.phase, height)
            for step in range(9):
                done = step / 8
                at = turns[index] + (turns[index + 1] - turns[index]) * done
                if at - drawn_to < _FINEST:
                    continue
                drawn_to = at
                lift = height + (goal - height) * (0.5 - 0.5 * cos(pi * done))
                points.append(_place(_RADIUS + _BREATH_DEPTH * (2 * lift - 1), at))
            height = goal
        elif points:
            yield _wave(points)
            points, height = [], 0.0
    if points:
        yield _wave(points)


def _wave(points: list[str]) -> str:
    look = f'stroke="{_VOICE}" stroke-opacity="0.75" stroke-width="4"'
    return f'<path d="M{" L".join(points)}" {look}/>'


def _points(cues: Sequence[Cue], turns: list[float]) -> Iterator[str]:
    for index, cue in enumerate(cues):
        if isinstance(cue, Bell):
            for strike in range(cue.times):
                share = strike / max(cue.times - 1, 1)
                at = turns[index] + (turns[index + 1] - turns[index]) * share
                yield _dot(_BELL_RADIUS, at, 7, f'fill="{_VOICE}"')
        elif isinstance(cue, CheckIn):
            look = f'fill="{_GROUND}" stroke="{_VOICE}" stroke-width="4"'
            yield _dot(_RADIUS, turns[index], 13, look)


def _dot(radius: float, turn: float, size: float, look: str) -> str:
    x, y = _place(radius, turn).split()
    return f'<circle cx="{x}" cy="{y}" r="{size:g}" {look}/>'


def _arc(begin: float, end: float, colour: str, width: float, opacity: float) -> str:
    """From `begin` to `end`, in turns clockwise from the top."""
    look = f'stroke="{colour}" stroke-width="{width:g}" stroke-opacity="{opacity:g}"'
    if end - begin >= 1:
        return f'<circle cx="{_CENTRE:g}" cy="{_CENTRE:g}" r="{_RADIUS:g}" {look}/>'
    large = int(end - begin > 0.5)
    radii = f"{_RADIUS:g} {_RADIUS:g}"
    path = f"M{_place(_RADIUS, begin)} A{radii} 0 {large} 1 {_place(_RADIUS, end)}"
    return f'<path d="{path}" {look}/>'


def _place(radius: float, turn: float) -> str:
    angle = 2 * pi * turn
    return f"{_CENTRE + radius * sin(angle):.2f} {_CENTRE - radius * cos(angle):.2f}"
