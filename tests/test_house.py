"""The order of the house: a stage knows what came before it, never what comes after."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import run

import presence

ROOT = Path(presence.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

GROUND = (
    "units",
    "errors",
    "diagnostics",
    "audio",
    "locks",
    "files",
    "loudness",
    "true_peak",
    "resources",
    "columns",
    "folders",
)
FLOORS: tuple[tuple[str, ...], ...] = (
    GROUND,
    ("script",),
    ("sequence",),
    ("narration",),
    ("mix",),
    ("play", "export", "authoring"),
    ("live", "journal"),
    ("cli",),
    ("__main__",),
)
FLOOR = {part: number for number, parts in enumerate(FLOORS) for part in parts}
WORKERS = ("narration.espeak_worker", "narration.system_worker")
"""Programs of their own, in processes of their own: they import nothing of the package."""


def name_of(file: Path) -> str:
    """`narration.store` of `…/presence/narration/store.py`; empty for the package itself."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, also within functions and for types alone."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(file: Path) -> set[str]:
    """The parts of the package that a file imports: `units`, `mix`, …"""
    return {
        name.split(".")[1]
        for name in imported(file)
        if name.startswith("presence.") and name != "presence.__version__"
    }


def test_every_module_has_its_floor() -> None:
    """A new folder or file at the top is given a place in the order, here."""
    assert {name_of(file).split(".")[0] for file in MODULES} - {""} <= FLOOR.keys()


@pytest.mark.parametrize("file", MODULES, ids=lambda file: name_of(file) or "presence")
def test_imports_point_one_way(file: Path) -> None:
    """Down the house, or within a part; parts of one floor, but for the ground, are strangers."""
    part = name_of(file).split(".")[0]
    for other in own_imports(file) - {part}:
        lower = FLOOR[other] < FLOOR.get(part, 0)
        assert lower or {part, other} <= set(GROUND), f"{name_of(file)} imports {other}"


def test_the_ground_has_no_circles() -> None:
    """Among the modules that all others stand on, none imports itself by way of others."""
    known = {part: own_imports(ROOT / f"{part}.py") - {part} for part in GROUND}
    while free := [part for part, needs in known.items() if not needs & known.keys()]:
        for part in free:
            del known[part]
    assert not known


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_imports_nothing_of_the_package(name: str) -> None:
    """It is started by its path, and must not bring up the whole program for a line."""
    assert not own_imports(ROOT / f"{name.replace('.', '/')}.py")


CLOCKS = ("time", "sched", "asyncio")
BELOW_PLAY = [
    file
    for file in MODULES
    if FLOOR.get(name_of(file).split(".")[0], 0) < FLOOR["play"] and name_of(file) not in WORKERS
]


@pytest.mark.parametrize("file", BELOW_PLAY, ids=lambda file: name_of(file) or "presence")
def test_nothing_below_play_reads_a_clock(file: Path) -> None:
    """No sleep, no time of day: what is made must not depend on when, or on how fast."""
    found = {name.split(".")[0] for name in imported(file)}
    assert not found & {*CLOCKS, "datetime"}


HEAVY = {"numpy", "yaml", "soundfile", "sounddevice", "miniaudio", "soxr", "rich", "pyttsx3"}
LOADED = """
import json, sys
from presence.cli.main import run
code = run({words!r})
print(json.dumps([code, sorted({{name.partition(".")[0] for name in sys.modules}})]))
"""


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["play", "--help"], ["dance"]])
def test_help_is_light(words: list[str]) -> None:
    """Words about the program need none of the libraries that make or play sound."""
    said = run(["-c", LOADED.format(words=words)]).stdout
    _, loaded = json.loads(said.splitlines()[-1])
    assert not set(loaded) & HEAVY


def test_no_module_is_long() -> None:
    """A file that outgrows 400 lines holds two things."""
    long = [name_of(file) for file in MODULES if len(file.read_text().splitlines()) > 400]
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    """Its first line; a package's `__init__` may be empty."""
    for file in MODULES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree) or file.name == "__init__.py", name_of(file)
