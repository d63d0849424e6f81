"""presence play with people at a real terminal, and a real sound server: keys in, sound out."""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from audio_server import NullSink, Recording
from command_line import Presence
from exercises import written
from processes import PRESENCE, environment

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

import pexpect  # type: ignore[import-untyped]

PATIENCE_S = 30.0
ASKING = """\
presence: 1
title: For two
partners: [Sam, Alex]
steps:
  - say: The first line.
  - pause: 1s
  - check-in: {ask: Go on now?, wait: 20s}
  - say: After the question.
  - reflect: What was good?
  - pause: 1s
"""

pytestmark = pytest.mark.real_audio


class Played:
    """`presence play` at a terminal of its own. What is waited for may come with any styling."""

    def __init__(self, child: "pexpect.spawn[str]") -> None:
        self.child = child

    def see(self, *words: str) -> None:
        """Waits until these have been drawn, in this order."""
        for word in words:
            self.child.expect(re.escape(word), timeout=PATIENCE_S)

    def see_all(self, *words: str) -> None:
        """Waits until each of these has been drawn: in one picture, the upper row comes first."""
        left = list(words)
        while left:
            del left[self.child.expect([re.escape(word) for word in left], timeout=PATIENCE_S)]

    def press(self, key: str) -> None:
        self.child.send(key)

    def leave(self) -> int:
        """The exit code, after an end by hand, without the closing words."""
        self.press("q")
        self.see("ending")
        self.press("q")
        return self.end()

    def end(self) -> int:
        """The exit code, once it has ended by itself; the journal is left alone."""
        if self.child.expect(["journal?", pexpect.EOF], timeout=PATIENCE_S) == 0:
            self.child.send("\r")
            self.child.expect(pexpect.EOF, timeout=PATIENCE_S)
        self.child.close()
        return int(self.child.exitstatus or 0)


@contextlib.contextmanager
def played(presence: Presence, sink: NullSink, *words: str) -> Iterator[Played]:
    """An exercise, played for two, with data of its own."""
    env = environment(presence.cache, PRESENCE_DATA=str(presence.folder / "data"), TERM="xterm")
    child = pexpect.spawn(
        sys.executable,
        [*PRESENCE, "play", "mine.yaml", *words],
        env={**env, **sink.environ},
        cwd=str(presence.folder),
        encoding="utf-8",
        dimensions=(24, 80),
    )
    try:
        yield Played(child)
    finally:
        child.close(force=True)


@pytest.fixture
def room(presence: Presence) -> Presence:
    """Where the exercise lies."""
    written(presence.folder, ASKING)
    return presence


def place(presence: Presence) -> dict[str, object] | None:
    """What is kept of where the exercise was left."""
    files = list((presence.folder / "data" / "positions").glob("*.json"))
    return json.loads(files[0].read_text()) if files else None


def sounds_within(recording: Recording, seconds: float) -> float:
    """The loudest sample of the last `seconds`."""
    return float(np.abs(recording.samples()[-int(seconds * 48_000) :]).max(initial=0.0))


def test_both_answer_and_it_goes_on(room: Presence, null_sink: NullSink) -> None:
    """With a yes of each the exercise goes on to its end, and leaves no place behind."""
    with played(room, null_sink) as session:
        session.see("Go on now?", "for yes", "for yes")
        session.press("f")
        session.see("yes")
        session.press("j")
        session.see("After the question.")
        assert session.end() == 0
    assert place(room) is None


def test_nobody_answers(room: Presence, null_sink: NullSink) -> None:
    """It asks again, holds, and ends with a key; the question is where it would go on."""
    written(room.folder, ASKING.replace("20s", "1s"))
    with played(room, null_sink) as session:
        session.see("Go on now?", "holding")
        session.press("n")
        assert session.end() == 0
    kept = place(room)
    assert kept is not None
    assert kept["line"] == "Go on now?"


def test_it_goes_on_where_it_was_left(room: Presence, null_sink: NullSink) -> None:
    """--resume begins with the line that was interrupted; a script changed since says so."""
    with played(room, null_sink) as session:
        session.see("Go on now?", "for yes")
        assert session.leave() == 0
    with played(room, null_sink, "--resume", "--ask", "one") as session:
        session.see("check-in", "Go on now?", "go on")  # the keys shown at first say that too
        session.press("y")
        session.see("After the question.")
        assert session.leave() == 0
    written(room.folder, ASKING.replace("After", "Long after"))
    with played(room, null_sink, "--resume") as session:
        session.see_all("has changed", "The first line.")
        session.leave()


def test_a_pause_is_silence(room: Presence, null_sink: NullSink) -> None:
    """After space nothing sounds; after another the line is said again."""
    with null_sink.recording() as recording, played(room, null_sink) as session:
        recording.wait_for_sound()
        session.press(" ")
        session.see("paused")
        recording.wait_for_more(48_000)
        assert sounds_within(recording, 0.3) == 0.0
        session.press(" ")
        session.see("The first line.")
        recording.wait_for_more(72_000)
        assert sounds_within(recording, 1.0) > 0.01
        session.leave()


def test_without_a_keyboard_it_says_so(room: Presence, null_sink: NullSink) -> None:
    """Nobody can answer: it says at the start that it will hold, and how to hear it otherwise."""
    env = environment(room.cache, PRESENCE_DATA=str(room.folder / "data"), **null_sink.environ)
    with subprocess.Popen(  # noqa: S603 (our own program, arguments of our own)
        [sys.executable, *PRESENCE, "play", "mine.yaml"],
        env=env,
        cwd=room.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = ""
        while "holding" not in said:
            said += os.read(process.stderr.fileno(), 4096).decode()
        process.terminate()
        process.wait(PATIENCE_S)
    assert "nobody can answer" in said
    assert "presence export" in said
    assert "After the question." not in said
