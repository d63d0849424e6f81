"""`presence export A B -d FOLDER`: several at once, what is up to date left alone."""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
import soundfile
from command_line import Presence
from exercises import SHORT, written
from processes import PRESENCE, environment, run, start

INCLUDING = SHORT.replace("  - pause: 1s\n", "  - include: closing.yaml\n")
CLOSING = "presence: 1\ntitle: Closing\nsteps:\n  - say: Thank you.\n"
WITH_A_SOUND = SHORT.replace("steps:", "ambient: {sound: bed.wav, fade: 1s}\nsteps:")
FAULTY = SHORT.replace("pause: 2s", "paus: 2s")

BATCH = ("export", "a.yaml", "b.yaml", "-d", "out", "--format", "flac")


def states(presence: Presence, *words: str | Path) -> dict[str, str]:
    """How it ended for each exercise."""
    return {row["exercise"]: row["state"] for row in presence.json(*words)}


def identities(folder: Path) -> dict[str, tuple[int, int]]:
    """What changes when a file is written anew, be it with the same bytes."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.iterdir()}


def two(presence: Presence) -> None:
    """Two exercises: one includes a third, the other has a bed of its own."""
    written(presence.folder, INCLUDING, "a.yaml")
    written(presence.folder, CLOSING, "closing.yaml")
    written(presence.folder, WITH_A_SOUND, "b.yaml")
    hum(presence.folder / "bed.wav", 0.1)


def hum(path: Path, level: float) -> None:
    """A second of a low tone."""
    import numpy as np

    wave = level * np.sin(2 * np.pi * 110 * np.arange(48_000) / 48_000)
    soundfile.write(path, wave, 48_000)


def test_several_are_written_and_then_left_alone(presence: Presence) -> None:
    """The second run writes nothing at all, and says so; the folder holds the files alone."""
    two(presence)
    assert states(presence, *BATCH) == {"a.yaml": "made", "b.yaml": "made"}
    before = identities(presence.folder / "out")
    assert set(before) == {"a.flac", "b.flac"}
    assert states(presence, *BATCH) == {"a.yaml": "up to date", "b.yaml": "up to date"}
    assert identities(presence.folder / "out") == before


def change_include(folder: Path) -> None:
    written(folder, CLOSING.replace("Thank you", "Thanks"), "closing.yaml")


def change_sound(folder: Path) -> None:
    hum(folder / "bed.wav", 0.2)


def delete_output(folder: Path) -> None:
    (folder / "out" / "a.flac").unlink()


def truncate_output(folder: Path) -> None:
    os.truncate(folder / "out" / "a.flac", 1000)


def alter_output(folder: Path) -> None:
    path = folder / "out" / "b.flac"
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    status = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def comment(folder: Path) -> None:
    path = folder / "a.yaml"
    path.write_text("# A note of the author's.\n" + path.read_text())


def touch_all(folder: Path) -> None:
    for path in folder.glob("*.*"):
        path.touch()


@pytest.mark.parametrize(
    ("change", "options", "made"),
    [
        (change_include, [], {"a.yaml"}),
        (change_sound, [], {"b.yaml"}),
        (delete_output, [], {"a.yaml"}),
        (truncate_output, [], {"a.yaml"}),
        (alter_output, [], {"b.yaml"}),
        (None, ["--rate", "150"], {"a.yaml", "b.yaml"}),
        (None, ["--bits", "24"], {"a.yaml", "b.yaml"}),
        (None, ["--author", "Sam"], {"a.yaml", "b.yaml"}),
        (None, ["--captions", "vtt"], {"a.yaml", "b.yaml"}),
        (None, ["--force"], {"a.yaml", "b.yaml"}),
        (comment, [], set()),
        (touch_all, [], set()),
    ],
    ids=lambda value: getattr(value, "__name__", None) or " ".join(sorted(value or ())),
)
def test_what_changes_a_file_has_it_made_again(
    presence: Presence, change: object, options: list[str], made: set[str]
) -> None:
    """And nothing else does: neither a later time nor a comment."""
    two(presence)
    presence.fine(*BATCH)
    whole = (presence.folder / "out" / "b.flac").read_bytes()
    if callable(change):
        change(presence.folder)
    found = states(presence, *BATCH, *options)
    assert {name for name, state in found.items() if state == "made"} == made
    if change is alter_output:
        assert (presence.folder / "out" / "b.flac").read_bytes() == whole


def test_what_was_asked_for_before_is_known_by_what_stands_there(presence: Presence) -> None:
    """Asked for as first after another option, it is made: the file there is the other's."""
    two(presence)
    presence.fine(*BATCH)
    presence.fine(*BATCH, "--bits", "24")
    assert states(presence, *BATCH) == {"a.yaml": "made", "b.yaml": "made"}


