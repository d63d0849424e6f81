"""The player on an output that pulls when told to: samples, fades, stalls and faults."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from play_sources import ArraySource, FailingSource, GatedSource, noise, plateau

from presence.audio import Samples
from presence.errors import NarrationError
from presence.mix.source import Source
from presence.play import feeder
from presence.play.player import Player
from presence.play.recording import RecordingOutput
from presence.units import frames_of, gain_of_db

PATIENCE_S = 20.0
BLOCK = 480
STEEPEST = 0.5 * np.pi / 2 / feeder.RESUME_FADE_FRAMES
"""Between two frames, of the shortest fade on a level of 0.5: a raised cosine's slope half-way."""


class Desk:
    """A player and its output: each step first waits until the player has done all it can."""

    def __init__(self, player: Player, output: RecordingOutput) -> None:
        self.player = player
        self.output = output

    def step(self, count: int = 1) -> None:
        """Pulls `count` blocks, or as many as there are."""
        for _ in range(count):
            assert self.player.wait_filled(PATIENCE_S)
            if self.output.running:
                self.output.step()

    def step_to_the_end(self) -> Samples:
        """Pulls until the player has ended; all that was pulled from the beginning."""
        while not self.player.wait(0.0):
            self.step()
        return self.output.recorded


@contextmanager
def desk(source: Source, start_frame: int = 0, volume_db: float = 0.0) -> Iterator[Desk]:
    """A player that has been started on a recording output."""
    output = RecordingOutput(BLOCK)
    with Player(source, output, start_frame, volume_db) as player:
        player.start()
        yield Desk(player, output)
    assert not output.running


def sounding(heard: Samples) -> Samples:
    """Without the silence before and after."""
    audible = np.flatnonzero(heard.any(axis=1))
    return heard[audible[0] : audible[-1] + 1]


@pytest.mark.parametrize("frame_count", [1, BLOCK, feeder.BLOCK_FRAMES, 100_001])
def test_uninterrupted_play_is_the_source(frame_count: int) -> None:
    """Between lead-in and drain lie the source's samples, bit for bit, whatever their number."""
    sound = noise(frame_count)
    with desk(ArraySource(sound)) as playing:
        heard = playing.step_to_the_end()
    first = int(np.flatnonzero(heard[:, 0])[0])
    assert first == feeder.LEAD_IN_FRAMES
    np.testing.assert_array_equal(sounding(heard), sound)
    assert len(heard) - first - frame_count >= feeder.DRAIN_FRAMES
    assert (playing.player.underruns, playing.player.stalls) == (0, 0)
    assert playing.player.position_frame == frame_count


def test_an_exercise_of_no_frames_ends() -> None:
    """An empty source is silence and an end, not a wait."""
    with desk(ArraySource(noise(0))) as playing:
        assert not playing.step_to_the_end().any()
    assert playing.player.state == "ended"


def test_it_begins_anywhere() -> None:
    """From a start frame on, the samples and the position are the source's from there."""
    sound = noise(30_000)
    with desk(ArraySource(sound), start_frame=10_007) as playing:
        assert playing.player.position_frame == 10_007
        np.testing.assert_array_equal(sounding(playing.step_to_the_end()), sound[10_007:])


@pytest.mark.parametrize("volume_db", [-6.0, 12.0])
def test_volume(volume_db: float) -> None:
    """Another level is the samples times its gain, kept within −1…1."""
    sound = noise(20_000)
    with desk(ArraySource(sound), volume_db=volume_db) as playing:
        heard = sounding(playing.step_to_the_end())
    expected = np.clip(sound * np.float32(gain_of_db(volume_db)), -1.0, 1.0)
    np.testing.assert_array_equal(heard, expected)


def test_the_position_is_what_the_output_has_taken() -> None:
    """It holds during the lead-in and then counts the frames pulled."""
    lead_in_blocks = feeder.LEAD_IN_FRAMES // BLOCK
    with desk(ArraySource(noise(96_000)), start_frame=5) as playing:
        playing.step(lead_in_blocks)
        assert playing.player.position_frame == 5
        playing.step(30)
        assert playing.player.position_frame == 5 + 30 * BLOCK


def test_pause_and_resume() -> None:
    """A pause fades and holds; resumed, it goes on from the frame where the fade began."""
    sound = noise(150_000)
    with desk(ArraySource(sound)) as playing:
        playing.step(100)
        playing.player.pause()
        playing.step(60)
        held = playing.player.position_frame
        assert playing.player.state == "paused"
        assert not playing.output.recorded[-20 * BLOCK :].any()
        playing.player.resume()
        heard = playing.step_to_the_end()
    before = heard[feeder.LEAD_IN_FRAMES :]
    np.testing.assert_array_equal(before[:held], sound[:held])
    fade = before[held : held + feeder.PAUSE_FADE_FRAMES]
    gains = fade / sound[held : held + len(fade)]
    assert (np.diff(gains, axis=0) <= 1e-6).all()
    assert gains[-1].max() == 0.0
    again = sounding(heard)[-(len(sound) - held) :]
    gains = again[: feeder.RESUME_FADE_FRAMES] / sound[held : held + feeder.RESUME_FADE_FRAMES]
    assert (np.diff(gains, axis=0) >= -1e-6).all()
    np.testing.assert_array_equal(again[len(gains) - 1 :], sound[held + len(gains) - 1 :])
    assert playing.player.underruns == 0


