"""Keys: single presses from a terminal, which is its own again however the process ends."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.live.keys import Key, NoKeys, open_keys, split_keys

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

import termios

PATIENCE_S = 20.0
READER = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from presence.live.keys import open_keys
with open_keys() as keys:
    print("ready", flush=True)
    while (key := keys.poll(20.0)) is not None:
        print(key, flush=True)
        if key == "q":
            break
        if key == "right":
            raise SystemExit(3)
"""


class Session:
    """A program that reads keys at a terminal of its own."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.program = subprocess.Popen(  # noqa: S603 - a program of ours
            [sys.executable, "-c", READER],
            stdin=self.slave,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.line() == "ready"

    def line(self) -> str:
        """What it prints next."""
        assert self.program.stdout is not None
        return self.program.stdout.readline().strip()

    def press(self, typed: bytes) -> None:
        """Types at its terminal."""
        os.write(self.master, typed)

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed, as it does for a shell."""
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    @property
    def is_as_before(self) -> bool:
        return termios.tcgetattr(self.slave) == self.before


@pytest.fixture
def session() -> Iterator[Session]:
    """A program that is reading keys; ended with the test."""
    with session_at_a_terminal() as opened:
        yield opened


@contextmanager
def session_at_a_terminal() -> Iterator[Session]:
    opened = Session()
    try:
        yield opened
    finally:
        opened.program.kill()
        opened.program.communicate()
        os.close(opened.slave)
        os.close(opened.master)


def test_presses_come_singly_and_unseen(session: Session) -> None:
    """Each press arrives by itself without Enter, arrows and Escape included; nothing echoes."""
    assert not session.echoes
    for typed, name in ((b" ", "space"), (b"\x1b[D", "left"), (b"\x1b", "escape"), (b"x", "other")):
        session.press(typed)
        assert session.line() == name


def test_the_terminal_is_restored_after_the_end(session: Session) -> None:
    """Leaving puts every setting back."""
    session.press(b"q")
    assert session.program.wait(PATIENCE_S) == 0
    assert session.is_as_before


def test_the_terminal_is_restored_after_a_fault(session: Session) -> None:
    """So does an exception."""
    session.press(b"\x1b[C")
    assert session.program.wait(PATIENCE_S) == 3
    assert session.is_as_before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_restored_when_killed(session: Session, number: signal.Signals) -> None:
    """A signal that ends the process still does, after the settings were put back."""
    assert not session.is_as_before
    session.program.send_signal(number)
    assert session.program.wait(PATIENCE_S) == -number
    assert session.is_as_before


def test_keys_come_singly_after_a_stop(session: Session) -> None:
    """Continued after Ctrl-Z, whatever the shell set meanwhile, keys come without Enter again."""
    session.program.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, session.program.pid, os.WSTOPPED | os.WNOWAIT)
    termios.tcsetattr(session.slave, termios.TCSANOW, session.before)
    session.program.send_signal(signal.SIGCONT)
    session.press(b" ")
    session.press(b"\n")
    assert session.line() == "space"


def test_a_terminal_that_goes_away_is_no_key() -> None:
    """A hung-up terminal gives no presses, and does not keep the reader busy."""
    from presence.live.terminal_keys import TerminalKeys

    master, slave = os.openpty()
    with TerminalKeys(slave) as keys:
        os.close(master)
        assert keys.poll(0.01) is None
        assert keys.poll(0.01) is None
    os.close(slave)


def test_no_terminal_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """With standard input elsewhere, polling only lets time pass."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("q"))
    with open_keys() as keys:
        assert isinstance(keys, NoKeys)
        assert keys.poll(0.0) is None


def test_a_terminal_that_is_not_ours_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that is not in its terminal's foreground reads no keys: asking would stop it."""
    master, slave = os.openpty()
    with os.fdopen(slave) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert isinstance(open_keys(), NoKeys)
    os.close(master)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", []),
        (" q", ["space", "q"]),
        ("\x1b", ["escape"]),
        ("\x1b[D\x1b[C", ["left", "right"]),
        ("\x1bOC ", ["right", "space"]),
        ("\x1b[1;5Cq", ["other", "q"]),
        ("\x1b[", ["other"]),
        ("é", ["other"]),
        ("\x1b[5~\x1b[6~", ["page-up", "page-down"]),
        ("+=-_", ["plus", "plus", "minus", "minus"]),
        ("gGyYfJ1[]m?", ["g", "g", "y", "y", "f", "j", "1", "[", "]", "m", "?"]),
    ],
)
def test_splitting(typed: str, keys: list[Key]) -> None:
    """What a terminal sends at once is told apart into presses."""
    assert split_keys(typed) == keys


@given(st.text(alphabet="\x1b[O1;CDq A~"))
def test_splitting_always_ends(typed: str) -> None:
    """Any run of characters is split into at most as many presses."""
    assert len(split_keys(typed)) <= len(typed)
