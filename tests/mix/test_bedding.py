"""Beds that went on while the exercise held: shifted, louder or softer, and heard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile
from engines import ToneEngine
from hypothesis import given, settings
from hypothesis import strategies as st
from silent_sessions import compiled, session_of, whole

from presence.audio import Samples
from presence.mix.limiter import CEILING
from presence.mix.session import Session
from presence.mix.source import PLAIN, Bedding, BedPlace
from presence.units import SAMPLE_RATE_HZ as RATE_HZ

BED_FRAMES: Final = 20 * RATE_HZ
FADE_FRAMES: Final = 3 * RATE_HZ
PERIOD: Final = BED_FRAMES - FADE_FRAMES
STEPS: Final = """steps:
  - pause: 5s
  - say: One.
  - bell
  - pause: 12s
  - say: Two.
  - breathe: {in: 4s, out: 4s, times: 2}
  - pause: 12s
  - say: Three.
  - pause: 25s
"""
CONSTANT: Final = ((2.0, 3.4), (14.6, 15.9), (35.0, 45.0), (50.3, 71.0))
"""Seconds between which the bed alone sounds and its gain does not move: a line begins at 5 s and
a bell rings until 14.5 s, there are lines and breaths from 17.5 s to 34.7 s, a line at 46.7 s, and
from 71.2 s on the bed fades out."""
QUIET: Final = 51 * RATE_HZ
"""Within the last of them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a bed of noise that is nowhere like itself."""
    made = tmp_path_factory.mktemp("bedding")
    noise = np.random.default_rng(5).uniform(-0.2, 0.2, (BED_FRAMES, 2))
    soundfile.write(made / "bed.wav", noise, RATE_HZ, subtype="FLOAT")
    return made


@pytest.fixture(scope="module")
def session(folder: Path) -> Iterator[Session]:
    bed = "ambient: {sound: bed.wav, level: -16 dB, fade: 1s}\n"
    with session_of(compiled(folder, bed + STEPS), folder, ToneEngine()) as opened:
        opened.finish()
        yield opened


@pytest.fixture(scope="module")
def voice(folder: Path, session: Session) -> Samples:
    """All but the bed."""
    with session_of(compiled(folder, STEPS), folder, ToneEngine()) as alone:
        samples = whole(alone)
    length = session.finish()  # with a bed, it may have to fade behind the last sound
    return np.pad(samples, ((0, length - len(samples)), (0, 0)))


beddings = st.builds(
    Bedding, st.integers(-2 * BED_FRAMES, 3 * BED_FRAMES), st.sampled_from([0.0, 0.25, 1.0, 2.0])
)


@given(st.integers(0, 75 * RATE_HZ), st.integers(1, 50_000), beddings)
@settings(deadline=None, max_examples=40)
def test_a_bedding_changes_the_bed_and_nothing_else(
    session: Session, voice: Samples, start: int, count: int, bedding: Bedding
) -> None:
    """What is left without the bed of either reading is the same voice, bells and breaths."""
    plain = session.read(start, count) - voice[start : start + count]
    other = session.read(start, count, bedding) - voice[start : start + count]
    unshifted = session.read(start, count, Bedding(0, bedding.gain)) - voice[start : start + count]
    np.testing.assert_allclose(unshifted, plain * bedding.gain, rtol=0, atol=2e-6)
    assert len(other) == len(plain)
    if bedding.gain == 0.0:
        assert np.abs(other).max(initial=0.0) < 1e-6


@given(st.integers(0, 70 * RATE_HZ), st.integers(-2 * BED_FRAMES, 3 * BED_FRAMES))
@settings(deadline=None, max_examples=40)
def test_a_shifted_bed_is_the_bed_of_further_on(session: Session, start: int, shift: int) -> None:
    """In its loop only: its gains stay those of the frames that are read."""
    start = QUIET + start % (15 * RATE_HZ)
    twin = QUIET + (start + shift - QUIET) % PERIOD
    read = session.read(start, 1000, Bedding(shift))
    np.testing.assert_allclose(read, session.read(twin, 1000), rtol=0, atol=1e-6)


def test_plain_is_what_is_exported(session: Session) -> None:
    """To the bit, given or not."""
    for start in (0, 10 * RATE_HZ, 50 * RATE_HZ):
        np.testing.assert_array_equal(
            session.read(start, 70_000, PLAIN), session.read(start, 70_000)
        )


@given(
    st.sampled_from(CONSTANT),
    st.floats(0, 1),
    st.integers(1, 40_000),
    st.integers(-3 * RATE_HZ, 3 * BED_FRAMES),
    st.sampled_from([0.5, 1.0, 1.5]),
)
@settings(deadline=None, max_examples=60)
def test_held_where_nothing_moves_the_bed_is_what_would_have_been_read(
    session: Session, stretch: tuple[int, int], at: float, count: int, shift: int, gain: float
) -> None:
    """So it goes on without a step where the exercise stops, in whichever block that is."""
    low, high = (round(edge_s * RATE_HZ) for edge_s in stretch)
    frame = low + int(at * (high - low - 1))
    count = min(count, high - frame)
    bedding = Bedding(shift, gain)
    read, held = session.read(frame, count, bedding), session.hold(frame, 0, count, bedding)
    np.testing.assert_allclose(held, read, rtol=0, atol=1e-6)


@given(st.integers(0, 80 * RATE_HZ), st.lists(st.integers(1, 30_000), max_size=5), beddings)
@settings(deadline=None, max_examples=40)
def test_held_in_pieces_it_is_the_same(
    session: Session, frame: int, counts: list[int], bedding: Bedding
) -> None:
    """However it is asked for, and wherever it holds: in fades, under lines, beyond the end."""
    pieces, ahead = [np.zeros((0, 2), np.float32)], 0
    for count in counts:
        pieces.append(session.hold(frame, ahead, count, bedding))
        ahead += count
    np.testing.assert_array_equal(np.concatenate(pieces), session.hold(frame, 0, ahead, bedding))


def test_going_on_from_where_it_held_is_a_matter_of_the_shift(session: Session) -> None:
    """Held for ten seconds, then read on shifted by as much: one bed, without a seam."""
    frame, ahead = QUIET + 123, 10 * RATE_HZ
    held = session.hold(frame, ahead, 2000)
    read = session.read(frame, 2000, Bedding(ahead))
    np.testing.assert_allclose(held, read, rtol=0, atol=1e-6)


@pytest.mark.parametrize("second", [5, 5.2, 20])
def test_held_under_a_line_the_bed_stays_down(session: Session, second: float) -> None:
    """Its gain is that of the frame, 3 dB below what it is elsewhere, for as long as it holds."""
    under = session.hold(round(second * RATE_HZ), PERIOD * 3, 10 * RATE_HZ)
    away = session.hold(QUIET, PERIOD * 3, 10 * RATE_HZ)
    ratio = np.sqrt(np.mean(under.astype(float) ** 2) / np.mean(away.astype(float) ** 2))
    assert 20 * np.log10(ratio) == pytest.approx(-3.0, abs=0.2)  # other stretches of the noise


def test_no_bed_is_no_sound(folder: Path) -> None:
    """Held before any bed has begun, after it was turned off, or where there is none at all."""
    begin, stop = (f"{{ambient: {{sound: {sound}, fade: 1s}}}}" for sound in ("bed.wav", "off"))
    script = f"steps: [{{pause: 5s}}, {begin}, {{pause: 9s}}, {stop}, {{pause: 9s}}]"
    with session_of(compiled(folder, script), folder) as opened:
        assert not opened.hold(2 * RATE_HZ, 0, 1000).any()
        assert opened.hold(8 * RATE_HZ, 0, 1000).any()
        assert not opened.hold(18 * RATE_HZ, 0, 1000).any()
        assert opened.bed_place(2 * RATE_HZ) is None
        bed = BedPlace(folder / "bed.wav", 3 * RATE_HZ)
        assert opened.bed_place(8 * RATE_HZ) == bed
        assert opened.bed_place(18 * RATE_HZ) is None


def test_a_held_bed_is_limited_as_the_mix_is(folder: Path) -> None:
    """A bed far too loud is held as it is read: below the ceiling, by the same gain."""
    script = "ambient: {sound: bed.wav, level: 0 dB, fade: 0s}\nsteps: [{pause: 40s}]"
    with session_of(compiled(folder, script), folder, volume_db=12.0) as opened:
        bedding = Bedding(0, 4.0)
        held = opened.hold(20 * RATE_HZ, 0, 20_000, bedding)
        read = opened.read(20 * RATE_HZ, 20_000, bedding)
    assert np.abs(held).max() <= np.float32(CEILING)
    np.testing.assert_allclose(held, read, rtol=0, atol=1e-6)


def test_no_step_comes_of_a_loop_that_begins_before_its_beginning(tmp_path: Path) -> None:
    """Leaping forward shifts a bed back, and so one that begins later begins in its middle: it
    must not come upon its own first frame, to which its last does not lead."""
    ramp = np.linspace(-0.5, 0.5, 10 * RATE_HZ)
    soundfile.write(tmp_path / "ramp.wav", np.stack([ramp] * 2, axis=1), RATE_HZ, subtype="FLOAT")
    script = "ambient: {sound: ramp.wav, level: -10 dB, fade: 0s}\nsteps: [{pause: 40s}]"
    with session_of(compiled(tmp_path, script), tmp_path) as opened:
        shifted = opened.read(RATE_HZ, 38 * RATE_HZ - 1, Bedding(-15 * RATE_HZ))
        assert np.abs(shifted).max() > 0.05
        assert np.abs(np.diff(shifted, axis=0)).max() < 1e-4


def test_a_bed_that_has_swelled_does_not_begin_again(folder: Path) -> None:
    """Told how far it had come, a bed's first fade goes on from there, read or held.
    Looking at a frame beyond the fade would not tell one that begins anew from one that goes on."""
    script = "ambient: {sound: bed.wav, fade: 4s}\nsteps: [{pause: 40s}]"
    with session_of(compiled(folder, script), folder) as opened:
        opened.finish()
        places = [opened.bed_place(second * RATE_HZ) for second in (0, 1, 3, 4, 9)]
        rises = [place.rise for place in places if place]
        np.testing.assert_allclose(rises, np.sin(np.pi / 8 * np.array([0, 1, 3, 4, 4])), atol=1e-6)
        full = opened.read(0, 5 * RATE_HZ, Bedding(least_rise=1.0))
        for least in (0.5, 1.0):
            heard = opened.read(0, 5 * RATE_HZ, Bedding(least_rise=least))
            fade = np.sin(np.linspace(0, np.pi / 2, 4 * RATE_HZ, endpoint=False))
            gains = np.pad(np.maximum(fade, least), (0, RATE_HZ), constant_values=1.0)
            np.testing.assert_allclose(heard, full * gains[:, np.newaxis], atol=1e-6)
            held = opened.hold(0, 100, 1000, Bedding(least_rise=least))
            at_full = opened.hold(9 * RATE_HZ, 100 - 9 * RATE_HZ, 1000)
            np.testing.assert_allclose(held, least * at_full, atol=1e-6)