def test_a_pause_is_silent_soon() -> None:
    """Within 0.3 s of frames after the command nothing is heard, however much was queued."""
    with desk(ArraySource(plateau(200_000))) as playing:
        playing.step(100)
        playing.player.pause()
        playing.step(60)
        after = playing.output.recorded[100 * BLOCK :]
    assert not after[frames_of(0.3) :].any()
    assert after[0].min() == 0.5


def test_ending_fades() -> None:
    """Ended by hand it dies away over one second, to nothing, and the output is let go."""
    with desk(ArraySource(plateau(500_000))) as playing:
        playing.step(100)
        playing.player.end()
        assert playing.player.state == "ending"
        heard = sounding(playing.step_to_the_end())
    falling = np.flatnonzero(np.diff(heard[feeder.BLOCK_FRAMES :, 0]) < 0)
    fade_frames = falling[-1] - falling[0] + 1
    assert fade_frames == pytest.approx(feeder.END_FADE_FRAMES, abs=100)
    assert np.abs(np.diff(heard[:, 0])).max() <= STEEPEST
    assert heard[-1].max() < 1e-3


COMMANDS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "toggle"]), st.integers(0, 40)), max_size=12
)


@settings(max_examples=40, deadline=None)
@given(COMMANDS, st.booleans())
def test_no_commands_make_a_click(commands: list[tuple[str, int]], ends: bool) -> None:
    """Pausing, going on and ending in any order and at any time never makes a step in the sound."""
    with desk(ArraySource(plateau(60_000))) as playing:
        player = playing.player
        for command, steps in commands:
            if command == "pause" or (command == "toggle" and player.state == "playing"):
                player.pause()
            else:
                player.resume()
            playing.step(steps)
        player.resume()
        if ends:
            player.end()
        heard = playing.step_to_the_end()
    assert np.abs(np.diff(heard, axis=0)).max() <= 3 * STEEPEST  # the source's own slope, two fades
    assert player.underruns == 0
    assert ends or player.position_frame == 60_000


def test_a_late_line_is_a_stall() -> None:
    """While the source makes it wait there is silence; then the sound goes on, complete."""
    sound = noise(48_000)
    source = GatedSource(sound, gate_frame=9_000)
    with desk(source) as playing:
        assert source.waits.wait(PATIENCE_S)
        for _ in range(40):
            playing.output.step()
        assert (playing.player.stalls, playing.player.underruns) == (1, 0)
        assert playing.player.position_frame == feeder.BLOCK_FRAMES
        source.gate.set()
        heard = playing.step_to_the_end()
    np.testing.assert_array_equal(heard[heard.any(axis=1)], sound)
    assert (playing.player.stalls, playing.player.underruns) == (1, 0)


def test_waiting_for_the_first_line_is_the_lead_in() -> None:
    """Silence before the first line counts as lead-in, and neither as stall nor as underrun."""
    sound = noise(9_600)
    source = GatedSource(sound, gate_frame=0)
    with desk(source) as playing:
        assert source.waits.wait(PATIENCE_S)
        for _ in range(30):
            playing.output.step()
        source.gate.set()
        heard = playing.step_to_the_end()
    assert not heard[: 30 * BLOCK].any()
    np.testing.assert_array_equal(heard[30 * BLOCK : 30 * BLOCK + len(sound)], sound)
    assert (playing.player.stalls, playing.player.underruns) == (0, 0)


def test_ending_does_not_wait_for_a_late_line() -> None:
    """It ends while the source still waits: the fade is made of what was queued."""
    source = GatedSource(plateau(96_000), gate_frame=30_000)
    with desk(source) as playing:
        assert source.waits.wait(PATIENCE_S)
        for _ in range(20):
            playing.output.step()
        playing.player.end()
        heard = playing.step_to_the_end()
        source.gate.set()
    assert np.abs(np.diff(heard, axis=0)).max() <= STEEPEST
    assert playing.player.state == "ended"


def test_a_line_that_comes_late_into_a_pause_is_not_heard() -> None:
    """What a read brings after the pause began is dropped, and read again on going on."""
    sound = plateau(48_000)
    source = GatedSource(sound, gate_frame=9_000)
    with desk(source) as playing:
        assert source.waits.wait(PATIENCE_S)
        for _ in range(40):
            playing.output.step()
        playing.player.pause()
        source.gate.set()
        playing.step(20)
        assert not playing.output.recorded[-20 * BLOCK :].any()
        playing.player.resume()
        heard = playing.step_to_the_end()
    np.testing.assert_array_equal(heard[-24_000:].max(), 0.5)
    assert playing.player.position_frame == 48_000


def test_a_failing_line_is_raised_after_what_came_before_it() -> None:
    """All that could be narrated is heard; then `wait` raises what the source raised."""
    sound = noise(48_000)
    with desk(FailingSource(sound, bad_frame=20_000)) as playing:
        with pytest.raises(NarrationError, match="line 3"):
            playing.step_to_the_end()
        heard = sounding(playing.output.recorded)
    np.testing.assert_array_equal(heard, sound[: 4 * feeder.BLOCK_FRAMES])
    with pytest.raises(NarrationError, match="line 3"):
        playing.player.raise_if_failed()


def test_stopping_at_once() -> None:
    """`stop` lets go of the output without a fade, and the feeder's thread ends."""
    with desk(ArraySource(plateau(96_000))) as playing:
        playing.step(50)
        playing.player.stop()
    assert not playing.output.running
    assert playing.output.recorded[-1].min() == 0.5
    assert not [thread for thread in threading.enumerate() if thread.name == "presence-feeder"]
