"""Sections as chapters: which there are, and that each begins with its first line."""

from pathlib import Path

import numpy as np
import pytest
from decoding import decoded, lag_of, probed
from exercises import samples_of, written

from presence.export.artwork import SIDE_PX
from presence.export.chapters import MOST_CHAPTERS, chapters_of
from presence.export.formats import FORMATS
from presence.export.fulfilling import carry_out
from presence.export.order import Order
from presence.narration.espeak import EspeakEngine
from presence.narration.store import Store
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Rest, Speak

TAGGED = [suffix for suffix, found in FORMATS.items() if found.has_tags]
LINES = """\
presence: 1
title: Lines
steps:
  - section: First
  - say: Take a moment to arrive.
  - pause: 3s
  - section: Second
  - say: Touch the ground with your feet.
  - pause: 2.5s
  - section: Third
  - section: Fourth
  - say: Come back, to where you are.
"""


def titles(folder: Path, steps: str) -> list[tuple[str, str]]:
    """Each chapter, and what it begins with: a line's text, or the name of the cue."""
    script = written(folder, f"presence: 1\ntitle: Whole\nsteps:\n{steps}")
    sequence = compile_script(load(script))
    chapters = chapters_of(sequence.cues, sequence.title)
    cues = [(chapter.title, sequence.cues[chapter.cue]) for chapter in chapters]
    return [
        (title, cue.caption if isinstance(cue, Speak) else type(cue).__name__)
        for title, cue in cues
    ]


def test_without_sections_there_are_no_chapters(tmp_path: Path) -> None:
    """A single one would say nothing."""
    assert not titles(tmp_path, "  - say: Hello.\n")


def test_what_comes_before_the_first_section_is_a_chapter(tmp_path: Path) -> None:
    """With the exercise's own title, so that chapters hold all of it."""
    steps = "  - say: Hello.\n  - section: One\n  - say: Now.\n"
    assert titles(tmp_path, steps) == [("Whole", "Hello."), ("One", "Now.")]


def test_a_gap_between_lines_belongs_to_the_chapter_before(tmp_path: Path) -> None:
    """It is there for the ear; a pause that the author wrote is what a chapter begins with."""
    steps = "  - section: One\n  - say: Hello.\n  - section: Two\n  - say: Now.\n"
    steps += "  - section: Three\n  - pause: 1s\n  - say: Then.\n"
    assert titles(tmp_path, steps) == [("One", "Hello."), ("Two", "Now."), ("Three", Rest.__name__)]


def test_an_empty_section_is_no_chapter(tmp_path: Path) -> None:
    """One in which nothing happens before the next begins would last no time."""
    steps = (
        "  - section: One\n  - section: Two\n  - ambient: off\n  - say: Now.\n  - section: Last\n"
    )
    assert titles(tmp_path, steps) == [("Two", "Now.")]


def test_there_are_no_more_chapters_than_can_be_listed(tmp_path: Path) -> None:
    """Formats count them in a byte."""
    steps = "".join(f"  - section: S{n}\n  - pause: 1s\n" for n in range(300))
    found = titles(tmp_path, steps)
    assert len(found) == MOST_CHAPTERS == 255
    assert found[-1] == ("S254", "Rest")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One exercise in every format, spoken by the embedded voice."""
    folder = tmp_path_factory.mktemp("chapters")
    sequence = compile_script(load(written(folder, LINES)))
    store = Store(folder / "store")
    for suffix in FORMATS:
        carry_out(Order(folder / f"out{suffix}"), sequence, EspeakEngine(), store)
    return folder


@pytest.mark.parametrize("suffix", TAGGED)
def test_a_decoded_chapter_begins_with_its_first_line(folder: Path, suffix: str) -> None:
    """A player that goes to a chapter hears its line within 20 ms, and none of the one before.

    It would not with an encoder's delay left in the file, or a chapter that begins at its gap.
    """
    path = folder / f"out{suffix}"
    whole = samples_of(folder / "out.wav")
    chapters = probed(path)["chapters"]
    assert [c["tags"]["title"] for c in chapters] == ["First", "Second", "Fourth"]
    for chapter in chapters:
        start_s = float(chapter["start_time"])
        exact = whole[round(start_s * 48_000) :]
        assert np.flatnonzero(exact.any(axis=1))[0] <= 48  # times are rounded to a millisecond
        assert abs(lag_of(decoded(path, start_s)[:48_000], exact[:48_000])) <= 0.02 * 48_000


@pytest.mark.parametrize("suffix", TAGGED)
def test_a_file_has_a_cover_and_its_title(folder: Path, suffix: str) -> None:
    """All that an exercise says of itself is in its file without being asked for."""
    found = probed(folder / f"out{suffix}")
    (picture,) = (s for s in found["streams"] if s["codec_type"] == "video")
    assert (picture["codec_name"], picture["width"], picture["height"]) == ("png", SIDE_PX, SIDE_PX)
    tags = {name.lower(): value for name, value in found["format"].get("tags", {}).items()}
    for stream in found["streams"]:
        tags.update({name.lower(): value for name, value in stream.get("tags", {}).items()})
    assert "Lines" in tags.values()
