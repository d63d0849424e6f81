"""The wheel that a person installs: the shelf is in it, and what makes the shelf is not."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every file of a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=TOP, check=True, capture_output=True)  # noqa: S603 - our own command
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_every_exercise_ships(names: set[str]) -> None:
    """Each script of the checkout's shelf is in the wheel, where the package looks for it."""
    scripts = {f"presence/shelf/scripts/{file.name}" for file in (TOP / "scripts").glob("*.yaml")}
    assert len(scripts) >= 3
    assert scripts <= names


def test_every_sound_ships_alone(names: set[str]) -> None:
    """Each sound of the table is in the wheel, with the table, and without the programs."""
    table = json.loads((TOP / "audio" / "sounds.json").read_text())
    sounds = {f"presence/shelf/audio/{entry['file']}" for entry in table.values()}
    shipped = {name for name in names if name.startswith("presence/shelf/audio/")}
    assert shipped == sounds | {"presence/shelf/audio/sounds.json"}


def test_every_template_ships(names: set[str]) -> None:
    """`presence new` of an installed program has all that the checkout has."""
    templates = (TOP / "src" / "presence" / "authoring" / "templates").glob("*.yaml")
    shipped = {f"presence/authoring/templates/{file.name}" for file in templates}
    assert len(shipped) >= 10
    assert shipped <= names


def test_every_part_of_a_page_ships(names: set[str]) -> None:
    """An installed program has the template, the style and the scripts of its pages."""
    assets = (TOP / "src" / "presence" / "export" / "page" / "assets").iterdir()
    shipped = {f"presence/export/page/assets/{file.name}" for file in assets}
    assert len(shipped) >= 7
    assert shipped <= names
