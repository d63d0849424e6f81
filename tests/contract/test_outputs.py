"""What every output promises, asked of each of them: recording, timed, PortAudio, miniaudio."""

import threading
from collections.abc import Callable

import numpy as np
import pytest
from needs import skip_or_fail
from play_sources import ArraySource, noise

from presence.audio import CHANNELS, Samples
from presence.play import mini, portaudio
from presence.play.output import Output, Pull
from presence.play.player import Player
from presence.play.recording import RecordingOutput, TimedOutput
from presence.units import frames_of

PATIENCE_S = 20.0
MAKERS: dict[str, Callable[[], Output]] = {
    "recording": RecordingOutput,
    "timed": TimedOutput,
    "portaudio": lambda: portaudio.open_device(None),
    "miniaudio": lambda: mini.open_device(None),
}


class Tap:
    """An output that lets another do the work, and keeps a copy of all that is pulled."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.blocks: list[Samples] = []
        self.shapes: set[tuple[str, bool, int]] = set()
        self.pulled = threading.Event()

    @property
    def name(self) -> str:
        return self.output.name

    @property
    def latency_s(self) -> float:
        return self.output.latency_s

    @property
    def underflows(self) -> int:
        return self.output.underflows

    def start(self, pull: Pull) -> None:
        def keeping(out: Samples) -> None:
            pull(out)
            self.shapes.add((out.dtype.name, out.flags.writeable, out.shape[1]))
            self.blocks.append(out.copy())
            self.pulled.set()

        self.output.start(keeping)

    def stop(self) -> None:
        self.output.stop()


@pytest.fixture(
    params=[
        "recording",
        "timed",
        pytest.param("portaudio", marks=pytest.mark.real_audio),
        pytest.param("miniaudio", marks=pytest.mark.real_audio),
    ]
)
def tap(request: pytest.FixtureRequest) -> Tap:
    """One output of each kind, tapped; those with a device play into the null sink."""
    if request.param in ("portaudio", "miniaudio"):
        request.getfixturevalue("null_sink")
    try:
        return Tap(MAKERS[request.param]())
    except (ImportError, OSError) as missing:
        skip_or_fail(str(missing))
        raise


def run_until(tap: Tap, happened: Callable[[float], bool]) -> None:
    """Lets an output pull until something happened; the stepped one is stepped for it."""
    if not isinstance(tap.output, RecordingOutput):
        assert happened(PATIENCE_S)
        return
    while not happened(0.0):
        tap.output.step()


def test_it_says_what_it_is(tap: Tap) -> None:
    """It has a name for people, a latency in seconds and no underflow before it begins."""
    assert tap.name
    assert 0.0 <= tap.latency_s < 2.0
    assert tap.underflows == 0
    tap.stop()


def test_it_pulls_blocks_until_it_is_stopped(tap: Tap) -> None:
    """It pulls writable stereo blocks of float32 once started, and none once stopped."""
    tap.start(lambda out: out.fill(0.0))
    run_until(tap, tap.pulled.wait)
    tap.stop()
    tap.pulled.clear()
    assert not tap.pulled.wait(0.2)
    assert tap.shapes == {("float32", True, CHANNELS)}
    assert all(len(block) for block in tap.blocks)


def test_it_may_be_stopped_at_any_time(tap: Tap) -> None:
    """Stopping does no harm before the start, nor a second time."""
    tap.stop()
    tap.stop()
    assert tap.blocks == []


def test_a_player_plays_through_it(tap: Tap) -> None:
    """What it pulls from a player is silence, each frame of the source in order, silence."""
    sound = noise(frames_of(0.6))
    with Player(tap) as player:
        player.start()
        player.play(ArraySource(sound))

        def ended(timeout_s: float) -> bool:
            return player.wait_filled(PATIENCE_S) and player.wait(timeout_s)

        run_until(tap, ended)
    pulled = np.concatenate(tap.blocks)
    first = int(np.flatnonzero(pulled[:, 0])[0])
    np.testing.assert_array_equal(pulled[first : first + len(sound)], sound)
    assert not pulled[:first].any()
    assert not pulled[first + len(sound) :].any()
    assert first >= frames_of(0.1)
    assert len(pulled) - first - len(sound) >= frames_of(0.1)
    assert player.stalls == 0
