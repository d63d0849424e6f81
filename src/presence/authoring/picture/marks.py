"""The small signs of a picture: a bell, a check-in, a question; each drawn around a point."""

from presence.authoring.picture.look import BELL, CHECK_IN, QUESTION
from presence.authoring.picture.svg import element


def bell(x: float, y: float) -> str:
    """A bell some 13 pixels high."""
    dome = "M-6 3.5 Q-3.8 1.8 -3.8 -1.6 Q-3.8 -5.6 0 -5.6 Q3.8 -5.6 3.8 -1.6 Q3.8 1.8 6 3.5 Z"
    clapper = element("circle", cx=0, cy=5, r=1.6)
    return _at(x, y, element("path", d=dome) + clapper, BELL)


def check_in(x: float, y: float) -> str:
    """A filled disc with a question mark: it has to be seen from afar."""
    disc = element("circle", cx=0, cy=0, r=8)
    return _at(x, y, disc + _sign("?", "#ffffff"), CHECK_IN)


def question(x: float, y: float) -> str:
    """An open page with a question mark: for the journal."""
    page = element("rect", x=-6, y=-7, width=12, height=14, rx=2, fill="#ffffff", stroke=QUESTION)
    return _at(x, y, page + _sign("?", QUESTION), QUESTION)


def _sign(letter: str, colour: str) -> str:
    return element(
        "text",
        letter,
        x=0,
        y=4,
        font_size=11,
        font_weight="bold",
        text_anchor="middle",
        fill=colour,
    )


def _at(x: float, y: float, content: str, colour: str) -> str:
    return element("g", content, transform=f"translate({x:.1f} {y:.1f})", fill=colour)
