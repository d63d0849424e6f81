"""The page on the format comes in; each of its examples must be a script that can be read."""

import re
from pathlib import Path
from typing import Final

import pytest
from doc_examples import DOCS, write_example

from presence.script import reader
from presence.script.spec import BREATH_PATTERNS, PRINCIPLES, SCRIPT, SOUND_SUFFIXES, STEPS, VOICE

PAGE: Final = (DOCS / "format.md").read_text(encoding="utf-8")
EXAMPLES: Final = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=[text.split("\n")[0] for text in EXAMPLES])
def test_an_example_can_be_read(example: str, tmp_path: Path) -> None:
    """Whoever copies an example from the page gets a script without problems."""
    assert reader.load(write_example(example, tmp_path)).steps


def test_every_step_has_an_example() -> None:
    """A step that the page does not show would have to be guessed."""
    shown = set(re.findall(r"^ *- ([a-z-]+)", "\n".join(EXAMPLES), re.MULTILINE))
    assert shown == set(STEPS)


def test_the_page_names_every_key_and_choice() -> None:
    """The table in the code and the page tell of the same keys."""
    keys = {key for form in (SCRIPT, VOICE, *STEPS.values()) for key in form.fields}
    names = {*keys, *PRINCIPLES, *BREATH_PATTERNS, *SOUND_SUFFIXES}
    assert [name for name in sorted(names) if f"`{name}`" not in PAGE] == []
