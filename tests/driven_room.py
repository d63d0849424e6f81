"""`presence play` as people use it: a terminal in which keys are pressed and a picture is read,
and a recording of what the room heard."""

import contextlib
import functools
import os
import re
import select
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

import numpy as np
import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

import termios

from audio_server import NullSink, Recording, allowing_for_a_busy_machine
from exercises import written
from heard import BEGINNING, HOP, Found, Material, first_sound, seconds
from processes import PRESENCE, environment
from stopped import is_there
from tiny_terminal import TinyTerminal, tiny_terminal

from presence.audio import Samples
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.units import frames_of, gain_of_db

PATIENCE_S = 20.0
P = ParamSpec("P")
KEYS = {
    "escape": "\x1b",
    "left": "\x1b[D",
    "right": "\x1b[C",
    "page-up": "\x1b[5~",
    "page-down": "\x1b[6~",
    "ctrl-c": "\x03",
}
END_OF_FILE = "\x04"
OFFERED = "Write something for the journal?"
OPENING = """\
presence: 1
title: A driven exercise
voice: {rate: 280}
ambient: {sound: rain, level: -16 dB, fade: 500ms}
"""
"""How their scripts begin: a voice that does not take long, over a bed that soon is there."""
FIRST = "Rest in the chair, and let it carry the whole of your weight."
SECOND = "Now open your hands slowly."
CLOSING = "This is a good place to stop. How was that, not only in the body?"
"""The program's own last words."""


class Driven:
    """One run of the program. What it draws is taken all the time, as a terminal does."""

    def __init__(
        self,
        terminal: TinyTerminal,
        process: "subprocess.Popen[bytes]",
        material: Material,
    ) -> None:
        self.process = process
        self.recording: Recording | None = None
        self._terminal = terminal
        self._material = material
        self._place: int | None = None
        self._pressed_at = 0
        self._drawn = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def press(self, key: str) -> int:
        """Presses a key; the recording's frame at that moment."""
        self._pressed_at = self.now if self.recording else 0
        os.write(self._terminal.master, KEYS.get(key, key).encode())
        return self._pressed_at

    def write(self, text: str) -> None:
        """Types a line, with Enter."""
        self.press(f"{text}\r")

    @property
    def picture(self) -> str:
        """What the terminal shows, its rows and words one blank apart."""
        with self._drawn:
            return re.sub(r"\s+", " ", " ".join(self._terminal.screen.rows()))

    def see(self, *words: str) -> None:
        """Waits until the picture holds all of these."""
        self._wait(lambda: all(word in self.picture for word in words), words)

    def lose_sight_of(self, word: str) -> None:
        """Waits until the picture holds it no longer."""
        self._wait(lambda: word not in self.picture, word)

    @property
    def now(self) -> int:
        """Frames recorded so far."""
        assert self.recording is not None
        return len(self.recording.samples())

    @property
    def heard(self) -> Samples:
        """All of the recording so far."""
        assert self.recording is not None
        return self.recording.samples()

    def hear(self, text: str, since: int | None = None) -> Found:
        """Waits until a line has begun to be heard, since the last key, as a rule."""
        start_frame = self._pressed_at if since is None else since
        found: list[Found] = []

        def is_heard() -> bool:
            nonlocal start_frame
            heard = self.heard
            found[:] = self._material.find(heard, text, start_frame)
            start_frame = max(start_frame, len(heard) - 2 * BEGINNING)  # the rest was looked at
            return bool(found)

        self._wait(is_heard, f"to hear '{text}'", look_s=0.1)
        return found[0]

    def bed_place(self) -> int:
        """The frame of the bed's loop at the recording's first frame, by what was heard when this
        was first asked for."""
        if self._place is None:
            heard = self.heard
            start = first_sound(heard)
            self._place = self._material.bed_place(heard, start, len(heard) - start)
        return self._place

    def bed_gain(self) -> float:
        """How loud the bed is now, at its place in the loop: 0 also where it has been cut since."""
        heard = self.heard
        lately = len(heard) // HOP * HOP - 6 * HOP
        place = self.bed_place() + lately
        return float(np.median(self._material.bed_gains(heard[lately:], place)))

    def wait_for_bed(self, gain: float) -> None:
        """Waits until the bed is so loud, within 3 %."""
        self._wait(lambda: abs(self.bed_gain() - gain) <= 0.03 * gain, f"a bed at {gain}", 0.05)

    def expect_no_click(self) -> None:
        """Nothing in the recording jumps by more than −40 dBFS beyond its material."""
        heard = self.heard
        clicks = self._material.clicks(heard, self.bed_place(), self._material.find_all(heard))
        assert not clicks, ("it clicks at", seconds(clicks[0]))

    def listen(self, duration_s: float) -> Samples:
        """What sounds in the next so many seconds."""
        assert self.recording is not None
        start = self.now
        self.recording.wait_for_more(frames_of(duration_s))
        return self.recording.samples()[start:]

    def leave(self) -> int:
        """Ends it by hand, at once, with nothing for the journal; the exit code."""
        self.press("q")
        self.see("ending")
        self.press("q")
        return self.decline()

    def decline(self) -> int:
        """Waits for the journal to be offered, leaves it alone; the exit code."""
        self.see(OFFERED)
        self.press("\r")
        return self._exit_code()

    def write_in_the_journal(self, text: str) -> None:
        """One person's answer to the first of the questions, then the program's end."""
        self.see(OFFERED)
        self.write("y")
        self.see("opens your editor")
        self.write(text)
        self.see(text)
        self.press(END_OF_FILE)
        self.press(END_OF_FILE)
        assert self._exit_code() == 0

    def _exit_code(self) -> int:
        """Once it has ended; fails, with the picture, where it goes on."""
        self._wait(lambda: self.process.poll() is not None, "its end")
        assert self.process.returncode is not None
        return self.process.returncode

    @property
    def is_calm(self) -> bool:
        """Whether the terminal is as a shell wants it: its page, its cursor, its way with keys."""
        with self._drawn:
            calm = self._terminal.screen.is_calm
        modes = termios.tcgetattr(self._terminal.slave)[3]
        return calm and bool(modes & termios.ICANON) and bool(modes & termios.ECHO)

    def wait_until_calm(self) -> None:
        """Fails where the terminal is not given back."""
        self._wait(lambda: self.is_calm, "a calm terminal")

    def wait_until_gone(self, pids: set[int]) -> None:
        """Fails where one of these processes goes on."""
        self._wait(lambda: not any(map(is_there, pids)), "its processes to be gone")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._closed = True
        self._thread.join()

    def _wait(self, condition: Callable[[], bool], wanted: object, look_s: float = 0.02) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline_s, (wanted, self._terminal.screen.rows())
            with self._drawn:
                self._drawn.wait(look_s)

    def _take(self) -> None:
        while not self._closed:
            ready, _, _ = select.select([self._terminal.master], [], [], 0.05)
            if ready:
                with self._drawn:
                    self._terminal.rows()
                    self._drawn.notify_all()


