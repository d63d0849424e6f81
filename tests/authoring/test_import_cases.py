"""Each file in cases/imports is imported to just the script and the notes that lie beside it.

To write them anew after a change that is meant: python tests/authoring/test_import_cases.py
"""

import re
from pathlib import Path
from typing import Final

import pytest

from presence.authoring.importing.importer import FORMATS, Imported, import_file

CASES: Final = Path(__file__).parents[1] / "cases" / "imports"
SUFFIXES: Final = {suffix for _, suffixes in FORMATS.values() for suffix in suffixes}
WORD: Final = re.compile(r"[^\W_]+")
KEYS: Final = re.compile(r"^ *(?:- )?(?:say|section|text|recording|file|bell)\b:?")
NUMBERS: Final = re.compile(r" *(?:- pause|rate):")
SOURCES: Final = sorted(file for file in CASES.iterdir() if file.suffix in SUFFIXES)


def imported(source: Path) -> Imported:
    return import_file(source, source.parent / "script.yaml")


def expected(source: Path, what: str) -> Path:
    """`evening.txt` is followed by `evening.txt.yaml` and `evening.txt.notes`."""
    return source.with_name(f"{source.name}.{what}")


def notes_of(case: Imported) -> str:
    return "".join(f"{note}\n" for note in case.notes)


@pytest.mark.parametrize("source", SOURCES, ids=lambda file: file.name)
def test_a_file_becomes_its_script(source: Path) -> None:
    """To the letter, layout and all."""
    assert imported(source).script == expected(source, "yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=lambda file: file.name)
def test_what_was_guessed_is_told(source: Path) -> None:
    """With the line of the source, and nothing more than that."""
    assert notes_of(imported(source)) == expected(source, "notes").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=lambda file: file.name)
def test_no_word_is_added_or_moved(source: Path) -> None:
    """What is said and shown stands in the source, in this order; what is missing has a note."""
    steps = imported(source).script.partition("steps:")[2]
    said = [re.sub(KEYS, "", line) for line in steps.splitlines() if not NUMBERS.match(line)]
    left = iter(WORD.findall(source.read_text(encoding="utf-8")))
    missing = [word for line in said for word in WORD.findall(line) if word not in left]
    assert missing == []


def test_every_format_has_a_case() -> None:
    """And no expectation is left of a case that is gone."""
    assert {source.suffix[1:] for source in SOURCES} == FORMATS.keys()
    beside = {expected(source, what) for source in SOURCES for what in ("yaml", "notes")}
    assert set(CASES.iterdir()) == {*SOURCES, *beside}


if __name__ == "__main__":
    for source in SOURCES:
        case = imported(source)
        expected(source, "yaml").write_text(case.script, encoding="utf-8")
        expected(source, "notes").write_text(notes_of(case), encoding="utf-8")
