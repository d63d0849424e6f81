"""Every command: results on stdout, the rest on stderr, JSON where it is asked for."""

import re
from pathlib import Path

import pytest
from command_line import Presence
from exercises import SHORT, WITH_A_BED, written

from presence import resources
from presence.cli.main import COMMANDS
from presence.narration.choosing import ENGINES

SHELF = sorted(resources.exercises())


def test_without_a_command_the_shelf_is_listed(presence: Presence) -> None:
    """Whoever types `presence` sees what there is to play, and how."""
    done = presence()
    assert done.returncode == 0
    assert [name for name in SHELF if f"\n{name} " in f"\n{done.stdout}"] == SHELF
    assert "presence play NAME" in done.stderr
    assert done.stdout == presence.fine("list")


@pytest.mark.parametrize(
    "words",
    [[], *([name] for name in COMMANDS), ["cache", "prune"], ["cache", "clear"]],
    ids=lambda words: " ".join(words) or "presence",
)
def test_help_shows_examples(presence: Presence, words: list[str]) -> None:
    """Each page of help has an example that begins with the command itself."""
    page = presence.fine(*words, "--help")
    assert " ".join(["  presence", *words]) in page.partition("Example")[2]
    assert presence.fine(*words, "-h") == page


def test_the_examples_of_help_are_commands(presence: Presence) -> None:
    """No example names a command or an option that there is not."""
    for name in COMMANDS:
        page = presence.fine(name, "--help")
        known = page.partition("Examples:")[0]
        if name == "cache":
            known += presence.fine("cache", "prune", "--help").partition("Example:")[0]
        for line in page.partition("Examples:")[2].splitlines():
            used = line.split()
            options = [word for word in used if re.match(r"--?[a-z]", word)]
            if used[1:2] == [name]:
                assert all(f"{option} " in known or f"{option}," in known for option in options)
            assert not used or used[1] in COMMANDS


def test_the_version_is_told(presence: Presence) -> None:
    """One line, with the number."""
    assert presence.fine("--version").split()[:2] == ["presence,", "version"]


def test_list_as_json(presence: Presence) -> None:
    """A row for each exercise on the shelf, with all that the text has."""
    rows = presence.json("list")
    assert [row["name"] for row in rows] == SHELF
    for row in rows:
        assert row.keys() == {"name", "title", "seconds", "people", "principle", "summary"}
        assert row["seconds"] > 60
        assert row["people"] >= 1


def test_check_says_what_is_fine(presence: Presence, tmp_path: Path) -> None:
    """A script without problems gets its length and its lines, and exit code 0."""
    script = written(tmp_path)
    done = presence("check", script, "arriving", "--no-craft")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == f"{script}: fine: about 0:06, 2 lines"
    assert "arriving.yaml: fine: about " in done.stdout
    assert presence.json("check", script, "--no-craft") == []


def test_check_names_every_problem_of_every_file(presence: Presence, tmp_path: Path) -> None:
    """Several files in one go: each problem with its place, the good ones fine, exit code 1."""
    good = written(tmp_path, SHORT, "good.yaml")
    bad = written(tmp_path, SHORT.replace("pause: 2s", "paus: 2s"), "bad.yaml")
    worse = written(tmp_path, SHORT.replace("pause: 2s", "pause: 2"), "worse.yaml")
    done = presence("check", bad, good, worse, "--no-craft")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith(f"{bad}:6:5: error: ")]
    assert [line for line in lines if line.startswith(f"{good}: fine")]
    assert [line for line in lines if line.startswith(f"{worse}:6:")]
    assert "2 problems" in done.stderr


def test_check_as_json(presence: Presence, tmp_path: Path) -> None:
    """Each problem with its place, its stable code and its words."""
    import json

    bad = written(tmp_path, SHORT.replace("pause: 2s", "paus: 2s"))
    done = presence("check", bad, "--json")
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)
    keys = {"path", "line", "column", "end_line", "end_column"}
    assert problem.keys() == keys | {"severity", "code", "message", "hint", "fix"}
    assert (problem["path"], problem["line"], problem["column"]) == (str(bad), 6, 5)
    assert problem["severity"] == "error"


def test_voices_as_text_and_json(presence: Presence) -> None:
    """The voices of the engine, one of them marked as the one that is used."""
    told = presence.json("voices", "--engine", "espeak")
    assert told["engine"] == "espeak"
    assert all(row.keys() == {"id", "name", "languages", "used"} for row in told["voices"])
    assert [row["id"] for row in told["voices"] if row["used"]] == ["en-us+f5"]
    done = presence("voices", "--engine", "espeak")
    assert done.stdout.startswith("* en-us+f5 ")
    assert len(done.stdout.splitlines()) == len(told["voices"])
    assert "Engine espeak" in done.stderr


