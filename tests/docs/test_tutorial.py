"""The tutorial comes in; its commands are run in a fresh folder, and must answer as it says.

In a `console` block lines that begin with `$ ` are commands, and the others are the exact answer:
`…` stands for anything on a line, and alone on a line for any lines. `yaml FILE` is a file to
write, `yaml =FILE` what is in it by then, `diff FILE` a change made by hand. What stands in `sh`
is heard, and so is not run.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from doc_examples import DOCS
from processes import PRESENCE, environment

from presence.cli.main import COMMANDS

PAGE: Final = (DOCS / "tutorial.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_tutorial_goes_as_it_says(tmp_path: Path) -> None:
    """Whoever follows it from top to bottom sees what it shows, and ends with an audio file."""
    folder = tmp_path / "exercises"
    folder.mkdir()
    for kind, name, text in BLOCKS:
        file = folder / name.removeprefix("=")
        if kind == "console":
            for command, answer in commands(text):
                assert_answers(run(command, folder, tmp_path / "cache"), answer, command)
        elif kind == "diff":
            file.write_text(changed(file.read_text("utf-8"), text), "utf-8", newline="\n")
        elif kind == "yaml" and name.startswith("="):
            assert file.read_text("utf-8") == text
        elif kind == "yaml":
            file.write_text(text, "utf-8", newline="\n")
    assert (folder / "evening.flac").stat().st_size > 100_000


def test_every_block_has_a_meaning() -> None:
    """A block that was not run could say anything."""
    assert {kind for kind, *_ in BLOCKS} == {"console", "diff", "sh", "yaml"}
    assert all(bool(name) == (kind in ("diff", "yaml")) for kind, name, _ in BLOCKS)
    assert PAGE.count("\n```") == 2 * len(BLOCKS)
    spoken = "".join(text for kind, _, text in BLOCKS if kind == "sh").splitlines()
    named = re.findall(r"`presence ([a-z]+)", PAGE)
    named += [line.split()[1] for line in spoken if line.startswith("presence ")]
    assert set(named) <= COMMANDS.keys()


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, and its answer."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, answer = part.partition("\n")
        yield command, answer


def run(command: str, folder: Path, cache: Path) -> str:
    """All that a command says, in the order in which it is said."""
    program, *words = shlex.split(command)
    assert program == "presence"
    done = subprocess.run(  # noqa: S603 (our own program; its words are from our own page)
        [sys.executable, *PRESENCE, *words],
        env=environment(cache),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return done.stdout


def assert_answers(said: str, expected: str, command: str) -> None:
    """The answer is as it was told."""
    pattern = re.escape(expected)
    pattern = re.sub(r"(?m)^…\\?$", r"(?:.*\\n)*.*", pattern).replace("…", r".+?")
    assert re.fullmatch(pattern, said), f"$ {command}\n{said}\nexpected\n{expected}"


def changed(text: str, diff: str) -> str:
    """The text with the lines after '-' replaced by those after '+'; they stand in it once."""
    old, new = (
        "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[0] == sign) for sign in "-+"
    )
    assert f"\n{text}".count(f"\n{old}") == 1
    return text.replace(old, new)
