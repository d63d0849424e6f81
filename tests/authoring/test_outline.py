"""The outline: every moment of an exercise in one row, and sums that agree."""

from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from outlines import STEPS, Step, as_yaml, outline_of_text, outlined

from presence.authoring.listing import listing
from presence.authoring.outline import SPOKEN
from presence.authoring.outline_json import as_json
from presence.sequence.settings import Settings
from presence.units import SAMPLE_RATE_HZ, frames_of

CASES: Final = Path(__file__).parents[1] / "cases" / "outlines"


@pytest.mark.parametrize("script", sorted(CASES.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_listing_of_a_script(script: Path) -> None:
    """Word for word what stands beside the script, for a terminal of 88 columns."""
    lines = ["".join(text for text, _ in pieces) for pieces in listing(outlined(script), 88)]
    assert "\n".join(lines) + "\n" == script.with_suffix(".txt").read_text(encoding="utf-8")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_rows_cover_the_whole_exercise(tmp_path: Path, steps: list[Step]) -> None:
    """Each begins where the one before it ended; chapters and their sums agree with the whole."""
    outline = outline_of_text(tmp_path, as_yaml(steps))
    at = 0
    for row in outline.rows:
        assert row.start_frame == at
        assert row.frame_count >= 0
        at = row.end_frame
    assert at == outline.frame_count == outline.timeline.end_frame
    assert sum(chapter.frame_count for chapter in outline.chapters) == outline.frame_count
    assert sum(chapter.spoken_frames for chapter in outline.chapters) == outline.spoken_frames
    for chapter in outline.chapters:
        assert 0 <= chapter.spoken_frames <= chapter.frame_count


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_speech_does_not_overlap(tmp_path: Path, steps: list[Step]) -> None:
    """One line at a time; and the rows hold every line that the timeline has."""
    outline = outline_of_text(tmp_path, as_yaml(steps))
    spoken = [row for row in outline.rows if row.kind in SPOKEN]
    for before, after in pairwise(spoken):
        assert before.end_frame <= after.start_frame
    lines = sum(1 for line in outline.timeline.voice.placed if hasattr(line.item, "caption"))
    assert len(spoken) == lines
    assert sum(row.frame_count for row in spoken) <= outline.spoken_frames


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_lengths_within_reach(tmp_path: Path, steps: list[Step]) -> None:
    """The longest is the shortest and what every flexible pause may add, but for a last fade."""
    outline = outline_of_text(tmp_path, as_yaml(steps))
    growth = sum(
        frames_of(row.pause[1] - row.pause[0]) for row in outline.rows if row.pause is not None
    )
    added = outline.longest_frames - outline.frame_count
    assert 0 <= added <= growth
    assert growth == 0 or growth - added <= 60 * SAMPLE_RATE_HZ


def test_a_listing_fits_its_terminal() -> None:
    """No line is wider than the terminal, from a narrow one on."""
    outline = outlined(CASES / "everything.yaml")
    for columns in (60, 72, 100):
        widths = [sum(len(text) for text, _ in pieces) for pieces in listing(outline, columns)]
        assert max(widths) <= columns


def test_breaths_with_unequal_phases_are_one_row(tmp_path: Path) -> None:
    """A sigh has two breaths in; its pattern is found as it was written."""
    outline = outline_of_text(tmp_path, "  - breathe: {pattern: physiological-sigh, times: 3}\n")
    (row,) = [row for row in outline.rows if row.kind == "breathe"]
    assert [phase for phase, _ in row.phases] == ["in", "in", "out"]
    assert (row.times, row.frame_count) == (3, 27 * SAMPLE_RATE_HZ)


def test_a_turn_says_whose_it_is(tmp_path: Path) -> None:
    """Lines within each-partner name the partner that they are for; others nobody."""
    steps = '  - say: Hello.\n  - each-partner: [{say: "{partner}, begin."}]\n'
    outline = outline_of_text(tmp_path, steps)
    assert [row.partner for row in outline.rows if row.kind == "say"] == [None, "Sam", "Alex"]


def test_names_in_a_text_cannot_steer_the_terminal() -> None:
    """A name given on the command line may hold anything; control characters are left out."""
    names = ("S\x1b[2Jam", "A\u202elex")
    outline = outlined(CASES / "everything.yaml", Settings(names=names))
    shown = "".join(text for pieces in listing(outline) for text, _ in pieces)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "S[2Jam" in shown


def test_json_has_the_same_sums() -> None:
    """Seconds of the rows of each section add up to the section's, and these to the whole."""
    found = as_json(outlined(CASES / "everything.yaml"))
    sections = found["sections"]
    assert isinstance(sections, list)
    for section in sections:
        rows = sum(row["seconds"] for row in section["rows"])
        assert rows == pytest.approx(section["seconds"])
        assert section["spoken"] + section["silence"] == pytest.approx(section["seconds"])
    assert sum(section["seconds"] for section in sections) == pytest.approx(found["seconds"])
    kinds = {row["kind"] for section in sections for row in section["rows"]}
    assert kinds >= {"say", "pause", "bell", "breathe", "check-in", "reflect", "ambient"}


def test_every_key_of_the_json_is_explained() -> None:
    """docs/show.md names each of them."""
    page = (Path(__file__).parents[2] / "docs" / "show.md").read_text(encoding="utf-8")

    def keys(found: object) -> set[str]:
        if isinstance(found, dict):
            return set(found).union(*map(keys, found.values()))
        return set().union(*map(keys, found)) if isinstance(found, list) else set()

    found = keys(as_json(outlined(CASES / "everything.yaml")))
    assert len(found) > 30
    assert {key for key in found if f"`{key}`" not in page} == set()
