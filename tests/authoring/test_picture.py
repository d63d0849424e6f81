"""The picture of a timeline: well-formed, whole, the same each time, and true to the outline."""

import struct
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outlines import STEPS, Step, as_yaml, outline_of_text, outlined

from presence.authoring.picture.bed_level import bed_level
from presence.authoring.picture.breath_curve import strokes
from presence.authoring.picture.drawing import drawing
from presence.authoring.picture.look import LEFT, RIGHT, WIDTH
from presence.authoring.picture.png import png_of
from presence.authoring.picture.strips import strips_of
from presence.authoring.picture.svg import fitted, number, text, width_of, wrapped
from presence.errors import PresenceError
from presence.mix.ramps import DUCK_GAIN
from presence.units import SAMPLE_RATE_HZ

CASES: Final = Path(__file__).parents[1] / "cases" / "outlines"
SVG: Final = "{http://www.w3.org/2000/svg}"


def tree(svg: str) -> ElementTree.Element:
    """The file as a reader of XML has it; our own output, so no guard is needed."""
    return ElementTree.fromstring(svg)  # noqa: S314


def words(svg: str) -> list[str]:
    """Every text that is drawn."""
    return ["".join(found.itertext()) for found in tree(svg).iter(f"{SVG}text")]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_every_picture_is_sound(tmp_path: Path, steps: list[Step]) -> None:
    """Well-formed, of the size that it states, with nothing drawn left or right of the paper."""
    drawn = drawing(outline_of_text(tmp_path, as_yaml(steps)))
    root = tree(drawn.text)
    assert root.get("viewBox") == f"0 0 {drawn.width} {drawn.height}"
    for block in root.iter(f"{SVG}rect"):
        x, width = float(block.get("x", "0")), float(block.get("width", "0"))
        assert x >= 0 or block.get("rx") == "2"  # a sign's page lies around its own middle
        assert x + width <= WIDTH


def test_texts_are_escaped(tmp_path: Path) -> None:
    """A title is words, whatever letters it has."""
    title = "Love <&\"> 'us' \u2028"
    steps = '  - section: "</svg><script>"\n  - say: "a < b & c"\n  - pause: 5s\n'
    drawn = drawing(outline_of_text(tmp_path, steps, title))
    assert not list(tree(drawn.text).iter(f"{SVG}script"))
    shown = words(drawn.text)
    assert "Love <&\"> 'us'" in shown
    assert "</svg><script>0:00" in shown
    assert "a < b & c" in shown
    first = next(iter(tree(drawn.text)))
    assert (first.tag, (first.text or "")[:12]) == (f"{SVG}title", "Love <&\"> 'u")


@given(st.text())
def test_any_text_can_stand_in_a_picture(said: str) -> None:
    """Also letters that XML has no place for."""
    root = ElementTree.fromstring(text(said, 1, 2, font_family=said))  # noqa: S314
    assert root.tag == "text"


def test_the_same_exercise_is_the_same_bytes() -> None:
    """A picture under version control changes with its exercise only."""
    one, other = (drawing(outlined(CASES / "everything.yaml")).text for _ in range(2))
    assert one == other


def test_a_picture_says_in_words_what_it_shows() -> None:
    """Title and description for those who hear it: length, sections with their times, check-ins."""
    root = tree(drawing(outlined(CASES / "everything.yaml")).text)
    described = root.findtext(f"{SVG}desc") or ""
    assert root.get("role") == "img"
    for said in ("6:15", "Sam and Alex", "Sharing from 1:55", "Check-ins: 1"):
        assert said in described


def test_headings_bells_and_beds_are_there() -> None:
    """Every section by name and time, both beds, the range of the flexible pause."""
    shown = words(drawing(outlined(CASES / "everything.yaml")).text)
    for said in ("Settling0:04", "Sharing1:55", "45s to 2m", "check-in", "A little of everything"):
        assert said in shown
    assert any(said.startswith("sea, −22 dB") for said in shown)
    assert "in 4s, hold 1.5s, out 6s, 4 times" in shown


@pytest.mark.parametrize("minutes", [0, 0.5, 2, 6, 40, 180, 24 * 60])
def test_strips_hold_the_whole_length(minutes: float) -> None:
    """One after the other, on one scale; never so many that no wall would hold them."""
    frames = round(minutes * 60 * SAMPLE_RATE_HZ)
    strips = strips_of(frames)
    assert strips[0].start_frame == 0
    assert strips[-1].end_frame == frames
    for before, after in pairwise(strips):
        assert before.end_frame == after.start_frame == before.start_frame + before.full_frames
        assert (before.x(before.start_frame), before.right) == (LEFT, RIGHT)
    assert [strip.is_last for strip in strips] == [False] * (len(strips) - 1) + [True]
    assert len(strips) <= 50


