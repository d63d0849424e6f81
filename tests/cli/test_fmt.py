"""presence fmt, as it is typed: what is written, what is only said, and the exit codes."""

import sys
from pathlib import Path

import pytest
from command_line import Presence
from processes import PRESENCE, environment, run

TIDY = "presence: 1\ntitle: T\nsteps:\n  - say: Hello.\n  - pause: 1m30s\n"
UNTIDY = "title: T\npresence: 1\nsteps:\n- say: {text: Hello.}\n- pause: 90s\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """An untidy script."""
    file = tmp_path / "mine.yaml"
    file.write_bytes(UNTIDY.encode())
    return file


def test_a_file_is_laid_out_in_its_place(presence: Presence, script: Path) -> None:
    """Its content and nothing else; the second time there is nothing to say or write."""
    if sys.platform != "win32":
        script.chmod(0o640)
    mode = script.stat().st_mode
    done = presence("fmt", script)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"{script}: laid out anew\n")
    assert script.read_bytes() == TIDY.encode()
    assert script.stat().st_mode == mode
    before = script.stat()
    done = presence("fmt", script)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (script.stat().st_ino, script.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_check_names_what_would_change(presence: Presence, script: Path, tmp_path: Path) -> None:
    """Exit code 1, and nothing is written; 0 where all is laid out."""
    tidy = tmp_path / "tidy.yaml"
    tidy.write_bytes(TIDY.encode())
    done = presence("fmt", "--check", tidy, script)
    assert done.returncode == 1
    assert done.stderr == f"{script}: would be laid out anew\n"
    assert script.read_bytes() == UNTIDY.encode()
    assert presence.fine("fmt", "--check", tidy) == ""


def test_diff_shows_what_would_change(presence: Presence, script: Path) -> None:
    """As a patch on stdout, and nothing is written; with --check the exit code is 1."""
    shown = presence.fine("fmt", "--diff", script)
    assert "\n-- pause: 90s\n" in shown
    assert "\n+  - pause: 1m30s\n" in shown
    assert script.read_bytes() == UNTIDY.encode()
    done = presence("fmt", "--diff", "--check", script)
    assert (done.returncode, done.stdout) == (1, shown)


def test_standard_input_comes_out_on_standard_output(presence: Presence) -> None:
    """For editors: the text and nothing else."""
    done = run([*PRESENCE, "fmt", "-"], environment(presence.cache), presence.folder, UNTIDY)
    assert (done.stdout, done.stderr) == (TIDY, "")


def test_a_script_with_problems_is_shown_and_left(presence: Presence, tmp_path: Path) -> None:
    """The others are laid out all the same; the exit code is 1."""
    bad, good = tmp_path / "bad.yaml", tmp_path / "good.yaml"
    bad.write_text(UNTIDY.replace("pause", "paus"))
    good.write_text(UNTIDY)
    done = presence("fmt", bad, tmp_path / "none.yaml", good)
    assert done.returncode == 1
    assert f"{bad}:5:3: error: there is no step 'paus'" in done.stdout
    assert "none.yaml can't be read: there is no such file" in done.stderr
    assert bad.read_text() == UNTIDY.replace("pause", "paus")
    assert good.read_bytes() == TIDY.encode()
