"""The cover of an exercise: a picture of its own timeline, the same each time."""

import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from exercises import PARTNERS, SHORT, written

from presence import resources
from presence.export.artwork import PARTNER_COLOURS, SIDE_PX, cover, drawn
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Cue

ALL = """\
presence: 1
title: All of it
steps:
  - section: One
  - bell: {times: 3, every: 4s}
  - breathe: {pattern: box, times: 2}
  - check-in: {ask: Is this good?, wait: 10s}
  - section: Two
  - say: Hello.
  - pause: 20s
"""


def cues_of(folder: Path, text: str) -> tuple[Cue, ...]:
    return compile_script(load(written(folder, text))).cues


def test_a_cover_is_a_square_png(tmp_path: Path) -> None:
    """Of the size that players ask for, and the same each time."""
    png = cover(cues_of(tmp_path, ALL))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (SIDE_PX, SIDE_PX)
    assert cover(cues_of(tmp_path, ALL)) == png


@pytest.mark.parametrize("name", resources.exercises())
def test_every_exercise_of_the_shelf_has_one_of_its_own(name: str) -> None:
    """No two are alike."""
    pictures = [drawn(compile_script(load(path)).cues) for path in resources.exercises().values()]
    assert pictures.count(drawn(compile_script(load(resources.exercises()[name])).cues)) == 1


def test_what_happens_is_in_the_picture(tmp_path: Path) -> None:
    """A point a strike, a ring a check-in, a wave of breath, a light a line, an arc a section."""
    root = ET.fromstring(drawn(cues_of(tmp_path, ALL)))  # noqa: S314 (our own)
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert names.count("circle") == 1 + 3 + 1  # the ground's glow too
    lines, glow, sections, waves = 2, 2, 2, 1
    assert names.count("path") == lines + glow + sections + waves


def test_partners_have_colours_of_their_own(tmp_path: Path) -> None:
    """So that turns can be seen."""
    turns, alone = (drawn(cues_of(tmp_path, text)) for text in (PARTNERS, SHORT))
    assert all(colour in turns for colour in PARTNER_COLOURS)
    assert not any(colour in alone for colour in PARTNER_COLOURS)


@pytest.mark.parametrize("steps", ["  - section: Alone\n", "  - ambient: off\n"])
def test_an_exercise_of_no_time_has_a_cover_too(tmp_path: Path, steps: str) -> None:
    """Nothing is divided by its length."""
    assert cover(cues_of(tmp_path, f"presence: 1\ntitle: None\nsteps:\n{steps}"))


def test_the_longest_exercise_is_a_small_picture(tmp_path: Path) -> None:
    """What lies closer together than the eye can tell is drawn once."""
    steps = "  - repeat: {times: 9000, steps: [{say: Hello.}, {pause: 1s}, "
    steps += "{breathe: {in: 2s, out: 2s, times: 2}}]}\n"
    picture = drawn(cues_of(tmp_path, f"presence: 1\ntitle: Long\nsteps:\n{steps}"))
    assert len(picture) < 3_000_000
