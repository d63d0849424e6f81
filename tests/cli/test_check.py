"""`presence check` as a person, an editor and GitHub run it."""

import json
from pathlib import Path

from command_line import Presence
from exercises import SHORT, written
from processes import PRESENCE, environment, run

WRONG = SHORT.replace("pause: 2s", "pause: 1:30  # long")
ASKED = SHORT.replace("pause: 2s", "pause: 2")


def on_stdin(presence: Presence, text: str, *words: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a check of `text`."""
    arguments = [*PRESENCE, "check", *words]
    done = run(arguments, environment(presence.cache), presence.folder, text)
    return done.returncode, done.stdout, done.stderr


def test_formats_say_the_same(presence: Presence) -> None:
    """`--json` is `--format json`; each form has the code, the place and the words."""
    written(presence.folder, ASKED)
    plain = presence("check", "mine.yaml")
    short, long = (
        presence("check", "mine.yaml", "--json"),
        presence("check", "mine.yaml", "--format", "json"),
    )
    github = presence("check", "mine.yaml", "--format", "github")
    assert [done.returncode for done in (plain, short, long, github)] == [1] * 4
    assert short.stdout == long.stdout
    (problem,) = json.loads(short.stdout)
    place = f"{problem['path']}:{problem['line']}:{problem['column']}"
    assert plain.stdout.startswith(f"{place}: error: {problem['message']} [unit-missing]\n")
    assert github.stdout == (
        f"::error file=mine.yaml,line={problem['line']},endLine={problem['end_line']},"
        f"col={problem['column']},endColumn={problem['end_column']},title=unit-missing"
        f"::{problem['message']}%0A{problem['hint']}\n"
    )
    assert plain.stderr == "1 problem; explained in docs/diagnostics/unit-missing.md\n"


def test_json_has_the_keys_of_the_page(presence: Presence) -> None:
    """Every key that the page lists, and no other; a fix is a place and a text."""
    written(presence.folder, WRONG)
    (problem,) = json.loads(presence("check", "mine.yaml", "--json").stdout)
    page = (Path(__file__).parents[2] / "docs/diagnostics/README.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1] for row in page.splitlines() if row.startswith("| `")]
    assert {key.strip(" `") for row in rows for key in row.split(",")} == problem.keys()
    (edit,) = problem["fix"]
    line = WRONG.splitlines()[edit["line"] - 1]
    changed = line[: edit["column"] - 1] + edit["text"] + line[edit["end_column"] - 1 :]
    assert changed == line.replace("1:30", "1m30s")


def test_a_script_on_stdin(presence: Presence) -> None:
    """It is named, and what it includes lies in the current folder."""
    code, said, _ = on_stdin(presence, ASKED, "-")
    assert code == 1
    assert said.startswith("<stdin>:6:")
    assert "pause: 2\n" in said
    written(presence.folder, SHORT, "part.yaml")
    text = SHORT.replace("pause: 2s", "include: part.yaml")
    assert on_stdin(presence, text, "-", "--no-craft")[0] == 0
    code, said, _ = on_stdin(presence, text.replace("part", "../part"), "-")
    assert (code, "[outside-folder]" in said) == (1, True)


def test_a_missing_file_does_not_stop_the_others(presence: Presence) -> None:
    """It is said on stderr, the others are checked, and the exit code is 1."""
    written(presence.folder, SHORT)
    done = presence("check", "gone.yaml", "mine.yaml", "--no-craft")
    assert done.returncode == 1
    assert "gone.yaml can't be read" in done.stderr
    assert done.stdout.startswith("mine.yaml: fine: ")


def test_warnings_count_where_it_is_strict(presence: Presence) -> None:
    """A rule of the craft leaves 0, and 1 with `--strict`; without the craft there is none."""
    written(presence.folder, SHORT)
    loose = presence("check", "mine.yaml")
    assert loose.returncode == 0
    assert ": warning: " in loose.stdout
    assert presence("check", "mine.yaml", "--strict").returncode == 1
    assert presence("check", "mine.yaml", "--strict", "--no-craft").returncode == 0


def test_a_rule_can_be_allowed_and_set(presence: Presence) -> None:
    """A rule left out says nothing; a figure changes what it says; an unknown one is refused."""
    written(presence.folder, SHORT)
    codes = {problem["code"] for problem in presence.json("check", "mine.yaml")}
    left = {
        problem["code"]
        for problem in presence.json("check", "mine.yaml", "--allow", ",".join(codes))
    }
    assert codes
    assert left == set()
    assert "no rule 'lonng-line'" in presence.refused("check", "mine.yaml", "--allow", "lonng-line")
    low = presence.json("check", "mine.yaml", "--set", "long-line.most=1s")
    assert "long-line" in {problem["code"] for problem in low} - codes


def test_fix_mends_the_file_and_says_so(presence: Presence) -> None:
    """The mended line alone is another; the rest is checked as it stands then."""
    script = written(presence.folder, WRONG)
    done = presence("check", "mine.yaml", "--fix", "--no-craft")
    assert done.returncode == 0
    assert done.stdout.startswith("mine.yaml: fine: ")
    assert "mine.yaml:6:12: mended: " in done.stderr
    assert script.read_text() == WRONG.replace("1:30", "1m30s")


def test_fix_leaves_what_it_is_not_sure_of(presence: Presence) -> None:
    """The file is not even written anew."""
    script = written(presence.folder, ASKED)
    before = script.stat()
    assert presence("check", "mine.yaml", "--fix").returncode == 1
    assert (script.stat().st_ino, script.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_included_file_is_not_mended(presence: Presence) -> None:
    """Only the files that are named are written."""
    part = written(presence.folder, WRONG, "part.yaml")
    written(presence.folder, SHORT.replace("pause: 2s", "include: part.yaml"))
    assert presence("check", "mine.yaml", "--fix").returncode == 1
    assert part.read_text() == WRONG


def test_diff_shows_and_writes_nothing(presence: Presence) -> None:
    """A diff on stdout, with `--fix` or without; and for standard input too."""
    script = written(presence.folder, WRONG)
    for words in (["--diff"], ["--diff", "--fix"]):
        done = presence("check", "mine.yaml", *words)
        assert done.returncode == 1
        assert "-  - pause: 1:30  # long\n+  - pause: 1m30s  # long\n" in done.stdout
    assert script.read_text() == WRONG
    code, said, _ = on_stdin(presence, WRONG, "-", "--diff")
    assert (code, said.startswith("--- <stdin>\n+++ <stdin>\n")) == (1, True)


def test_standard_input_is_not_mended_in_its_place(presence: Presence) -> None:
    """That is wrong usage, and what to do instead is said."""
    code, said, problem = on_stdin(presence, WRONG, "-", "--fix")
    assert (code, said) == (2, "")
    assert "--diff" in problem
