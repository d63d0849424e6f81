"""Mixes taken apart: voice, bed and bells must add up to what is played and exported."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from engines import ToneEngine
from hypothesis import given, settings
from hypothesis import strategies as st
from silent_sessions import compiled, session_of, whole

from presence.mix.limiter import CEILING
from presence.mix.session import Session
from presence.true_peak import true_peak_of
from presence.units import SAMPLE_RATE_HZ as RATE_HZ
from presence.units import gain_of_db

SCRIPT = """ambient: {sound: rain, level: -10 dB, fade: 2s}
voice: {volume: 6 dB}
steps:
  - say: One two three.
  - bell: {times: 2, every: 1s, level: 6 dB}
  - pause: 3s
  - breathe: {in: 2s, out: 3s, times: 2, cue: both}
  - ambient: {sound: drone, fade: 3s}
  - pause: 6s
  - say: Four five six.
  - pause: 3s
"""


@pytest.fixture(scope="module", params=[0.0, 12.0], ids=["calm", "limited"])
def session(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("stems")
    sequence = compiled(folder, SCRIPT)
    with session_of(sequence, folder, ToneEngine(), volume_db=request.param) as opened:
        yield opened


@given(start=st.integers(0, 40 * RATE_HZ), count=st.integers(1, 90_000))
@settings(deadline=None, max_examples=40)
def test_stems_add_up_to_the_mix(session: Session, start: int, count: int) -> None:
    """Anywhere, across blocks and up to the end, also where the limiter is at work."""
    mix, stems = session.read(start, count), session.read_stems(start, count)
    assert {stem.shape for stem in stems} == {mix.shape}
    assert {stem.dtype for stem in stems} == {np.dtype(np.float32)}
    np.testing.assert_allclose(sum(stems), mix, rtol=0, atol=1e-6)


@given(start=st.integers(0, 40 * RATE_HZ), count=st.integers(1, 90_000))
@settings(deadline=None, max_examples=20)
def test_the_voice_can_be_had_alone(session: Session, start: int, count: int) -> None:
    """To the bit, where the limiter holds down the rest with it, too."""
    voice = session.read_voice(start, count)
    np.testing.assert_array_equal(voice, session.read_stems(start, count).voice)


def test_the_level_can_be_set_later(tmp_path: Path) -> None:
    """Nothing rendered before is handed out again, and another ceiling holds."""
    with session_of(compiled(tmp_path, SCRIPT), tmp_path, ToneEngine(), -6.0) as soft:
        asked = whole(soft)
    with session_of(compiled(tmp_path, SCRIPT), tmp_path, ToneEngine(), 12.0) as session:
        session.read(0, 1)
        session.set_level(-6.0)
        np.testing.assert_array_equal(whole(session), asked)
        session.set_level(12.0, -3.0)
        assert true_peak_of(whole(session)) <= gain_of_db(-3.0)


def test_the_limiter_has_had_work(tmp_path: Path) -> None:
    """Else the sums above would say nothing of its gain: the loud stems alone pass its ceiling."""
    with session_of(compiled(tmp_path, SCRIPT), tmp_path, ToneEngine(), 12.0) as loud:
        assert np.abs(whole(loud)).max() == pytest.approx(CEILING, abs=1e-3)
    with session_of(compiled(tmp_path, SCRIPT), tmp_path, ToneEngine(), 0.0) as calm:
        assert np.abs(whole(calm)).max() * 10 ** (12 / 20) > 1.2 * CEILING


def test_each_sound_is_in_its_own_stem(session: Session) -> None:
    """Where no line is, the voice is silent; where no bell rings and nobody breathes, the bells."""
    end, timeline = session.finish(), session.timeline
    stems = session.read_stems(0, end)
    spoken = [(line.start_frame, line.end_frame) for line in timeline.voice.placed]
    rung = [(strike.start_frame, strike.end_frame) for strike in timeline.bells.placed]
    breathed = [(phase.start_frame, phase.end_frame) for phase in timeline.breaths.placed]
    for stem, stretches in ((stems.voice, spoken), (stems.bells, rung + breathed)):
        sounding = np.zeros(end, dtype=bool)
        for first, beyond in stretches:
            sounding[first:beyond] = True
        assert stem[sounding].any()
        assert not stem[~sounding].any()
    first, beyond = breathed[-2]
    assert stems.bells[first:beyond].any()
    assert stems.bed[1000:-1000].any(axis=1).all()
