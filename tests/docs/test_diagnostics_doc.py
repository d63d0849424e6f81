"""The pages on what `check` says come in; their codes must be the program's, examples true."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from doc_examples import DOCS, OPENING, write_example

import presence
from presence.cli.check import command

CASES: Final = Path(__file__).parents[1] / "cases" / "wrong"
FOLDER: Final = DOCS / "diagnostics"
INDEX: Final = (FOLDER / "README.md").read_text(encoding="utf-8")
PAGES: Final = {
    file.stem: file.read_text(encoding="utf-8")
    for file in sorted(FOLDER.glob("*.md"))
    if file.name != "README.md"
}
LISTED: Final = re.findall(r"^- \[([a-z0-9-]+)\]\(([a-z0-9-]+)\.md\): ", INDEX, re.MULTILINE)
SOURCE: Final = Path(presence.__file__).parent
MODULES: Final = [
    ast.parse(file.read_text(encoding="utf-8"))
    for file in (
        SOURCE / "diagnostics.py",
        *SOURCE.glob("script/*.py"),
        *SOURCE.glob("sequence/*.py"),
    )
]


def takers(module: ast.Module) -> Iterator[str]:
    """What a module has that is called with a code first: functions, and classes by their name."""
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef(name=name, args=ast.arguments(args=[ast.arg("self"), first, *_])):
                if first.arg == "code" and name != "__init__":
                    yield name
            case ast.ClassDef(name=name, body=parts):
                if any(map(is_given_a_code, parts)):
                    yield name


def is_given_a_code(part: ast.stmt) -> bool:
    """Whether a class with this part is made with a code."""
    match part:
        case ast.AnnAssign(ast.Name("code")):
            return True
        case ast.FunctionDef("__init__", ast.arguments(args=[_, ast.arg("code"), *_])):
            return True
    return False


def codes_in(module: ast.Module, called: set[str]) -> Iterator[str]:
    """The codes that a module gives, wherever one is written down in it."""
    for node in ast.walk(module):
        match node:
            case ast.Call(
                func=ast.Name(name) | ast.Attribute(attr=name),
                args=[ast.Constant(str(code)), _, *_],
            ) if name in called:
                yield code
            case ast.Assign([ast.Name("code")], ast.Constant(str(code))):
                yield code
            case ast.Assign(
                [ast.Tuple([ast.Name("code"), *_])], ast.Tuple([ast.Constant(str(code)), *_])
            ):
                yield code
            case ast.Return(ast.Tuple([ast.Constant("yaml" as code), *_])):
                yield code  # with its message, span, hint and fix


CALLED: Final = {name for module in MODULES for name in takers(module)}
CODES: Final = {code for module in MODULES for code in codes_in(module, CALLED)}

SECTIONS: Final = {code: said for code, said in PAGES.items() if code in CODES}
"""The pages of errors; those of warnings are about a craft, and tested with its rules."""
YAML: Final = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRONG: Final = [
    pytest.param(code, YAML.findall(said)[0], id=code)
    for code, said in SECTIONS.items()
    if "Wrong:" in said
]
RIGHT: Final = [
    pytest.param(YAML.findall(said)[-1], id=code)
    for code, said in SECTIONS.items()
    if YAML.search(said)
]

PLACES: Final = f"{OPENING}values: {{a: b}}\n".encode()
NOT_SHOWN: Final = {
    # problems of a file that a page can't show well: a script that has exactly this one
    "empty-file": b"# to be written\n",
    "not-utf-8": f"{OPENING}steps: [say: caf\u00e9]\n".encode("latin-1"),
    "too-deep": f"{OPENING}steps: ".encode() + b"[" * 40,
    "too-large": f"{OPENING}steps: [bell]\n".encode() + b"#" * (1 << 20),
    "too-many-includes": OPENING.encode() + b"steps:\n" + b"- include: closing.yaml\n" * 65,
    "too-many-values": PLACES + b"steps: [say: '" + b"{a}" * 300_000 + b"']\n",
}


def checked(script: Path) -> list[str]:
    """The codes that `presence check` gives for a script, in order."""
    result = CliRunner().invoke(command, [str(script), "--no-craft", "--json"])
    codes = [problem["code"] for problem in json.loads(result.stdout)]
    assert result.exit_code == (1 if codes else 0)
    return codes


def test_every_code_has_its_page() -> None:
    """A code that is not explained leaves its reader alone."""
    assert sorted(CODES) == sorted(SECTIONS)


@pytest.mark.parametrize("code", PAGES)
def test_a_page_is_headed_by_its_code(code: str) -> None:
    """Whoever opens it sees at once that it is the right one."""
    assert PAGES[code].startswith(f"# {code}\n\n")


def test_the_index_lists_every_page_once() -> None:
    """By its code, with a link that leads to it."""
    assert sorted(LISTED) == [(code, code) for code in sorted(PAGES)]


def test_no_code_escapes_the_search_of_the_source() -> None:
    """Codes that the wrong scripts of the tests give are found in the source too."""
    said = "".join(file.read_text(encoding="utf-8") for file in CASES.glob("*.txt"))
    given = set(re.findall(r" \[([a-z0-9-]+)\]$", said, re.MULTILINE))
    assert "yaml" in given
    assert given <= CODES


def test_every_code_is_shown_or_made() -> None:
    """Of each problem there is an example on its page, or one that is made here."""
    shown = [str(example.id) for example in WRONG]
    assert sorted([*shown, *NOT_SHOWN, "too-many-problems"]) == sorted(SECTIONS)


@pytest.mark.parametrize(("code", "example"), WRONG)
def test_a_wrong_example_gives_its_code_alone(code: str, example: str, tmp_path: Path) -> None:
    """Whoever has this problem finds it under this name, and no other beside it."""
    assert checked(write_example(example, tmp_path)) == [code]


@pytest.mark.parametrize("example", RIGHT)
def test_a_right_example_has_no_problem(example: str, tmp_path: Path) -> None:
    """Whoever copies it has mended the script."""
    assert checked(write_example(example, tmp_path)) == []


@pytest.mark.parametrize("code", NOT_SHOWN)
def test_a_made_script_gives_its_code_alone(code: str, tmp_path: Path) -> None:
    """What the page says in words only is a code of its own too."""
    script = write_example("- bell\n", tmp_path)
    script.write_bytes(NOT_SHOWN[code])
    assert checked(script) == [code]


def test_too_many_problems_comes_after_the_others(tmp_path: Path) -> None:
    """It is the one code that never stands alone."""
    script = write_example("- wait\n" * 501, tmp_path)
    assert checked(script) == [*["unknown-step"] * 500, "too-many-problems"]


def test_the_message_that_the_index_begins_with_is_the_program_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows how a message is built, so it may not be one that is never given."""
    write_example("- pause: 20", tmp_path)
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"^```text\n(.*?)^```$", INDEX, re.MULTILINE | re.DOTALL)
    assert [CliRunner().invoke(command, ["mine.yaml"]).stdout] == shown
