"""A seed comes in; slow waves on a beach go out, (frames, 2), endless when looped."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from circular import RATE_HZ, Curve, Signal, gain_of_db, generator, stereo_noise, wander_db

SECONDS: Final = 48


@dataclass(frozen=True, slots=True)
class _Wave:
    """One wave: when it breaks, how high it is (1 is the highest), and where it breaks first."""

    breaks_s: float
    height: float
    rise_s: float
    fall_s: float
    lead_s: float  # how much earlier on the left than on the right


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one part of the spectrum does while a wave passes."""

    level: float
    floor: float  # of `level`, always there: the sea beyond the waves
    delay_s: float  # after the wave's break
    rise: float  # factors on the wave's own times
    fall: float
    curve: Curve


# Set by hand: a random draw would sooner or later put two waves a metronome's beat apart.
_WAVES: Final = (
    _Wave(4.1, 0.85, 2.3, 2.1, 0.5),
    _Wave(11.5, 0.62, 2.0, 1.8, -0.6),
    _Wave(19.7, 1.00, 2.8, 2.5, -0.4),
    _Wave(25.3, 0.36, 1.9, 1.7, 0.7),
    _Wave(32.3, 0.74, 2.4, 1.9, 0.4),
    _Wave(36.7, 0.33, 1.7, 1.8, 0.3),
    _Wave(41.4, 0.93, 2.5, 2.3, -0.7),
    _Wave(46.9, 0.27, 1.6, 1.6, -0.3),
)

_LAYERS: Final = (
    _Layer(  # the weight of the water, before and under the break
        level=0.55,
        floor=0.30,
        delay_s=-0.7,
        rise=1.15,
        fall=0.9,
        curve=((35, -24), (70, -6), (130, 0), (260, -5), (500, -16), (1200, -44), (2500, -90)),
    ),
    _Layer(  # the break itself
        level=0.75,
        floor=0.22,
        delay_s=0.0,
        rise=1.0,
        fall=1.0,
        curve=((90, -26), (250, -6), (550, 0), (1100, -3), (2200, -14), (4500, -38), (9000, -90)),
    ),
    _Layer(  # foam, and the water drawing back over sand
        level=0.30,
        floor=0.16,
        delay_s=1.0,
        rise=0.85,
        fall=1.35,
        curve=(
            (400, -40),
            (1100, -10),
            (2200, 0),
            (3800, -4),
            (6000, -16),
            (9000, -42),
            (12e3, -90),
        ),
    ),
)
_POINTS_PER_S: Final = 100  # of an envelope that moves over seconds; lines join the points


def sea(seed: int) -> Signal:
    """Waves of differing height at uneven times, over a sea that is never quite silent."""
    rng = generator(seed)
    frames = SECONDS * RATE_HZ
    sound = np.zeros((frames, 2))
    for layer in _LAYERS:
        stir = gain_of_db(wander_db(rng, frames, depth_db=0.7, cycles=24))
        sides = np.stack([_envelope(layer, frames, side) for side in (-0.5, 0.5)], axis=1)
        sound += stereo_noise(rng, frames, layer.curve) * sides * stir[:, None]
    return sound


def _envelope(layer: _Layer, frames: int, side: float) -> Signal:
    """(frames,) of gain: every wave's rise and fall as one side (-0.5 left, 0.5 right) has it."""
    time_s = np.arange(SECONDS * _POINTS_PER_S) / _POINTS_PER_S
    power = np.full(len(time_s), layer.floor**2)
    for wave in _WAVES:
        centre_s = wave.breaks_s + layer.delay_s + side * wave.lead_s
        from_s = (time_s - centre_s + SECONDS / 2) % SECONDS - SECONDS / 2
        rise = np.exp(-((from_s / (wave.rise_s * layer.rise)) ** 2))
        fall = 1.0 / np.cosh(from_s / (wave.fall_s * layer.fall))
        power += (wave.height * np.where(from_s < 0.0, rise, fall)) ** 2
    at_s = np.arange(frames) / RATE_HZ
    return np.asarray(np.interp(at_s, time_s, layer.level * np.sqrt(power), period=SECONDS))
