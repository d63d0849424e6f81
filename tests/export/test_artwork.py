"""The cover of an exercise: a picture of its own timeline, the same each time."""

import struct
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from exercises import PARTNERS, SHORT, written

from presence import resources
from presence.export.artwork import PARTNER_COLOURS, SIDE_PX, Cover, drawn
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Cue

PNG = b"\x89PNG\r\n\x1a\n"
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
    png = Cover(cues_of(tmp_path, ALL)).png()
    assert png.startswith(PNG)
    assert struct.unpack(">II", png[16:24]) == (SIDE_PX, SIDE_PX)
    assert Cover(cues_of(tmp_path, ALL)).png() == png


@pytest.mark.parametrize("name", resources.exercises())
def test_every_exercise_of_the_shelf_has_one_of_its_own(name: str) -> None:
    """No two are alike."""
    pictures = [drawn(compile_script(load(path)).cues) for path in resources.exercises().values()]
    assert pictures.count(drawn(compile_script(load(resources.exercises()[name])).cues)) == 1


def test_what_happens_is_in_the_picture(tmp_path: Path) -> None:
    """A point a strike, a ring a check-in, a wave of breath, a light a line, an arc a section."""
    root = ET.fromstring(drawn(cues_of(tmp_path, ALL)))  # noqa: S314 (our own)
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    strikes, check_ins, glow = 3, 1, 26
    assert names.count("circle") == strikes + check_ins + glow
    voice, halo, sections, waves = 1, 6, 2, 1
    assert names.count("path") == voice + halo + sections + waves
    paths = [element.get("d", "") for element in root.iter() if element.tag.endswith("}path")]
    assert max(path.count("M") for path in paths) == 2  # the question and 'Hello.', as one


def test_partners_have_colours_of_their_own(tmp_path: Path) -> None:
    """So that turns can be seen."""
    turns, alone = (drawn(cues_of(tmp_path, text)) for text in (PARTNERS, SHORT))
    assert all(colour in turns for colour in PARTNER_COLOURS)
    assert not any(colour in alone for colour in PARTNER_COLOURS)


@pytest.mark.parametrize("steps", ["  - section: Alone\n", "  - ambient: off\n"])
def test_an_exercise_of_no_time_has_a_cover_too(tmp_path: Path, steps: str) -> None:
    """Nothing is divided by its length."""
    cues = cues_of(tmp_path, f"presence: 1\ntitle: None\nsteps:\n{steps}")
    assert Cover(cues).png().startswith(PNG)


def test_the_longest_exercise_is_a_small_picture(tmp_path: Path) -> None:
    """What lies closer together than the eye can tell is drawn once."""
    steps = "  - repeat: {times: 9000, steps: [{say: Hello.}, {pause: 1s}, "
    steps += "{breathe: {in: 2s, out: 2s, times: 2}}]}\n"
    picture = drawn(cues_of(tmp_path, f"presence: 1\ntitle: Long\nsteps:\n{steps}"))
    assert len(picture) < 3_000_000


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_without_another_process_it_is_drawn_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    """Where none can be begun, or it ends with nothing: the same picture."""
    cues = cues_of(tmp_path, ALL)
    elsewhere = Cover(cues).png()
    monkeypatch.setattr(sys, "executable", python)
    assert Cover(cues).png() == elsewhere
