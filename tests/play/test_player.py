"""The player on an output that pulls when told to: samples, places, waits and faults."""

import threading

import numpy as np
import pytest
from desk import BLOCK, desk, sounding
from play_sources import ArraySource, FailingSource, GatedSource, noise, plateau

from presence.errors import NarrationError
from presence.play.deck import BLOCK_FRAMES, DRAIN_FRAMES, MARGIN_FRAMES
from presence.play.recording import RecordingOutput
from presence.play.tap import LEAD_IN_FRAMES
from presence.units import frames_of, gain_of_db


@pytest.mark.parametrize("frame_count", [1, BLOCK, BLOCK_FRAMES, 100_001])
def test_uninterrupted_play_is_the_source(frame_count: int) -> None:
    """Between lead-in and drain lie the source's samples, bit for bit, whatever their number."""
    sound = noise(frame_count)
    with desk() as playing:
        playing.player.play(ArraySource(sound))
        heard = playing.step_to_the_end()
    first = int(np.flatnonzero(heard[:, 0])[0])
    assert first >= LEAD_IN_FRAMES
    np.testing.assert_array_equal(sounding(heard), sound)
    assert len(heard) - first - frame_count >= DRAIN_FRAMES
    assert (playing.player.underruns, playing.player.stalls) == (0, 0)
    assert playing.player.position_frame == frame_count


def test_an_exercise_of_no_frames_ends() -> None:
    """An empty source is silence and an end, not a wait."""
    with desk() as playing:
        playing.player.play(ArraySource(noise(0)))
        assert not playing.step_to_the_end().any()


def test_it_begins_anywhere() -> None:
    """From a frame on, without fades, samples and position are the source's from there."""
    sound = noise(30_000)
    with desk() as playing:
        playing.player.play(ArraySource(sound), frame=10_007, fade_in_s=0.0, fade_out_s=0.0)
        assert playing.player.position_frame == 10_007
        np.testing.assert_array_equal(sounding(playing.step_to_the_end()), sound[10_007:])


def test_it_begins_at_a_cue() -> None:
    """A cue stands for its frame."""
    sound = noise(60_000)
    with desk() as playing:
        playing.player.play(ArraySource(sound), cue=2, fade_in_s=0.0, fade_out_s=0.0)
        np.testing.assert_array_equal(sounding(playing.step_to_the_end()), sound[48_000:])


@pytest.mark.parametrize("volume_db", [-6.0, 12.0])
def test_volume(volume_db: float) -> None:
    """Another level is the samples times its gain, kept within −1…1."""
    sound = noise(20_000)
    with desk(volume_db) as playing:
        playing.player.play(ArraySource(sound))
        heard = sounding(playing.step_to_the_end())
    expected = np.clip(sound * np.float32(gain_of_db(volume_db)), -1.0, 1.0)
    np.testing.assert_array_equal(heard, expected)