@dataclass(frozen=True, slots=True)
class Stage:
    """Where an exercise can be driven: a script, what it is made of, and where it is heard."""

    folder: Path
    cache: Path
    material: Material
    sink: NullSink

    @property
    def data(self) -> Path:
        """Where the program keeps what is the user's."""
        return self.folder / "data"

    @property
    def journal(self) -> list[Path]:
        """Its entries."""
        return sorted((self.data / "journal").glob("*.md"))

    @property
    def positions(self) -> list[Path]:
        """Where exercises were left."""
        return sorted((self.data / "positions").glob("*.json"))

    @contextlib.contextmanager
    def driven(self, *words: str, cache: Path | None = None) -> Iterator[Driven]:
        """The exercise, played with these options at a terminal, recorded from before its
        beginning."""
        with self.sink.recording() as recording, self.unheard(*words, cache=cache) as driven:
            driven.recording = recording
            yield driven

    @contextlib.contextmanager
    def unheard(self, *words: str, cache: Path | None = None) -> Iterator[Driven]:
        """The same without a recording."""
        env = environment(cache or self.cache, PRESENCE_DATA=str(self.data), TERM="xterm")
        with tiny_terminal(80, 24) as (terminal, stream):
            process = subprocess.Popen(  # noqa: S603 (our own program, arguments of our own)
                [sys.executable, *PRESENCE, "play", "mine.yaml", *words],
                env={**env, **self.sink.environ},
                cwd=self.folder,
                stdin=stream,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
                preexec_fn=_own_the_terminal,
            )
            driven = Driven(terminal, process, self.material)
            try:
                yield driven
            finally:
                driven.close()


def _own_the_terminal() -> None:
    """As the job that a shell has in the foreground: Ctrl-C reaches it."""
    import fcntl

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def again_on_a_busy_machine(test: Callable[P, None]) -> Callable[P, None]:
    """A test that may try again, where a busy machine has left gaps in the sound."""

    @functools.wraps(test)
    def attempts(*arguments: P.args, **named: P.kwargs) -> None:
        def attempt() -> None:
            for stage in (*arguments, *named.values()):
                if isinstance(stage, Stage):
                    shutil.rmtree(stage.data, ignore_errors=True)
            test(*arguments, **named)

        allowing_for_a_busy_machine(attempt)

    return attempts


DUCKED = gain_of_db(-3.0)
"""The bed's gain beside a voice that is never far."""


def staged(folder: Path, script: str, sink: NullSink) -> Stage:
    """A script as a file, and all its lines narrated."""
    path = written(folder, script)
    cache = folder / "cache"
    return Stage(folder, cache, Material(compile_script(load(path)), cache, "rain", -16.0), sink)