@pytest.mark.parametrize(
    ("language", "used", "others"),
    [("pt-BR", "pt-br+f5", set()), ("pt", "pt+f5", {"pt-br+f5"}), ("de", "de+f5", set())],
)
def test_voices_of_a_language(
    presence: Presence, language: str, used: str, others: set[str]
) -> None:
    """Only those that speak it, and the star at the one that a script in it would get."""
    rows = presence.json("voices", "--engine", "espeak", "--language", language)["voices"]
    assert {row["id"] for row in rows if row["used"]} == {used}
    assert {row["id"] for row in rows} == {used} | others


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_has_voices(presence: Presence, engine: str) -> None:
    """Each that there is can be asked for by name."""
    assert presence.json("voices", "--engine", engine)["voices"]


def test_outputs(presence: Presence) -> None:
    """A list of devices, which may be empty: then stderr says so, and what can still be done."""
    rows = presence.json("outputs")
    assert all(row.keys() == {"id", "name", "backend", "default"} for row in rows)
    done = presence("outputs")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == len(rows)
    assert rows or "exported" in done.stderr


def test_the_cache_is_shown_pruned_and_cleared(presence: Presence, tmp_path: Path) -> None:
    """A narrated exercise fills it: two lines and the voice's gain."""
    presence.fine("export", written(tmp_path), "-o", "out.wav", "--engine", "espeak")
    told = presence.json("cache")
    assert told.keys() == {"folder", "entries", "bytes", "limit_bytes"}
    assert (told["folder"], told["entries"]) == (str(presence.cache), 3)
    assert presence.fine("cache").splitlines()[0] == str(presence.cache)
    assert presence.fine("cache", "prune") == "0 entries removed\n"
    assert presence.fine("cache", "prune", "--to", "0") == "3 entries removed\n"
    assert presence.fine("cache", "clear") == "0 entries removed\n"
    assert presence.json("cache")["bytes"] == 0


@pytest.mark.parametrize("name", SHELF)
def test_every_exercise_of_the_shelf_can_be_exported(presence: Presence, name: str) -> None:
    """By its name alone, about as long as the shelf says, the second time with nothing to make."""
    (listed,) = [row for row in presence.json("list") if row["name"] == name]
    told = presence.json("export", name, "-o", "out.flac")
    assert told.keys() >= {"path", "seconds", "frames", "bytes", "lines_made"}
    assert told["seconds"] == pytest.approx(told["frames"] / 48_000)
    assert told["seconds"] == pytest.approx(listed["seconds"], rel=0.25)
    assert told["bytes"] == (presence.folder / "out.flac").stat().st_size
    assert told["lines_made"] > 0
    assert presence.json("export", name, "-o", "out.flac")["lines_made"] == 0


def test_export_says_what_it_wrote(presence: Presence, tmp_path: Path) -> None:
    """One line on stdout: the file, its length and its size; nothing on stderr."""
    done = presence("export", written(tmp_path, WITH_A_BED), "-o", "out.wav")
    assert done.stdout.startswith("out.wav: 0:0")
    assert done.stdout.endswith(" MB\n")
    assert done.stderr == ""


def test_a_folder_called_like_an_exercise_does_not_hide_it(presence: Presence) -> None:
    """In somebody's folder `arriving/` the name still means the shelf's exercise."""
    (presence.folder / "arriving").mkdir()
    assert "fine" in presence.fine("check", "arriving")


def test_an_unwritable_cache_does_not_stop_narration(presence: Presence, tmp_path: Path) -> None:
    """A file where the folder should be: the exercise is made, for this time only."""
    presence.cache.write_text("in the way")
    told = presence.json("export", written(tmp_path), "-o", "out.wav")
    assert told["lines_made"] == 2
    assert presence.cache.read_text() == "in the way"


def test_a_play_goes_to_its_end(presence: Presence, tmp_path: Path) -> None:
    """On a device or, where there is none, as text: the line is shown and the exit code is 0."""
    script = written(tmp_path, "presence: 1\ntitle: Brief\nsteps:\n  - say: Hello there.\n")
    done = presence("play", script, "--engine", "silent", "--rate", "300")
    assert done.returncode == 0, done.stderr
    assert "Hello there." in done.stdout + done.stderr
    assert ("Here is the exercise as text" in done.stderr) == (not presence.json("outputs"))
