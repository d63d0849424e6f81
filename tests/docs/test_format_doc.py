"""The page on the format comes in; each of its examples must be a script that can be read."""

import re
from pathlib import Path
from typing import Final

import pytest

from presence.script import reader
from presence.script.spec import BREATH_PATTERNS, PRINCIPLES, SCRIPT, SOUND_SUFFIXES, STEPS, VOICE

PAGE: Final = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
EXAMPLES: Final = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
FILES: Final = ("bowl.wav", "welcome.ogg")
OPENING: Final = "presence: 1\ntitle: An example\n"


def whole(example: str) -> str:
    """An example as a script: steps and single keys get the rest around them."""
    if example.startswith("presence:"):
        return example
    if not example.startswith("- "):
        return f"{OPENING}{example}steps:\n  - bell\n"
    steps = "".join(f"  {line}\n" for line in example.splitlines())
    return f"{OPENING}partners: [Ada, Ben]\nsteps:\n{steps}"


@pytest.mark.parametrize("example", EXAMPLES, ids=[text.split("\n")[0] for text in EXAMPLES])
def test_an_example_can_be_read(example: str, tmp_path: Path) -> None:
    """Whoever copies an example from the page gets a script without problems."""
    for file in FILES:
        (tmp_path / file).touch()
    (tmp_path / "closing.yaml").write_text(f"{OPENING}steps: [bell]\n")
    script = tmp_path / "example.yaml"
    script.write_text(whole(example), encoding="utf-8")
    assert reader.load(script).steps


def test_every_step_has_an_example() -> None:
    """A step that the page does not show would have to be guessed."""
    shown = set(re.findall(r"^ *- ([a-z-]+)", "\n".join(EXAMPLES), re.MULTILINE))
    assert shown == set(STEPS)


def test_the_page_names_every_key_and_choice() -> None:
    """The table in the code and the page tell of the same keys."""
    keys = {key for form in (SCRIPT, VOICE, *STEPS.values()) for key in form.fields}
    names = {*keys, *PRINCIPLES, *BREATH_PATTERNS, *SOUND_SUFFIXES}
    assert [name for name in sorted(names) if f"`{name}`" not in PAGE] == []