def test_a_folder_that_is_moved_is_known_again(presence: Presence) -> None:
    """What was made is known by its content, wherever it lies."""
    two(presence)
    presence.fine(*BATCH)
    (presence.folder / "out").rename(presence.folder / "elsewhere")
    found = states(presence, *BATCH[:3], "-d", "elsewhere", "--format", "flac")
    assert set(found.values()) == {"up to date"}


def test_captions_that_are_gone_are_made_again(presence: Presence) -> None:
    """All files of an export count, not the sound alone."""
    two(presence)
    presence.fine(*BATCH, "--captions", "vtt")
    (presence.folder / "out" / "a.vtt").unlink()
    found = states(presence, *BATCH, "--captions", "vtt")
    assert found == {"a.yaml": "made", "b.yaml": "up to date"}


def test_the_bytes_are_those_of_single_exports_however_many_jobs(presence: Presence) -> None:
    """One at a time, four at once, or one by one with -o."""
    two(presence)
    for jobs in ("1", "4"):
        folder = f"out{jobs}"
        presence.fine(*BATCH[:3], "-d", folder, "--format", "opus", "--jobs", jobs)
    for name in ("a", "b"):
        presence.fine("export", f"{name}.yaml", "-o", f"{name}.opus")
        single = (presence.folder / f"{name}.opus").read_bytes()
        assert (presence.folder / "out1" / f"{name}.opus").read_bytes() == single
        assert (presence.folder / "out4" / f"{name}.opus").read_bytes() == single


def test_one_failure_stops_no_other(presence: Presence) -> None:
    """A fault in a script and a file that is not there: both are said, the rest is made."""
    two(presence)
    written(presence.folder, FAULTY, "faulty.yaml")
    done = presence(
        "export", "faulty.yaml", "a.yaml", "none.yaml", "-d", "out", "--format", "wav", "--json"
    )
    assert done.returncode == 1
    rows = json.loads(done.stdout)
    assert [row["state"] for row in rows] == ["failed", "made", "failed"]
    assert "faulty.yaml:6:" in done.stderr
    assert "none.yaml can't be read: there is no such file" in done.stderr
    assert done.stderr.endswith("1 made, 2 failed. Failed: faulty.yaml, none.yaml.\n")
    assert "Traceback" not in done.stderr
    assert os.listdir(presence.folder / "out") == ["a.wav"]  # noqa: PTH208 (names alone)


def test_a_script_that_is_not_there_is_named_once(presence: Presence) -> None:
    """A fault in a script's content would hide it: its lines name the file themselves."""
    said = presence.refused("export", "none.yaml", "-d", "out", "--format", "wav")
    assert said.startswith("none.yaml can't be read: there is no such file\n")


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="names are Unicode there")
def test_names_that_are_no_text_are_exported_too(presence: Presence) -> None:
    """Files' names are bytes here. Without a manifest, nothing has to write such a name down."""
    name = b"on\xffe".decode(errors="surrogateescape")
    written(presence.folder, SHORT, f"{name}.yaml")
    told = presence.json("export", f"{name}.yaml", "-d", "out", "--format", "opus", "--manifest")
    assert [outcome["state"] for outcome in told] == ["made"]
    manifest = presence.folder / "out" / f"{name}.opus.manifest.json"
    assert json.loads(manifest.read_bytes())["outputs"][0]["name"] == "on?e.opus"


