"""A sound device that goes away or falls asleep while it plays, and comes back."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from audio_server import OwnServer
from desk import PATIENCE_S
from play_sources import ArraySource, noise

from presence.audio import Samples
from presence.errors import OutputError
from presence.play.letting_go import let_go
from presence.play.output import Output, Pull
from presence.play.player import Player
from presence.play.recording import RecordingOutput
from presence.play.reopening import reopen_default
from presence.play.watch import LOST_AFTER_S, STARTING_S, Change, Watch

TESTS = Path(__file__).parents[1]
PROGRAM = """
import ctypes.util, sys, threading
if "miniaudio" in sys.argv:
    ctypes.util.find_library = lambda name: None
from play_sources import ArraySource, noise
from presence.play.output import open_output
from presence.play.player import Player
from presence.play.watch import Watch
left = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), left.set()), daemon=True).start()
source = ArraySource(noise(48_000 * 60))
with Player(open_output()) as player:
    player.start()
    player.play(source)
    watch = Watch(player)
    print("playing", flush=True)
    while not left.wait(0.05):
        change = watch.change()
        if change == "device lost":
            player.hold(bed_gain=0.0)
        elif change == "device back":
            player.play(source, frame=player.position_frame)
        if change:
            print(change, flush=True)
"""


class Program:
    """A player in a process of its own, and what it says of its device."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._said: list[str] = []
        self._more = threading.Condition()
        threading.Thread(target=self._run, daemon=True).start()

    def wait_for(self, words: str) -> None:
        """Waits until it has said that once more."""
        with self._more:
            assert self._more.wait_for(lambda: words in self._said, PATIENCE_S), self._said
            self._said.remove(words)

    def _run(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._more:
                self._said.append(line.strip())
                self._more.notify_all()


@contextmanager
def playing(server: OwnServer, library: str) -> Iterator[Program]:
    """The program, playing on the server; it is told to leave in the end, and has to."""
    command = [sys.executable, "-c", PROGRAM, library]
    environ = {**os.environ, **server.environ, "PYTHONPATH": str(TESTS)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environ) as process:  # noqa: S603 - ours
        try:
            program = Program(process)
            program.wait_for("playing")
            yield program
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()


LIBRARIES = pytest.mark.parametrize("library", ["portaudio", "miniaudio"])


@pytest.mark.real_audio
@LIBRARIES
def test_a_sink_that_is_removed_and_added_again(own_server: OwnServer, library: str) -> None:
    """It is noticed, and once there is a sink again the sound is back on it."""
    with own_server.running(), ExitStack() as leaving:
        with own_server.recording() as recording:
            program = leaving.enter_context(playing(own_server, library))
            recording.wait_for_sound()
            own_server.tell("unload-module", "module-null-sink")
            program.wait_for("device lost")
        own_server.add_room()
        with own_server.recording() as recording:
            program.wait_for("device back")
            recording.wait_for_sound()


@pytest.mark.real_audio
@LIBRARIES
def test_a_sink_that_falls_asleep(own_server: OwnServer, library: str) -> None:
    """A suspended sink is noticed; once it wakes up the sound is back."""
    with (
        own_server.running(),
        own_server.recording() as recording,
        playing(own_server, library) as program,
    ):
        recording.wait_for_sound()
        own_server.tell("suspend-sink", "room", "1")
        program.wait_for("device lost")
        own_server.tell("suspend-sink", "room", "0")
        with own_server.recording() as later:
            program.wait_for("device back")
            later.wait_for_sound()


@pytest.mark.real_audio
@LIBRARIES
def test_a_server_that_ends_and_starts_again(own_server: OwnServer, library: str) -> None:
    """With the whole server gone, its next life has the sound again."""
    with ExitStack() as leaving:
        with own_server.running(), own_server.recording() as recording:
            program = leaving.enter_context(playing(own_server, library))
            recording.wait_for_sound()
        program.wait_for("device lost")
        leaving.enter_context(own_server.running())
        recording = leaving.enter_context(own_server.recording())
        program.wait_for("device back")
        recording.wait_for_sound()


class HandClock:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.time_s = 100.0

    def now_s(self) -> float:
        return self.time_s

    def wait_until(self, moment_s: float, stopping: threading.Event) -> bool:
        raise NotImplementedError


def test_what_counts_as_lost_and_as_back() -> None:
    """No frames for a second are a loss; the first frames of another device are not yet its
    return, as one asleep takes some too; steady ones are."""
    clock, output, found = HandClock(), RecordingOutput(), RecordingOutput()
    source = ArraySource(noise(480_000))

    def run(device: RecordingOutput, seconds: float) -> list[Change | None]:
        changes: list[Change | None] = []
        for _ in range(round(10 * seconds)):
            device.step()
            clock.time_s += 0.1
            changes.append(watch.change())
        return changes

    with Player(output) as player:
        player.start()
        player.play(source)
        watch = Watch(player, clock, lambda: found)
        clock.time_s += STARTING_S - 0.1
        assert watch.change() is None
        assert set(run(output, 2.0)) == {None}
        clock.time_s += LOST_AFTER_S - 0.1
        assert watch.change() is None
        clock.time_s += 0.2
        assert not watch.alive()
        assert watch.change() == "device lost"
        assert watch._reopening is not None
        watch._reopening.join(PATIENCE_S)
        assert found.running
        assert not output.running
        assert set(run(found, 0.3)) == {None}
        assert run(found, 1.0).count("device back") == 1
        assert set(run(found, 1.0)) == {None}


class DeadOutput:
    """A device that is gone: its library waits for it for ever."""

    name = "dead"
    latency_s = 0.0
    underflows = 0

    def __init__(self) -> None:
        self.forever = threading.Event()

    def start(self, pull: Pull) -> None:
        pass

    def stop(self) -> None:
        self.forever.wait()


def test_a_dead_device_stops_nobody() -> None:
    """Giving it up and going on with another one takes a moment, though its own stop hangs."""
    dead, sound = DeadOutput(), noise(9_600)
    player = Player(dead)
    player.start()
    player.play(ArraySource(sound))
    player.give_up_output()
    output = RecordingOutput()
    player.replace_output(output)
    while not player.wait(0.0):
        assert player.wait_filled(PATIENCE_S)
        output.step()
    heard: Samples = output.recorded
    assert (heard[heard.any(axis=1)] == sound).all()
    assert not let_go(dead, 0.01)
    dead.forever.set()


def test_a_server_that_does_not_answer() -> None:
    """Looking for a device ends with an OutputError, though the library waits on."""
    forever, late = threading.Event(), RecordingOutput()

    def open_it() -> Output:
        forever.wait()
        return late

    with pytest.raises(OutputError, match="does not answer"):
        reopen_default(open_it)
    forever.set()


def test_what_opening_says_is_passed_on() -> None:
    """Where there is no device, that is what the caller hears."""

    def open_it() -> Output:
        raise OutputError("no sound device to play on was found")

    with pytest.raises(OutputError, match="no sound device"):
        reopen_default(open_it)
