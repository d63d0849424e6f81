"""Leaving the screen: however the program ends or stops, the terminal is as it was before."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

from tiny_terminal import TinyTerminal, tiny_terminal

from presence.live.before_signals import BeforeSignals

PROMPT: Final = "$ presence play arriving"
TESTS: Final = Path(__file__).parents[1]
PROGRAM: Final = """
import sys
from presence.live.keys import open_keys
from presence.live.screen import open_screen
from screen_views import PLAYING
with open_keys() as keys, open_screen() as screen:
    while True:
        screen.show(PLAYING)
        key = keys.poll(0.05)
        if key == "q":
            break
        if key == "g":
            raise RuntimeError("a fault nobody thought of")
"""


@contextmanager
def started(*words: str) -> Iterator[tuple[TinyTerminal, "subprocess.Popen[bytes]"]]:
    """A terminal with a prompt, and a command that has it to itself."""
    with tiny_terminal(60, 20) as (terminal, stream):
        stream.write(f"{PROMPT}\r\n")
        stream.flush()
        program = subprocess.Popen(  # noqa: S603 - commands of our own
            words,
            stdin=stream,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
            preexec_fn=own_the_terminal,
            env={**os.environ, "TERM": "xterm", "PYTHONPATH": str(TESTS)},
        )
        try:
            yield terminal, program
        finally:
            program.kill()
            program.wait()


@contextmanager
def shown() -> Iterator[tuple[TinyTerminal, "subprocess.Popen[bytes]"]]:
    """The program, its picture drawn."""
    with started(sys.executable, "-c", PROGRAM) as (terminal, program):
        terminal.wait_for(lambda: is_drawn(terminal))
        assert not terminal.screen.is_calm
        yield terminal, program


def is_drawn(terminal: TinyTerminal) -> bool:
    return terminal.screen.rows()[-2].endswith("6:05 left")


def stopped(terminal: TinyTerminal) -> bool:
    return any("Stopped" in row for row in terminal.screen.rows())


def own_the_terminal() -> None:
    """As a shell's foreground job, with the terminal as the one that controls it."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def type_in(terminal: TinyTerminal, keys: str) -> None:
    os.write(terminal.master, keys.encode())


def back_at_the_prompt(terminal: TinyTerminal) -> bool:
    rows = terminal.screen.rows()
    return terminal.screen.is_calm and rows[0] == PROMPT and "left" not in "".join(rows)


def test_an_end_leaves_no_trace() -> None:
    """After its end the first page is back, without a row of the picture."""
    with shown() as (terminal, program):
        type_in(terminal, "q")
        assert program.wait() == 0
        terminal.wait_for(lambda: back_at_the_prompt(terminal))
        assert terminal.screen.rows()[1:] == [""] * 19


@pytest.mark.parametrize(("keys", "words"), [("g", "RuntimeError"), ("\x03", "KeyboardInterrupt")])
def test_a_fault_can_be_read(keys: str, words: str) -> None:
    """What Python says of a fault, or of Ctrl-C, stands on the first page, below the prompt."""
    with shown() as (terminal, _):
        type_in(terminal, keys)
        terminal.wait_for(lambda: words in "".join(terminal.screen.rows()))
        assert terminal.screen.is_calm


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_leaves_the_terminal_calm(number: signal.Signals) -> None:
    """Asked to end or killed outright; and whoever asked sees how it ended."""
    with shown() as (terminal, program):
        program.send_signal(number)
        assert program.wait() == -number
        terminal.wait_for(lambda: back_at_the_prompt(terminal))


def test_a_stop_gives_the_terminal_back_and_takes_it_again(tmp_path: Path) -> None:
    """Ctrl-Z shows the shell's page; with 'fg' the picture is drawn whole again; and once more."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    with started("/bin/bash", "--norc", "--noprofile", "-i") as (terminal, shell):
        type_in(terminal, f"{sys.executable} {program}\n")
        for _ in range(2):
            terminal.wait_for(lambda: is_drawn(terminal))
            type_in(terminal, "\x1a")
            terminal.wait_for(lambda: terminal.screen.is_calm and stopped(terminal))
            type_in(terminal, "clear; fg\n")
        terminal.wait_for(lambda: is_drawn(terminal))
        type_in(terminal, "q")
        terminal.wait_for(lambda: terminal.screen.is_calm)
        type_in(terminal, "exit\n")
        terminal.wait_for(lambda: shell.poll() is not None)


def test_it_is_drawn_whole_after_others_drew() -> None:
    """Stopped from outside it can't leave; what a shell wrote over it is gone once it goes on."""
    with shown() as (terminal, program):
        before = terminal.screen.rows()
        program.send_signal(signal.SIGSTOP)
        terminal.screen.feed("\x1b[3;1Hjob stopped\r\n$ \x1b[?25h")
        program.send_signal(signal.SIGCONT)
        terminal.wait_for(lambda: terminal.screen.rows() == before)
        terminal.wait_for(lambda: terminal.screen.cursor.hidden)


def test_a_signal_waits_for_the_end_of_a_picture() -> None:
    """While held nothing is cut in two; then the action comes, and after it the old handler."""
    done = []
    before = signal.signal(signal.SIGUSR1, lambda *_: done.append("old handler"))
    try:
        with BeforeSignals({signal.SIGUSR1: lambda: done.append("action")}) as signals:
            with signals.held():
                signal.raise_signal(signal.SIGUSR1)
                done.append("picture")
            assert done == ["picture", "action", "old handler"]
    finally:
        signal.signal(signal.SIGUSR1, before)
