"""Wrong scripts come in; every problem, its place, its code and its advice must come out."""

import os
from pathlib import Path
from typing import Final

import pytest

from presence.diagnostics import Problems, ScriptError, Severity
from presence.errors import PresenceError
from presence.script import reader

CASES: Final = Path(__file__).parents[1] / "cases" / "wrong"
SCRIPTS: Final = sorted(path.stem for path in CASES.glob("*.yaml"))
OPENING: Final = "presence: 1\ntitle: Wrong on purpose\nsteps:\n"


def problems_of(path: Path) -> list[str]:
    """What the reader says of a file, a text for each problem."""
    problems = Problems()
    reader.read(path, problems)
    return [str(problem) for problem in problems.in_order()]


def codes_of(path: Path) -> list[str]:
    """The stable names of what is wrong with a file."""
    with pytest.raises(ScriptError) as caught:
        reader.load(path)
    return [problem.code for problem in caught.value.diagnostics]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_wrong_script_gives_exactly_its_messages(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Message, code, advice, line and column are those written down beside the script."""
    monkeypatch.chdir(CASES)
    expected = Path(f"{name}.txt").read_text(encoding="utf-8")
    assert "".join(f"{problem}\n" for problem in problems_of(Path(f"{name}.yaml"))) == expected


def test_each_wrong_script_has_its_twin_and_something_wrong() -> None:
    """A script without expected messages, or messages without a script, would go unnoticed."""
    messages = sorted(path.stem for path in CASES.glob("*.txt"))
    assert messages == SCRIPTS
    assert [name for name in messages if not (CASES / f"{name}.txt").stat().st_size] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_wrong_script_is_never_loaded(name: str) -> None:
    """`load` gives no script while anything is wrong with it, and its message tells all."""
    with pytest.raises(ScriptError) as caught:
        reader.load(CASES / f"{name}.yaml")
    assert all(problem.severity is Severity.ERROR for problem in caught.value.diagnostics)
    assert str(caught.value) == "\n".join(map(str, caught.value.diagnostics))


def test_a_file_of_one_mebibyte_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    """The bound is exact: 1,048,576 bytes."""
    script = tmp_path / "large.yaml"
    body = f"{OPENING}  - say: Breathe.\n"
    script.write_text(body + "#" * ((1 << 20) - len(body)))
    assert reader.load(script).title == "Wrong on purpose"
    script.write_text(script.read_text() + "#")
    assert problems_of(script) == [
        (
            f"{script}:1:1: error: this file is larger than 1 MiB (1,048,576 bytes), the most a "
            "script has [too-large]\n    Move a part into an 'include'."
        )
    ]


def test_thirty_two_levels_are_read_and_one_more_is_not(tmp_path: Path) -> None:
    """The bound on nesting is exact; a deeper list is named where it opens."""
    script = tmp_path / "deep.yaml"
    inner = "{repeat: {times: 1, steps: [" * 9 + "{say: [x]}"
    opened = 2 + 9 * 3 + 2  # the script, its steps, three for each repeat, the say and its list
    script.write_text(f"{OPENING}  - {inner}{']}}' * 9}\n")
    assert opened == 31
    assert codes_of(script) == ["wrong-kind"]
    script.write_text(script.read_text().replace("[x]", "[[x]]"))
    assert codes_of(script) == ["wrong-kind"]
    script.write_text(script.read_text().replace("[[x]]", "[[[x]]]"))
    assert codes_of(script) == ["too-deep"]


def write_chain(folder: Path, length: int) -> Path:
    """`length` scripts, each of which includes the next, and one that includes the first."""
    for number in range(length):
        then = f"  - include: {number + 1}.yaml\n" if number + 1 < length else "  - bell\n"
        (folder / f"{number}.yaml").write_text(OPENING + then)
    top = folder / "top.yaml"
    top.write_text(f"{OPENING}  - include: 0.yaml\n")
    return top


def test_includes_may_be_sixty_four_deep_and_no_deeper(tmp_path: Path) -> None:
    """The 65th is refused, and the place is the include that goes too far."""
    assert len(reader.load(write_chain(tmp_path, 64)).included) == 64
    assert problems_of(write_chain(tmp_path, 65)) == [
        (
            f"{tmp_path}/63.yaml:4:5: error: a script has at most 64 includes, those of its "
            "includes too [too-many-includes]\n    Write some of their steps here instead."
        )
    ]


def test_includes_may_be_sixty_four_in_number_and_no_more(tmp_path: Path) -> None:
    """The same file counts each time that it is included."""
    (tmp_path / "part.yaml").write_text(f"{OPENING}  - bell\n")
    top = tmp_path / "top.yaml"
    top.write_text(OPENING + "  - include: part.yaml\n" * 64)
    assert len(reader.load(top).steps) == 64
    top.write_text(OPENING + "  - include: part.yaml\n" * 65)
    assert [text.splitlines()[0] for text in problems_of(top)] == [
        (
            f"{top}:68:5: error: a script has at most 64 includes, those of its includes too "
            "[too-many-includes]"
        )
    ]


def test_a_cycle_of_includes_is_named_in_full(tmp_path: Path) -> None:
    """Every file of the circle is named, in order, back to the first."""
    top = write_chain(tmp_path, 3)
    (tmp_path / "2.yaml").write_text(f"{OPENING}  - include: top.yaml\n")
    assert problems_of(top) == [
        (
            f"{tmp_path}/2.yaml:4:5: error: this include leads back to where it began: "
            "top.yaml → 0.yaml → 1.yaml → 2.yaml → top.yaml [include-cycle]\n"
            "    Take one of them out."
        )
    ]


def test_a_cycle_through_a_detour_or_a_link_is_still_a_cycle(tmp_path: Path) -> None:
    """A path spelled otherwise, or a folder linked into itself, would else seem a new file."""
    (tmp_path / "loop").symlink_to(tmp_path)
    top = tmp_path / "top.yaml"
    (tmp_path / "folder").mkdir()
    for path in ("loop/top.yaml", "folder/../top.yaml", "./top.yaml"):
        top.write_text(f"{OPENING}  - include: {path}\n")
        assert codes_of(top) == ["include-cycle"], path


def test_includes_share_one_allowance_of_bytes(tmp_path: Path) -> None:
    """Many files just under the bound of one may not fill the memory together."""
    for number in range(9):
        comment = "#" * ((1 << 20) - 100)
        (tmp_path / f"{number}.yaml").write_text(f"{OPENING}  - bell\n{comment}\n")
    top = tmp_path / "top.yaml"
    top.write_text(OPENING + "".join(f"  - include: {number}.yaml\n" for number in range(9)))
    assert codes_of(top) == ["too-large"]


def test_includes_share_one_allowance_of_values(tmp_path: Path) -> None:
    """Values that no step holds count too: five files of 80,000 are too many together."""
    values = "values: {" + ",".join(f"a{number}: b" for number in range(40_000)) + "}\n"
    for number in range(5):
        (tmp_path / f"{number}.yaml").write_text(f"{values}{OPENING}  - bell\n")
    top = tmp_path / "top.yaml"
    top.write_text(OPENING + "".join(f"  - include: {number}.yaml\n" for number in range(5)))
    assert codes_of(top) == ["too-many-values"]


def test_placeholders_count_as_values(tmp_path: Path) -> None:
    """A text of 1 MiB of braces would else take far more memory than the file."""
    script = tmp_path / "braces.yaml"
    script.write_text(f"values: {{a: b}}\n{OPENING}  - say: '{'{a}' * 320_000}'\n")
    assert codes_of(script) == ["too-many-values"]


@pytest.mark.parametrize("step", ["include: {}", "bell: {}", "recording: {{file: {}, text: Hi.}}"])
def test_a_link_that_leads_outside_is_refused(tmp_path: Path, step: str) -> None:
    """Links are resolved before the comparison, for files and for folders."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    name = "secret.yaml" if step.startswith("include") else "secret.wav"
    (outside / name).write_text(f"{OPENING}  - bell\n")
    (inside / name).symlink_to(outside / name)
    (inside / "folder").symlink_to(outside)
    top = inside / "top.yaml"
    for path in (name, f"folder/{name}"):
        top.write_text(f"{OPENING}  - {step.format(path)}\n")
        assert codes_of(top) == ["outside-folder"]


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    """Only where a link leads matters, not that it is one."""
    (tmp_path / "part.yaml").write_text(f"{OPENING}  - bell\n")
    (tmp_path / "link.yaml").symlink_to("part.yaml")
    top = tmp_path / "top.yaml"
    top.write_text(f"{OPENING}  - include: link.yaml\n")
    assert len(reader.load(top).included) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Opening a named pipe would wait for ever; it is refused as no file."""
    os.mkfifo(tmp_path / "pipe.yaml")
    top = tmp_path / "top.yaml"
    top.write_text(f"{OPENING}  - include: pipe.yaml\n")
    assert problems_of(top) == [
        (
            f"{top}:4:14: error: 'pipe.yaml' is not a file [no-such-file]\n"
            "    A path is relative to the folder of its script."
        )
    ]
    with pytest.raises(PresenceError, match="it is not a file"):
        reader.load(tmp_path / "pipe.yaml")


def test_a_folder_with_a_script_s_name_is_no_script(tmp_path: Path) -> None:
    """An include of a folder says so, rather than that there is none."""
    (tmp_path / "folder.yaml").mkdir()
    top = tmp_path / "top.yaml"
    top.write_text(f"{OPENING}  - include: folder.yaml\n")
    assert "'folder.yaml' is not a file" in problems_of(top)[0]


def test_links_in_a_circle_are_no_file(tmp_path: Path) -> None:
    """Resolving them fails in its own way, which must not end the program."""
    (tmp_path / "a.yaml").symlink_to("b.yaml")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    top = tmp_path / "top.yaml"
    top.write_text(f"{OPENING}  - include: a.yaml\n")
    assert codes_of(top) == ["no-such-file"]


def test_a_script_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    """The file named on the command line has no place in a script to point at."""
    with pytest.raises(PresenceError, match="there is no such file"):
        reader.load(tmp_path / "missing.yaml")


def test_problems_stop_at_five_hundred(tmp_path: Path) -> None:
    """Nobody reads more, and the last line says that there are more."""
    script = tmp_path / "many.yaml"
    script.write_text(OPENING + "  - paus: 3s\n" * 1000)
    said = codes_of(script)
    assert said.count("unknown-step") == 500
    assert said[500:] == ["too-many-problems"]
