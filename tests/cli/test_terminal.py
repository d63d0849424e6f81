"""What a terminal gets that a pipe does not: colours, a bar; and nothing of these elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Presence
from exercises import SHORT, WITH_A_BED, written
from processes import PRESENCE, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

ESCAPE = "\x1b"
RED = "\x1b[31m"


def on_a_terminal(presence: Presence, *words: str | Path, **env: str) -> tuple[int, str]:
    """The exit code, and all that the terminal was sent."""
    master, slave = os.openpty()
    environ = environment(presence.cache, TERM="xterm-256color", **env)
    process = subprocess.Popen(  # noqa: S603 (our own program, arguments of our own)
        [sys.executable, *PRESENCE, *map(str, words)],
        env=environ,
        cwd=presence.folder,
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    sent = b""
    try:
        while part := os.read(master, 4096):
            sent += part
    except OSError:  # how Linux says that nobody holds the other end any more
        pass
    os.close(master)
    return process.wait(), sent.decode()


def test_an_export_shows_how_far_it_is(presence: Presence) -> None:
    """A bar that ends at the whole, and after it the line that says what was written."""
    written(presence.folder, WITH_A_BED)
    code, sent = on_a_terminal(presence, "export", "mine.yaml", "-o", "out.wav")
    assert code == 0
    assert "Writing" in sent
    assert "100%" in sent
    assert "out.wav: 0:0" in sent.rpartition("100%")[2]


def test_no_bar_without_a_terminal(presence: Presence) -> None:
    """Nothing at all is on stderr, so that a log stays readable."""
    written(presence.folder, WITH_A_BED)
    assert presence("export", "mine.yaml", "-o", "out.wav").stderr == ""


def test_problems_are_red_on_a_terminal(presence: Presence) -> None:
    """The word 'error' stands out, of a script's problem and of any other."""
    written(presence.folder, SHORT.replace("pause: 2s", "paus: 2s"))
    code, sent = on_a_terminal(presence, "check", "mine.yaml")
    assert (code, RED in sent) == (1, True)
    code, sent = on_a_terminal(presence, "check", "ariving")
    assert (code, RED in sent or f"{ESCAPE}[31;1m" in sent) == (1, True)


def test_the_place_of_a_problem_is_marked_in_colour(presence: Presence) -> None:
    """The marks below a line are red under an error, and yellow under a warning."""
    written(presence.folder, SHORT.replace("pause: 2s", "paus: 2s"))
    assert f"{RED}{ESCAPE}[1m^^^^{ESCAPE}[0m" in on_a_terminal(presence, "check", "mine.yaml")[1]
    written(presence.folder, SHORT)
    code, sent = on_a_terminal(presence, "check", "mine.yaml")
    assert (code, f"{ESCAPE}[33m{ESCAPE}[1mwarning{ESCAPE}[0m" in sent) == (0, True)
    assert f"{ESCAPE}[33m{ESCAPE}[1m^" in sent


@pytest.mark.parametrize(
    "words", [["list"], ["check", "mine.yaml"], ["check", "ariving"], ["voices"], ["--help"]]
)
def test_no_color_is_heeded(presence: Presence, words: list[str]) -> None:
    """With NO_COLOR set a terminal gets plain text only."""
    written(presence.folder, SHORT.replace("pause: 2s", "paus: 2s"))
    _, sent = on_a_terminal(presence, *words, NO_COLOR="1")
    assert sent
    assert ESCAPE not in sent


@pytest.mark.parametrize(
    "words",
    [["list"], ["check", "mine.yaml"], ["check", "ariving"], ["voices"], ["cache"], ["outputs"]],
)
def test_no_escapes_without_a_terminal(presence: Presence, words: list[str]) -> None:
    """A pipe gets plain text, whatever the command."""
    written(presence.folder, SHORT.replace("pause: 2s", "paus: 2s"))
    done = presence(*words)
    assert ESCAPE not in done.stdout + done.stderr


def test_ctrl_c_in_a_terminal_is_130(presence: Presence) -> None:
    """The signal that the keys send ends an export with 130, and nothing is left of the file."""
    import signal

    written(presence.folder, WITH_A_BED.replace("pause: 1s", "pause: 20h"))
    master, slave = os.openpty()
    process = subprocess.Popen(  # noqa: S603 (our own program, arguments of our own)
        [sys.executable, *PRESENCE, "export", "mine.yaml", "-o", "out.wav"],
        env=environment(presence.cache, TERM="xterm"),
        cwd=presence.folder,
        stderr=slave,
        stdout=slave,
    )
    os.close(slave)
    sent = b""
    while b"%" not in sent:
        sent += os.read(master, 4096)
    process.send_signal(signal.SIGINT)
    try:
        while part := os.read(master, 4096):
            sent += part
    except OSError:  # nobody holds the other end any more
        pass
    os.close(master)
    assert process.wait() == 130
    assert b"Traceback" not in sent
    assert sorted(file.name for file in presence.folder.iterdir()) == ["cache", "mine.yaml"]


def test_several_share_one_bar(presence: Presence) -> None:
    """How many are done, and the names of what is under way; the results come after it."""
    written(presence.folder, WITH_A_BED, "one.yaml")
    written(presence.folder, SHORT, "two.yaml")
    words = ("export", "one.yaml", "two.yaml", "-d", "out", "--format", "opus")
    code, sent = on_a_terminal(presence, *words)
    assert code == 0
    bar, _, after = sent.rpartition("Writing")
    assert "0 of 2  one.yaml" in bar
    assert "out/one.opus: 0:0" in after
    assert "2 made." in after
    assert "out/one.opus" not in bar
