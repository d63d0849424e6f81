"""The page on importing comes in; each of its examples must become what it says."""

import re
from pathlib import Path
from typing import Final

import pytest
from doc_examples import DOCS

from presence.authoring import marks
from presence.authoring.importing.importer import FORMATS, import_text
from presence.authoring.importing.ssml import STRENGTHS
from presence.authoring.texts import TEXTS
from presence.units import parse_seconds

PAGE: Final = (DOCS / "importing.md").read_text(encoding="utf-8")
EXAMPLES: Final = re.findall(
    r"^```(\w+)\n((?:(?!```).*\n)*)```\n\nbecomes\n\n```yaml\n((?:(?!```).*\n)*)```$", PAGE, re.M
)


@pytest.mark.parametrize(("kind", "text", "script"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_an_example_becomes_what_the_page_says(kind: str, text: str, script: str) -> None:
    """To the letter."""
    assert import_text(text, kind, Path("mine.yaml"), Path(f"mine.{kind}")).script == script


def test_the_page_knows_every_format() -> None:
    """By its name for --as, by each suffix, and as an example; WebVTT is like SubRip."""
    for name, (_, suffixes) in FORMATS.items():
        assert all(f"`{known}`" in PAGE for known in (name, *suffixes))
    assert {kind for kind, *_ in EXAMPLES} == FORMATS.keys() - {"vtt"}
    assert all(suffix in PAGE for suffix in TEXTS)


def test_the_times_of_the_page_are_those_of_the_code() -> None:
    """What a mark without a time is taken for, and how long SSML's breaks are."""
    told_of: set[str] = set()
    for row in re.findall(r"^\| (.*`(?:\(|\[)[a-z ]+[\])]`.*) \| ([0-9 s,]+) \|$", PAGE, re.M):
        written, told = re.findall(r"`(.+?)`", row[0]), row[1].split(", ")
        for number, mark in enumerate(written):
            found = list(marks.take_apart(mark))[1]
            assert isinstance(found, marks.Mark)
            assert found.shortest == (parse_seconds(told[min(number, len(told) - 1)]))
        told_of.update(written)
    assert told_of >= {f"({size} pause)" for size in ("short", "long")}
    assert {mark[1:-1] for mark in told_of} >= marks.DEFAULTS.keys() - {"breath"}
    lengths = ", ".join(f"{float(length):g} s" for length in list(STRENGTHS.values())[1:])
    assert lengths in PAGE
