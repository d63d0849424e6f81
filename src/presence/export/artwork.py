"""A Sequence → its cover: a square picture of the exercise, as time going round once."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import cos, pi, sin
from typing import Final

from presence.sequence.cues import Bell, Breath, CheckIn, Cue, Recording, Section, Speak
from presence.sequence.lengths import estimated_s

SIDE_PX: Final = 800
"""As large as players show it; a sound file of two minutes should not be half picture."""
_CANVAS: Final = 1000
"""The same side, in the drawing's own units."""
_CENTRE: Final = _CANVAS / 2
_GROUND, _GLOW = "#10131c", "#2a2f45"
_SECTION_COLOURS: Final = ("#6f93b3", "#8f88bd", "#b98aac", "#c99a86", "#b8a778", "#83a890")
_VOICE: Final = "#f6e8d3"
PARTNER_COLOURS: Final = ("#f5bd98", "#a3cbe4")
_RADIUS: Final = 330.0
_BELL_RADIUS, _BREATH_DEPTH = 386.0, 24.0
_SECTION_GAP: Final = 0.014
"""Of the circle, between two sections."""
_LINE_WIDTH: Final = 13.0
_HALO: Final = (
    (65.0, 0.016), (55.0, 0.027), (46.0, 0.04), (37.0, 0.056), (29.0, 0.074), (21.0, 0.09),
)  # fmt: skip
"""Widths and opacities, one upon the other: to blur a stroke takes as long as all the rest."""
_GLOW_RADIUS, _GLOW_STEPS = 480.0, 26
"""A step for each shade that there is between the two colours: a gradient takes far longer."""
_FINEST: Final = 1 / 4000
"""Of the circle: half a pixel. What lies closer together is drawn once, so that an exercise of a
hundred thousand lines is a picture too."""
_SHORTEST: Final = 0.0005
"""Of the circle: a line said in an hour can still be seen."""


class Cover:
    """A PNG, `SIDE_PX` wide and high, drawn while other things are done.

    By a process of its own: to draw takes as long as to narrate twenty lines, and nothing else
    that this process does would go on meanwhile.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._svg = drawn(cues)
        pool = ThreadPoolExecutor(1, "cover")
        self._drawing = pool.submit(self._draw_elsewhere)
        pool.shutdown(wait=False)

    def png(self) -> bytes:
        """Waits until it is drawn."""
        found = self._drawing.result()
        return found if found.startswith(_PNG) else _rendered(self._svg)

    def _draw_elsewhere(self) -> bytes:
        """Anything but a picture where that can't be done."""
        command = [sys.executable, "-I", "-c", f"SIDE_PX = {SIDE_PX}\n{_DRAWING}"]
        try:
            done = subprocess.run(  # noqa: S603 (our own program, our own arguments)
                command,
                input=self._svg.encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            return b""
        return done.stdout


def _rendered(svg: str) -> bytes:
    import resvg_py

    content: bytes = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIDE_PX))
    return content


_PNG: Final = b"\x89PNG\r\n\x1a\n"
_DRAWING: Final = """
import sys, resvg_py
svg = sys.stdin.buffer.read().decode()
sys.stdout.buffer.write(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIDE_PX)))
"""


def drawn(cues: Sequence[Cue]) -> str:
    """The cover as SVG: a ring of sections, lines as light on it, breaths as a wave. Times are
    estimates, the same whatever voice speaks."""
    starts = [0.0]
    for cue in cues:
        starts.append(starts[-1] + estimated_s(cue))
    whole = starts[-1] or 1.0
    turns = [start / whole for start in starts]
    parts = [
        *_sections(cues, turns),
        *_breaths(cues, turns),
        *_lines(cues, turns),
        *_points(cues, turns),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_CANVAS} {_CANVAS}">'
        f'<rect width="{_CANVAS}" height="{_CANVAS}" fill="{_GROUND}"/><g>{"".join(_glow())}</g>'
        f'<g fill="none" stroke-linecap="round">{"".join(parts)}</g></svg>'
    )


def _glow() -> Iterator[str]:
    """Lighter towards the middle."""
    ground, glow = (bytes.fromhex(colour[1:]) for colour in (_GROUND, _GLOW))
    for step in range(_GLOW_STEPS):
        share = (step + 0.5) / _GLOW_STEPS
        shade = bytes(round(a + (b - a) * share) for a, b in zip(ground, glow, strict=True))
        radius = _GLOW_RADIUS * (1 - step / _GLOW_STEPS)
        look = f'r="{radius:.1f}" fill="#{shade.hex()}"'
        yield f'<circle cx="{_CENTRE:g}" cy="{_CENTRE:g}" {look}/>'


def _sections(cues: Sequence[Cue], turns: list[float]) -> Iterator[str]:
    begins = [turns[index] for index, cue in enumerate(cues) if isinstance(cue, Section)]
    begins = sorted({0.0, *begins})
    gap = _SECTION_GAP if len(begins) > 1 else 0.0
    for number, (begin, end) in enumerate(zip(begins, [*begins[1:], 1.0], strict=True)):
        if end - begin > gap:
            colour = _SECTION_COLOURS[number % len(_SECTION_COLOURS)]
            yield _arc(begin + gap / 2, end - gap / 2, colour, 4, 0.75)


def _lines(cues: Sequence[Cue], turns: list[float]) -> Iterator[str]:
    """A path for each who is spoken to: so a stroke does not add to itself where lines meet."""
    arcs: dict[str | None, list[str]] = {}
    drawn_to = -1.0
    for index, cue in enumerate(cues):
        if isinstance(cue, Speak | Recording) and turns[index + 1] - drawn_to > _FINEST:
            drawn_to = turns[index + 1]
            end = max(turns[index + 1], turns[index] + _SHORTEST)
            arcs.setdefault(cue.partner, []).append(_along(turns[index], end))
    partners = [partner for partner in arcs if partner is not None]
    colours = {
        partner: PARTNER_COLOURS[number % len(PARTNER_COLOURS)]
        for number, partner in enumerate(partners)
    }
    for width, opacity in (*_HALO, (_LINE_WIDTH, 1.0)):
        for partner, along in arcs.items():
            colour = colours.get(partner or "", _VOICE)
            yield _stroke(" ".join(along), colour, width, opacity)


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
    return _stroke(_along(begin, end), colour, width, opacity)


def _stroke(path: str, colour: str, width: float, opacity: float) -> str:
    look = f'stroke="{colour}" stroke-width="{width:g}" stroke-opacity="{opacity:g}"'
    return f'<path d="{path}" {look}/>'


def _along(begin: float, end: float) -> str:
    """Of an arc, what a path says; in two halves, as one that is whole leads nowhere."""
    first, middle, last = (_place(_RADIUS, turn) for turn in (begin, (begin + end) / 2, end))
    half = f"A{_RADIUS:g} {_RADIUS:g} 0 0 1"
    return f"M{first} {half} {middle} {half} {last}"


def _place(radius: float, turn: float) -> str:
    angle = 2 * pi * turn
    return f"{_CENTRE + radius * sin(angle):.2f} {_CENTRE - radius * cos(angle):.2f}"