def test_position_and_clock() -> None:
    """The position counts what the output took of the source; the clock counts silence too."""
    with desk() as playing:
        playing.step(5)
        playing.player.play(ArraySource(noise(96_000)))
        playing.step(LEAD_IN_FRAMES // BLOCK)
        before = playing.player.position_frame
        playing.step(30)
        assert playing.player.position_frame == before + 30 * BLOCK
        assert playing.player.taken_frames == (LEAD_IN_FRAMES // BLOCK + 35) * BLOCK


def test_before_anything_is_played() -> None:
    """The device runs on silence, and the player holds."""
    with desk() as playing:
        playing.step(20)
        player = playing.player
        assert (player.state, player.source, player.position_frame) == ("holding", None, 0)
        assert not playing.heard.any()
        player.hold()
        player.end()
        playing.step_to_the_end()


def test_a_hold_keeps_its_place() -> None:
    """Held, the exercise stands where its fade began; from there it can go on, with all of it."""
    source, sound = ArraySource(noise(150_000)), noise(150_000)
    with desk() as playing:
        player = playing.player
        player.play(source)
        playing.step(100)
        player.hold()
        states = [player.state]
        playing.step(60)
        held = player.position_frame
        assert not playing.heard[-30 * BLOCK :].any()
        player.play(source, frame=held)
        states.append(player.state)
        heard = playing.step_to_the_end()
    assert states == ["holding", "playing"]  # at once, before either is heard
    before = heard[LEAD_IN_FRAMES:]
    np.testing.assert_array_equal(before[:held], sound[:held])
    gains = before[held : held + frames_of(0.2)] / sound[held : held + frames_of(0.2)]
    assert (np.diff(gains, axis=0) <= 1e-6).all()
    assert gains[-1].max() == 0.0
    again = sounding(heard)[-(len(sound) - held) :]
    faded = frames_of(0.02)
    np.testing.assert_array_equal(again[faded:], sound[held + faded :])
    assert (player.underruns, player.stalls) == (0, 0)


def test_a_hold_is_silent_soon() -> None:
    """Within 0.3 s of frames after the command nothing is heard, however much was queued."""
    with desk() as playing:
        playing.player.play(ArraySource(plateau(200_000)))
        playing.step(100)
        playing.player.hold()
        playing.step(60)
        after = playing.heard[100 * BLOCK :]
    assert not after[frames_of(0.3) :].any()
    assert after[0].min() == 0.5


def test_a_hold_shortly_before_the_end() -> None:
    """Also once all of the source is queued it can be held, and gone on with."""
    source = ArraySource(plateau(96_000))
    with desk() as playing:
        player = playing.player
        player.play(source)
        playing.step_until(lambda: player.position_frame > 60_000)
        player.hold()
        playing.step(400)
        assert player.state == "holding"
        held = player.position_frame
        assert 60_000 < held < 65_000
        player.play(source, frame=held)
        playing.step_to_the_end()
        assert player.position_frame == 96_000


def test_seeking_is_immediate() -> None:
    """The first frame of another place is heard within 30 ms of frames after the command."""
    sound = noise(400_000)
    with desk() as playing:
        source = ArraySource(sound)
        playing.player.play(source)
        playing.step(100)
        assert playing.player.source is source
        playing.player.play(source, frame=300_000, fade_out_s=0.05, fade_in_s=0.0)
        assert playing.player.position_frame == 300_000
        playing.step(40)
        after = playing.heard[100 * BLOCK :]
    rest = after[MARGIN_FRAMES + frames_of(0.05) :]
    begins = 300_000 + frames_of(0.05)
    np.testing.assert_array_equal(rest, sound[begins : begins + len(rest)])


def test_ending_fades() -> None:
    """Ended by hand it dies away over two seconds, to nothing, and the output is let go."""
    with desk() as playing:
        playing.player.play(ArraySource(plateau(500_000)))
        playing.step(100)
        playing.player.end()
        assert playing.player.state == "ending"
        heard = sounding(playing.step_to_the_end())
    falling = np.flatnonzero(np.diff(heard[10_000:, 0]) < 0)
    fade_frames = falling[-1] - falling[0] + 1
    assert fade_frames == pytest.approx(frames_of(2.0), abs=300)
    assert heard[-1].max() < 1e-3


def test_it_plays_again_after_the_end() -> None:
    """An end is not the last word: another source may follow."""
    sound = noise(9_600)
    with desk() as playing:
        for _ in range(2):
            playing.player.play(ArraySource(sound))
            playing.step_until("ended")
        heard = playing.heard
    np.testing.assert_array_equal(heard[heard.any(axis=1)], np.concatenate([sound, sound]))


def test_a_late_line_lets_the_bed_go_on() -> None:
    """Where the source is not ready it is held, once; then it goes on, with nothing left out."""
    sound = plateau(96_000)
    source = GatedSource(sound, gate_frame=48_000)
    with desk() as playing:
        player = playing.player
        player.play(source)
        playing.step(150)
        assert (player.state, player.stalls, player.underruns) == ("waiting", 1, 0)
        held = player.position_frame
        assert 40_000 < held <= 48_000
        assert not playing.heard[-10 * BLOCK :].any()
        source.gate.set()
        playing.step_until("playing")
        heard = playing.step_to_the_end()
    assert not source.waits.is_set()
    rest = sound[held + frames_of(0.05) : -1]  # its last frame is silent
    np.testing.assert_array_equal(sounding(heard)[-len(rest) :], rest)
    assert (player.underruns, player.stalls) == (0, 1)
    assert np.abs(np.diff(heard, axis=0)).max() < 1e-3


def test_waiting_for_the_first_line_is_the_lead_in() -> None:
    """Silence before the first line counts neither as stall nor as underrun, and costs none."""
    sound = noise(9_600)
    source = GatedSource(sound, gate_frame=0)
    with desk() as playing:
        playing.player.play(source)
        playing.step(30)
        assert playing.player.state == "waiting"
        source.gate.set()
        heard = playing.step_to_the_end()
    assert not heard[: 30 * BLOCK].any()
    np.testing.assert_array_equal(sounding(heard), sound)
    assert (playing.player.stalls, playing.player.underruns) == (0, 0)


def test_ending_does_not_wait_for_a_late_line() -> None:
    """It ends while a line is late."""
    with desk() as playing:
        playing.player.play(GatedSource(plateau(96_000), gate_frame=30_000))
        playing.step(40)
        playing.player.end()
        heard = playing.step_to_the_end()
    assert np.abs(np.diff(heard, axis=0)).max() < 1e-3


def test_a_line_that_comes_into_a_hold_is_not_heard() -> None:
    """A line that was waited for is given up by a hold."""
    source = GatedSource(plateau(48_000), gate_frame=9_000)
    with desk() as playing:
        playing.player.play(source)
        playing.step(60)
        playing.player.hold()
        source.gate.set()
        playing.step(60)
        assert not playing.heard[-20 * BLOCK :].any()
        playing.player.play(source, frame=playing.player.position_frame)
        playing.step_to_the_end()
        assert playing.player.position_frame == 48_000


def test_a_cue_that_is_not_placed_is_waited_for() -> None:
    """What sounds dies away at once; the passage begins when its place is known."""
    source = GatedSource(noise(96_000), gate_frame=24_000)
    with desk() as playing:
        player = playing.player
        player.play(source)
        playing.step(20)
        player.play(source, cue=2, fade_in_s=0.0)
        playing.step(40)
        assert player.state == "waiting"
        assert not playing.heard[-10 * BLOCK :].any()
        source.gate.set()
        playing.step_until(lambda: player.position_frame > 48_000)
        playing.step(2)
        np.testing.assert_array_equal(
            playing.heard[-BLOCK:],
            source.samples[player.position_frame - BLOCK : player.position_frame],
        )


def test_a_failing_line_is_raised_after_what_came_before_it() -> None:
    """All that could be narrated is heard; then `wait` raises what the source raised."""
    sound = noise(48_000)
    with desk() as playing:
        playing.player.play(FailingSource(sound, bad_frame=20_000))
        with pytest.raises(NarrationError, match="line 3"):
            playing.step_to_the_end()
        heard = sounding(playing.heard)
    whole = 4 * BLOCK_FRAMES - frames_of(0.05)
    np.testing.assert_array_equal(heard[:whole], sound[:whole])
    with pytest.raises(NarrationError, match="line 3"):
        playing.player.raise_if_failed()


def test_stopping_at_once() -> None:
    """`stop` lets go of the output without a fade, and the feeder's thread ends."""
    with desk() as playing:
        playing.player.play(ArraySource(plateau(96_000)))
        playing.step(50)
        playing.player.stop()
    assert not playing.output.running
    assert playing.heard[-1].min() == 0.5
    assert not [thread for thread in threading.enumerate() if thread.name == "presence-feeder"]


def test_another_output_goes_on_with_the_same_ring() -> None:
    """After a device was lost, what it had not taken is heard from the next one; its clock too."""
    sound = noise(48_000)
    with desk() as playing:
        playing.player.play(ArraySource(sound))
        playing.step(50)
        lost, late_pull = playing.output, playing.output._pull
        taken = lost.recorded[LEAD_IN_FRAMES:]
        playing.output = RecordingOutput(BLOCK)
        playing.player.replace_output(playing.output)
        assert playing.player.taken_frames == 50 * BLOCK
        assert late_pull is not None
        late = np.full((BLOCK, 2), np.nan, dtype=np.float32)
        late_pull(late)
        assert not late.any()
        rest = playing.step_to_the_end()
    assert not rest[:LEAD_IN_FRAMES].any()
    np.testing.assert_array_equal(np.concatenate([taken, sounding(rest)]), sound)
