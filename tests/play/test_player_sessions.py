"""The player on whole exercises: up to a check-in, on its bed meanwhile, and on from there."""

from pathlib import Path

import numpy as np
import pytest
from desk import Desk, desk
from silent_sessions import compiled, session_of, whole

from presence.audio import Samples
from presence.mix.session import Session
from presence.mix.source import Bedding
from presence.play.deck import AHEAD_FRAMES
from presence.play.layer import ARRIVAL_FADE_FRAMES
from presence.play.tap import LEAD_IN_FRAMES
from presence.sequence.cues import CheckIn
from presence.units import frames_of

SCRIPT = """\
ambient: rain
steps:
  - say: Sit so that you can see each other.
  - bell
  - check-in: Is this good for both of you?
  - say: Then let us begin.
  - pause: 3s
  - bell
"""


def test_a_check_in_on_the_bed(tmp_path: Path) -> None:
    """Up to the check-in it is the export; there a bell that still rings dies away, the bed goes
    on as it is, and after the yes exercise and bed go on from their places."""
    sequence = compiled(tmp_path, SCRIPT)
    gate_cue = next(i for i, cue in enumerate(sequence.cues) if isinstance(cue, CheckIn))
    with session_of(sequence, tmp_path) as session, desk() as playing:
        exported = whole(session)
        gate = session.frame_of(gate_cue)
        assert gate is not None
        player = playing.player
        player.play(session, until_cue=gate_cue)
        playing.step_until("arrived")
        playing.step(300)
        heard = playing.heard[LEAD_IN_FRAMES:]
        begun = gate - ARRIVAL_FADE_FRAMES
        np.testing.assert_array_equal(heard[:begun], exported[:begun])
        np.testing.assert_array_equal(heard[gate:], session.hold(gate, 0, len(heard) - gate))
        assert abs(exported[gate] - session.hold(gate, 0, 1)[0]).max() > 1e-4  # the bell
        assert steepest(heard) <= steepest(exported)
        assert player.position_frame == gate
        player.play(session, frame=gate, fade_in_s=0.0, fade_out_s=0.0)
        assert_it_went_on(playing, session, gate)


def assert_it_went_on(playing: Desk, session: Session, gate: int) -> None:
    """From a gate on the exercise is heard, over the bed as far on as the wait has taken it."""
    playing.step_until(lambda: playing.player.position_frame > gate + frames_of(0.5))
    heard = playing.heard[LEAD_IN_FRAMES:]
    count = playing.player.position_frame - gate
    waited = len(heard) - count - gate
    assert waited > frames_of(1.0)
    gone_on = session.read(gate, count, Bedding(shift_frames=waited))
    np.testing.assert_array_equal(heard[-count:], gone_on)


def steepest(samples: Samples) -> float:
    """The largest step from one frame to the next."""
    return float(np.abs(np.diff(samples, axis=0)).max())


def test_blocks_are_mixed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A play left alone mixes each block once; a change some more, but not all that was queued
    before it again."""
    mixed: list[int] = []
    with session_of(compiled(tmp_path, SCRIPT), tmp_path) as session, desk() as playing:
        mix = session._renderer.block

        def counting(index: int, bedding: Bedding) -> Samples:
            mixed.append(index)
            return mix(index, bedding)

        monkeypatch.setattr(session._renderer, "block", counting)
        playing.player.play(session)
        playing.step(400)
        assert sorted(mixed) == sorted(set(mixed))
        before = len(mixed)
        playing.player.set_bed_gain(0.5)
        playing.step(1)
        assert len(mixed) - before <= 2 + AHEAD_FRAMES // (1 << 15)


@pytest.mark.parametrize("bed_gain", [0.0, 0.25])
def test_the_bed_swells_once(tmp_path: Path, bed_gain: float) -> None:
    """Interrupted while the bed fades in, and begun again from the start, it is never softer than
    it was, and rises on; gone back to later, it is as loud as anywhere. A test that interrupts
    after the fade would not see it begin anew."""
    script = "ambient: {sound: rain, level: -16 dB, fade: 4s}\nsteps: [{pause: 16s}]\n"
    with session_of(compiled(tmp_path, script), tmp_path) as session, desk() as playing:
        player = playing.player
        player.play(session)
        playing.step_until(lambda: player.position_frame > frames_of(2.0))
        player.hold(bed_gain=bed_gain)
        playing.step_until("holding")
        playing.step(30)
        player.play(session, frame=0, lead_in_s=0.6)
        playing.step_until(lambda: player.position_frame > frames_of(0.1))
        begun = len(playing.heard)
        playing.step_until(lambda: player.position_frame > frames_of(6.0))
        again = levels(playing.heard[begun:])
        assert again[:10].mean() > 0.6 * again[-10:].mean()  # sin 45°, less what rain varies by
        back = len(playing.heard)
        player.play(session, frame=0, fade_out_s=0.05)
        playing.step_until(lambda: 0 < player.position_frame < frames_of(1.0))
        playing.step_until(lambda: player.position_frame > frames_of(1.0))
        assert levels(playing.heard[back:]).min() > 0.7 * again[-10:].mean()


def levels(samples: Samples) -> Samples:
    """The loudness, root mean square, of each tenth of a second."""
    whole_tenths = len(samples) // frames_of(0.1) * frames_of(0.1)
    tenths = samples[:whole_tenths].astype(np.float64).reshape(-1, 2 * frames_of(0.1))
    loudness: Samples = np.sqrt((tenths**2).mean(axis=1)).astype(np.float32)
    return loudness