def test_a_target_that_is_a_folder_fails_alone(presence: Presence) -> None:
    """What is wrong with one file is no reason not to write the others."""
    two(presence)
    (presence.folder / "out" / "a.flac").mkdir(parents=True)
    done = presence(*BATCH)
    assert done.returncode == 1
    assert "a.flac is a folder" in done.stderr
    assert (presence.folder / "out" / "b.flac").is_file()


def test_patterns_and_the_shelf(presence: Presence) -> None:
    """A pattern that no shell has seen to stands for its files; a name is one of the shelf."""
    two(presence)
    rows = presence.json("export", "[ab].y*ml", "arriving", "-d", "out", "--format", "opus")
    assert [row["exercise"] for row in rows] == ["a.yaml", "b.yaml", "arriving"]
    said = presence.refused("export", "*.yml", "-d", "out", "--format", "opus")
    assert "no file is called like '*.yml'" in said


def test_the_same_exercise_twice_is_one(presence: Presence) -> None:
    """As 'scripts/*.yaml scripts/a.yaml' may mean."""
    two(presence)
    assert len(presence.json("export", "a.yaml", "./a.yaml", "-d", "out", "--format", "wav")) == 1


@pytest.mark.parametrize("other", ["x.yaml", "X.yaml"])
def test_two_that_would_be_one_file_are_refused_before_anything(
    presence: Presence, other: str
) -> None:
    """Also where only capitals differ: on many machines that is one file."""
    for folder, name in (("a", "x.yaml"), ("b", other)):
        (presence.folder / folder).mkdir()
        written(presence.folder / folder, SHORT, name)
    said = presence.refused("export", "a/x.yaml", f"b/{other}", "-d", "out", "--format", "wav")
    assert "would both become" in said
    assert not (presence.folder / "out").exists()


def test_no_exercise_is_written_over_the_sound_of_another(presence: Presence) -> None:
    """The first would be in place before the second is read."""
    two(presence)
    written(presence.folder, SHORT, "bed.yaml")
    before = (presence.folder / "bed.wav").read_bytes()
    said = presence.refused("export", "bed.yaml", "b.yaml", "-d", ".", "--format", "wav")
    assert "would be overwritten" in said
    assert (presence.folder / "bed.wav").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["a.yaml", "b.yaml"], 2, "-d out --format opus"),
        (["a.yaml", "b.yaml", "-o", "x.wav"], 2, "2 exercises are several files"),
        (["a.yaml", "-d", "out"], 2, "--format wav"),
        (["a.yaml", "-o", "x.wav", "-d", "out"], 2, "give one of them"),
        (["a.yaml", "-o", "x.wav", "--format", "wav"], 2, "--format is for -d"),
        (["a.yaml", "-o", "x.wav", "--jobs", "2"], 2, "--jobs is for -d"),
        (["a.yaml", "-o", "x.txt", "--manifest"], 2, "--manifest"),
        (["a.yaml", "-d", "no/such", "--format", "wav"], 1, "there is no folder no"),
        (["a.yaml", "-d", "b.yaml", "--format", "wav"], 1, "b.yaml is a file"),
        (["a.yaml", "-d", "out", "--format", "opus", "--bits", "16"], 1, "no bits a sample"),
    ],
)
def test_what_can_not_be_is_said_before_anything(
    presence: Presence, words: list[str], code: int, said: str
) -> None:
    """With nothing made, not even the folder."""
    two(presence)
    assert said in presence.refused("export", *words, code=code)
    assert not (presence.folder / "out").exists()


HOURS = "presence: 1\ntitle: Hours\nsteps:\n  - say: Hello.\n" + "  - pause: 6h\n" * 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_an_ended_run_keeps_what_is_finished(presence: Presence, number: int, code: int) -> None:
    """The short one stands whole, nothing else is there, and the next run makes only the rest."""
    written(presence.folder, SHORT, "short.yaml")
    long = written(presence.folder, HOURS, "long.yaml")
    words = ["export", "short.yaml", "long.yaml", "-d", "out", "--format", "opus", "--jobs", "2"]
    process = start(
        ["-c", f"import os; os.chdir({str(presence.folder)!r})\n" + RUN, *words],
        environment(presence.cache, PYTHONUNBUFFERED="1"),
    )
    assert process.stdout
    assert b"out/short.opus" in process.stdout.readline()
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert b"Traceback" not in said
    if number != signal.SIGKILL:
        assert said.strip().endswith(b"1 made, 1 not begun or not finished.")
    assert os.listdir(presence.folder / "out") == ["short.opus"]  # noqa: PTH208 (names alone)
    long.write_text(SHORT)
    assert states(presence, *words) == {"short.yaml": "up to date", "long.yaml": "made"}


