"""presence watch: real saves of real files, in the ways in which editors save."""

import os
import sys
from pathlib import Path

import pytest
from exercises import SHORT, written
from watching import watching

CHANGED = SHORT.replace("And your jaw.", "And let go of your jaw.")
BROKEN = SHORT.replace("pause: 2s", "paus: 2s")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as POSIX does")


def test_a_save_by_renaming(tmp_path: Path) -> None:
    """A changed line is told with its place, and the length with its difference."""
    with watching(written(tmp_path), tmp_path / "cache") as watch:
        watch.save(CHANGED.replace("pause: 1s", "pause: 21s"))
        length, change = watch.out.until("changed")
        assert length == f"{watch.file}: about 0:28, 22 s longer"
        assert change == "  line 8 changed: And let go of your jaw."
        watch.save(SHORT)
        assert watch.out.until("changed")[-1] == "  line 8 changed: And your jaw."
        assert watch.end() == 0
        assert watch.err.rest() == []


def test_problems_and_their_mending(tmp_path: Path) -> None:
    """A fault is shown as check shows it; once mended, the difference is to the last good one."""
    with watching(written(tmp_path), tmp_path / "cache") as watch:
        watch.save(BROKEN)
        assert watch.out.until("[unknown-step]")[-1].startswith(f"{watch.file}:6:5: error: ")
        assert "Did you mean 'pause'?" in watch.out.until("mean")[-1]
        watch.save(CHANGED)
        assert watch.out.until("line 8")[-2:] == [
            f"{watch.file}: about 0:08, 2 s longer",
            "  line 8 changed: And let go of your jaw.",
        ]


def test_a_save_that_truncates_and_writes_in_two_steps(tmp_path: Path) -> None:
    """Whatever is seen on the way, the last that is said is that of the whole file."""
    with watching(written(tmp_path), tmp_path / "cache") as watch:
        for text in (CHANGED, SHORT, CHANGED):
            with watch.file.open("w") as file:
                file.flush()
                os.fsync(file.fileno())
                file.write(text[:90])
                file.flush()
                file.write(text[90:])
            expected = "And let go" if text is CHANGED else "And your"
            watch.out.until(f": {expected}")
        watch.save(CHANGED + "# a remark\n")
        said = watch.out.until("the lines are the same")
        assert len(said) == 1, "half a file was told of after the whole one"


def test_a_save_of_the_same_is_no_news(tmp_path: Path) -> None:
    """Saved again and again, nothing is said until something is different."""
    with watching(written(tmp_path), tmp_path / "cache") as watch:
        for _ in range(5):
            watch.save(SHORT)
            watch.file.touch()
        watch.save(CHANGED)
        assert len(watch.out.until("line 8 changed")) == 2


def test_many_saves_are_all_told_in_the_end(tmp_path: Path) -> None:
    """However fast they come, the last one is never the one that is missed."""
    with watching(written(tmp_path), tmp_path / "cache") as watch:
        for number in range(100):
            watch.save(SHORT.replace("your jaw", f"jaw number {number}"))
        watch.out.until("And jaw number 99.")


def test_a_remark_is_made_once(tmp_path: Path) -> None:
    """Of what the rules of the craft say, what is new is told after the changes; not again."""
    restless = SHORT.replace("And your jaw.", "Breathe. " * 200)
    with watching(written(tmp_path), tmp_path / "cache", craft=True) as watch:
        watch.save(restless)
        watch.out.until("line 8 changed")
        watch.out.until("[long-line]")
        watch.save(restless.replace("Let your", "Let all your"))
        watch.out.until("line 5 changed")
        watch.save(restless)
        said = watch.out.until("line 5 changed")
        assert not [line for line in said if "[long-line]" in line]


def test_a_file_that_vanishes_is_waited_for(tmp_path: Path) -> None:
    """It is said that it is gone, and what it is once it is back."""
    with watching(written(tmp_path), tmp_path / "cache") as watch:
        aside = watch.file.rename(tmp_path / "aside.txt")
        assert "there is no such file; waiting" in watch.out.until("waiting")[-1]
        aside.rename(watch.file)
        watch.out.until("the lines are the same")
        watch.save(CHANGED)
        watch.out.until("line 8 changed")


def test_a_folder_that_is_replaced(tmp_path: Path) -> None:
    """As switching branches does it: the new folder is watched from then on."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    with watching(written(folder), tmp_path / "cache") as watch:
        folder.rename(tmp_path / "old")
        watch.out.until("waiting")
        folder.mkdir()
        written(folder, CHANGED)
        watch.out.until("line 8 changed")
        watch.save(SHORT)
        watch.out.until("And your jaw.")


def test_what_is_included_is_watched_too(tmp_path: Path) -> None:
    """Nested, and in a folder below: its changes and its faults are told with its name."""
    parts = tmp_path / "parts"
    parts.mkdir()
    written(tmp_path, SHORT + "  - include: parts/middle.yaml\n")
    written(parts, "presence: 1\ntitle: M\nsteps: [{include: deep.yaml}]\n", "middle.yaml")
    deep = "presence: 1\ntitle: D\nsteps:\n  - say: Goodbye.\n"
    written(parts, deep, "deep.yaml")
    with watching(tmp_path / "mine.yaml", tmp_path / "cache") as watch:
        written(parts, deep.replace("Goodbye", "Farewell"), "deep.yaml")
        assert watch.out.until("Farewell")[-1] == "  deep.yaml line 4 changed: Farewell."
        written(parts, deep.replace("say", "sey"), "deep.yaml")
        assert "deep.yaml:4:5: error: " in watch.out.until("[unknown-step]")[-1]
        (parts / "deep.yaml").unlink()
        watch.out.until("[no-such-file]")
        written(parts, deep, "deep.yaml")
        watch.out.until("Goodbye")


def test_a_script_that_is_not_there_yet(tmp_path: Path) -> None:
    """It is waited for, and checked as soon as it is saved for the first time."""
    with watching(tmp_path / "mine.yaml", tmp_path / "cache") as watch:
        watch.save(SHORT)
        watch.out.until("fine: about 0:06, 2 lines")


def test_without_a_sound_device_it_says_so_once(tmp_path: Path) -> None:
    """And goes on telling what changed."""
    options = ("--speak", "--engine", "silent", "--output", "a device that nobody has")
    with watching(written(tmp_path), tmp_path / "cache", *options) as watch:
        watch.save(CHANGED)
        watch.out.until("line 8 changed")
        assert "Changed lines are not spoken." in watch.err.until("no sound device")[-1]
        watch.save(SHORT)
        watch.out.until("line 8 changed")
        assert watch.end() == 0
        assert watch.err.rest() == []