def test_the_bed_is_drawn_as_it_sounds(tmp_path: Path) -> None:
    """0 as it begins, whole in a long silence, 3 dB less under a line, and gone at the end."""
    steps = "  - pause: 30s\n  - say: One two three four.\n  - pause: 30s\n"
    outline = outline_of_text(tmp_path, steps)
    level = bed_level(outline.timeline)
    assert level(0) == 0.0
    assert level(20 * SAMPLE_RATE_HZ) == pytest.approx(1.0)
    assert level(31 * SAMPLE_RATE_HZ) == pytest.approx(DUCK_GAIN, rel=1e-5)
    assert level(outline.frame_count - 1) == pytest.approx(0.0, abs=1e-4)


def test_breath_rises_and_falls(tmp_path: Path) -> None:
    """Up in two steps with a sigh's two breaths in, held where it is, down to nothing."""
    steps = "  - breathe: {pattern: physiological-sigh, times: 1}\n  - breathe: box\n"
    (stretch,) = strokes(outline_of_text(tmp_path, steps).timeline.breaths.placed)
    heights = [round(stroke.end_height, 3) for stroke in stretch]
    assert heights[:7] == [0.667, 1, 0, 1, 1, 0, 0]


def test_a_mark_at_the_very_end_is_drawn(tmp_path: Path) -> None:
    """The last question ends an exercise whose length fills its strips to the frame."""
    file = tmp_path / "mine.yaml"
    steps = "[{pause: 29s}, {reflect: One two.}]"
    file.write_text(f"presence: 1\ntitle: T\nvoice: {{rate: 120}}\nsteps: {steps}\n")
    outline = outlined(file)
    assert outline.frame_count == 30 * SAMPLE_RATE_HZ
    assert words(drawing(outline).text).count("?") == 2  # in the legend, and in its place


def test_the_picture_in_the_readme_is_of_today() -> None:
    """Made anew when the exercise changes: docs/show.md has the command."""
    root = Path(__file__).parents[2]
    kept = (root / "docs" / "pictures" / "arriving-together.svg").read_text(encoding="utf-8")
    drawn = drawing(outlined(root / "scripts" / "arriving-together.yaml"))
    assert words(kept) == words(drawn.text)


def test_what_crowds_stays_on_the_paper(tmp_path: Path) -> None:
    """A bell a second for hours: some are left out, but every check-in has its mark."""
    strikes = "{bell: {times: 100, every: 500ms}}, {section: 'S {round}'}, {check-in: Good?}"
    steps = f"  - repeat: {{times: 100, steps: [{strikes}]}}\n"
    drawn = drawing(outline_of_text(tmp_path, steps)).text
    places = [found.get("transform", "") for found in tree(drawn).iter(f"{SVG}g")]
    xs = [float(place[10:].split()[0]) for place in places if place.startswith("translate(")]
    assert max(xs) <= RIGHT + 16
    assert words(drawn).count("?") == 101  # one is the legend's


@given(st.text(max_size=80), st.floats(20, 400))
def test_words_fit_their_room(said: str, room: float) -> None:
    """Wrapped or cut, no line is wider than the room, and there are no more lines than asked."""
    lines = wrapped(said, room, 12.0, 3)
    assert len(lines) <= 3
    assert all(width_of(line, 12.0) <= room for line in [*lines, fitted(said, room, 12.0)])


def test_numbers_are_short() -> None:
    """A tenth of a pixel, no zeros, and no minus before nothing."""
    assert [number(value) for value in (1.0, 2.25, -0.01, 10.06)] == ["1", "2.2", "0", "10.1"]


@pytest.mark.parametrize("width_px", [None, 400, 1999])
def test_a_png_is_as_wide_as_asked(width_px: int | None) -> None:
    """In the drawing's own proportions; twice its size if nothing was asked."""
    drawn = drawing(outlined(CASES / "everything.yaml"))
    content = png_of(drawn, width_px)
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width == (width_px or 2 * WIDTH)
    assert height == pytest.approx(width * drawn.height / drawn.width, abs=1)


def test_too_large_a_png_is_refused(tmp_path: Path) -> None:
    """A day in 8000 pixels' width would fill the memory; the message says what can be had."""
    drawn = drawing(outline_of_text(tmp_path, "  - pause: 23h\n"))
    with pytest.raises(PresenceError, match="8000 pixels wide") as refused:
        png_of(drawn, 8000)
    assert "--width of at most" in refused.value.hint