RUN = "import sys\nfrom presence.cli.main import run\nsys.exit(run(sys.argv[1:]))"


def test_two_runs_at_once_into_one_folder(presence: Presence) -> None:
    """With other options, to the same names: each file is whole and one run's, and the next run
    knows whose.

    What was made has to be hashed before it has its name: afterwards it may be the other's.
    """
    two(presence)
    words = [*PRESENCE, *BATCH]
    env = environment(presence.cache)
    for _ in range(3):
        shutil.rmtree(presence.folder / "out", ignore_errors=True)
        running = [
            start(["-c", f"import os; os.chdir({str(presence.folder)!r})\n" + RUN, *more], env)
            for more in ([*words[2:]], [*words[2:], "--bits", "24"], [*words[2:]])
        ]
        for process in running:
            _, said = process.communicate(timeout=60)
            assert process.returncode == 0, said
        files = sorted((presence.folder / "out").iterdir())
        assert [file.name for file in files] == ["a.flac", "b.flac"]
        bits = {file.stem + ".yaml": soundfile.info(file).subtype for file in files}
        found = states(presence, *BATCH, "--bits", "24")
        assert {name for name, state in found.items() if state == "up to date"} == {
            name for name, subtype in bits.items() if subtype == "PCM_24"
        }


MAKEFILE = """\
NAMES := $(basename $(wildcard *.yaml))
all: $(NAMES:%=out/%.opus)
out/%.opus: %.yaml
\t{python} -m presence export $< -d out --format opus --jobs 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="make is a tool of POSIX systems")
def test_many_at_once_under_make(presence: Presence) -> None:
    """Four processes make six exercises that share their lines, into one folder that none had."""
    for number in range(6):
        written(presence.folder, SHORT.replace("2s", f"{number + 1}s"), f"e{number}.yaml")
    (presence.folder / "Makefile").write_text(MAKEFILE.format(python=sys.executable))
    making = "import subprocess, sys; sys.exit(subprocess.call(['make', '-j4']))"
    done = run(["-c", making], environment(presence.cache), presence.folder)
    assert done.returncode == 0, done.stderr
    names = [f"e{number}.yaml" for number in range(6)]
    found = states(presence, "export", *names, "-d", "out", "--format", "opus")
    assert found == dict.fromkeys(names, "up to date")
    assert len(list((presence.folder / "out").iterdir())) == 6


def test_the_length_asked_for_counts(presence: Presence) -> None:
    """A flexible pause is settled for each exercise, and another length is another file."""
    written(presence.folder, SHORT.replace("pause: 2s", "pause: 2s to 1m"), "a.yaml")
    words = ["export", "a.yaml", "-d", "out", "--format", "wav"]
    (row,) = presence.json(*words, "--for", "20s")
    assert row["seconds"] == pytest.approx(20, abs=1e-4)
    assert states(presence, *words, "--for", "20s") == {"a.yaml": "up to date"}
    assert states(presence, *words, "--for", "21s") == {"a.yaml": "made"}


def test_sections_of_several(presence: Presence) -> None:
    """What is told is what stands there: with --split no file has the exercise's name alone."""
    written(presence.folder, SHORT, "a.yaml")
    words = ["export", "a.yaml", "-d", "out", "--format", "wav", "--split", "section"]
    (row,) = presence.json(*words, "--captions", "vtt")
    assert row["path"] == str(Path("out", "a-01-settling.wav"))
    assert all((presence.folder / path).is_file() for path in row["files"])
    said = presence.fine(*words, "--captions", "vtt")
    assert said == f"{row['path']}: 0:06, and 3 more, up to date\n"
