"""Playing through a real sound server: what its sink received is what the source gave."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from audio_server import NullSink, Recording, allowing_for_a_busy_machine
from needs import skip_or_fail
from play_sources import ArraySource, noise

from presence.audio import Samples
from presence.play.output import devices, open_output
from presence.play.player import Player
from presence.units import frames_of

pytestmark = pytest.mark.real_audio

TESTS = Path(__file__).parents[1]
WITHOUT_PORTAUDIO = """
import ctypes.util
ctypes.util.find_library = lambda name: None
from play_sources import ArraySource, noise
from presence.play.output import devices, open_output
from presence.play.player import Player
with Player(open_output()) as player:
    player.start()
    player.play(ArraySource(noise(SOUND_FRAMES)))
    assert player.wait(30.0)
print(devices()[0].backend, player.underruns, player.stalls)
"""


def assert_heard(recording: Recording, sound: Samples) -> None:
    """`sound` lies in the recording, whole and in one piece, with silence on both sides."""
    recording.wait_for_more(frames_of(0.1))
    heard = recording.samples()
    audible = np.flatnonzero(np.abs(heard).max(axis=1) > 0)
    assert len(audible), "nothing was heard"
    first, last = audible[0], audible[-1]
    assert last + 1 - first == len(sound)
    np.testing.assert_allclose(heard[first : last + 1], sound, rtol=0, atol=1e-4)


def test_portaudio_plays_every_sample(null_sink: NullSink) -> None:
    """Through PortAudio the sink receives each frame of the source once, the outermost included."""
    if devices()[0].backend != "PortAudio":
        skip_or_fail("PortAudio is not installed")
    sound = noise(frames_of(4.0))

    def play() -> None:
        output = open_output()
        with null_sink.recording() as recording:
            with Player(output) as player:
                player.start()
                player.play(ArraySource(sound))
                assert player.wait(30.0)
            assert_heard(recording, sound)
        assert (player.underruns, player.stalls) == (0, 0)

    allowing_for_a_busy_machine(play)


def test_miniaudio_plays_every_sample(null_sink: NullSink) -> None:
    """Where PortAudio is missing miniaudio is chosen, and the sink receives the same."""
    frame_count = frames_of(3.0)
    program = WITHOUT_PORTAUDIO.replace("SOUND_FRAMES", str(frame_count))

    def play() -> None:
        with null_sink.recording() as recording:
            run = subprocess.run(  # noqa: S603 - a program of ours
                [sys.executable, "-W", "error", "-c", program],
                env={**os.environ, "PYTHONPATH": str(TESTS)},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert (run.stdout.split(), run.stderr) == (["miniaudio", "0", "0"], "")
            assert_heard(recording, noise(frame_count))

    allowing_for_a_busy_machine(play)


def test_a_pause_leaves_nothing_out(null_sink: NullSink) -> None:
    """Paused and resumed on a real device, the sound goes on from where its fade began."""
    sound = noise(frames_of(3.0))
    source = ArraySource(sound)

    def play() -> None:
        output = open_output()
        with null_sink.recording() as recording, Player(output) as player:
            player.start()
            player.play(source)
            recording.wait_for_more(frames_of(0.8))
            player.hold()
            recording.wait_for_more(frames_of(0.8))
            assert player.state == "holding"
            held = player.position_frame
            player.play(source, frame=held)
            assert player.wait(30.0)
            recording.wait_for_more(frames_of(0.1))
            heard = recording.samples()
        audible = np.flatnonzero(np.abs(heard).max(axis=1) > 0)
        first, end = audible[0], audible[-1] + 1
        np.testing.assert_allclose(heard[first : first + held], sound[:held], rtol=0, atol=1e-4)
        rest = sound[held + frames_of(0.02) :]
        np.testing.assert_allclose(heard[end - len(rest) : end], rest, rtol=0, atol=1e-4)
        assert player.underruns == 0

    allowing_for_a_busy_machine(play)
