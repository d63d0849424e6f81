"""A seed comes in; soft rain on leaves goes out, (frames, 2), endless when looped."""

from typing import Final

import numpy as np
from circular import (
    RATE_HZ,
    Curve,
    Signal,
    add_around,
    gain_of_db,
    generator,
    stereo_noise,
    wander_db,
)

SECONDS: Final = 40

# The far rain: thousands of drops no ear can tell apart. Broad and dark, with no narrow peak.
_FAR: Final[Curve] = (
    (60, -34),
    (150, -18),
    (400, -7),
    (900, -1),
    (1800, 0),
    (3200, -5),
    (5500, -14),
    (8000, -27),
    (11000, -52),
    (24000, -110),
)
_DROPS_PER_S: Final = 80
_PLOPS_PER_S: Final = 1.3
_TONES_A_DROP: Final = 5


def rain(seed: int) -> Signal:
    """Far rain that breathes by about a decibel, near drops on leaves, a few rounder ones."""
    rng = generator(seed)
    frames = SECONDS * RATE_HZ
    swell = gain_of_db(wander_db(rng, frames, depth_db=0.8, cycles=7))
    sound = stereo_noise(rng, frames, _FAR) * swell[:, None]
    for _ in range(_DROPS_PER_S * SECONDS):
        _fall(rng, sound, pitch_hz=(750.0, 2700.0), rise_s=(0.0014, 0.0038), level=1.3)
    for _ in range(round(_PLOPS_PER_S * SECONDS)):
        _fall(rng, sound, pitch_hz=(380.0, 900.0), rise_s=(0.008, 0.014), level=0.9)
    return sound


def _fall(
    rng: np.random.Generator,
    sound: Signal,
    pitch_hz: tuple[float, float],
    rise_s: tuple[float, float],
    level: float,
) -> None:
    """One drop somewhere on the circle: mostly faint ones, placed freely from left to right."""
    pitch = pitch_hz[0] * (pitch_hz[1] / pitch_hz[0]) ** rng.random()
    rise = rise_s[0] + (rise_s[1] - rise_s[0]) * rng.random()
    strength = level * min(-np.log(1.0 - rng.random()), 2.4)  # exponential, its tail held in
    angle = (0.12 + 0.76 * rng.random()) * np.pi / 2.0
    drop = strength * _drop(rng, pitch, rise)
    at_frame = int(rng.random() * len(sound))
    add_around(sound, at_frame, drop[:, None] * np.array([np.cos(angle), np.sin(angle)]))


def _drop(rng: np.random.Generator, pitch_hz: float, rise_s: float) -> Signal:
    """A pat on a leaf: a few damped tones within an octave, too many and too short for a pitch.

    The envelope (x * exp(1 - x))^3 of x = t / rise starts without an edge, so that no drop
    clicks; it peaks at 1 after the rise, and is cut at six times that, 84 dB down.
    """
    time_s = np.arange(int(6.0 * rise_s * RATE_HZ)) / RATE_HZ
    envelope = (time_s / rise_s * np.exp(1.0 - time_s / rise_s)) ** 3
    body = np.zeros(len(time_s))
    for _ in range(_TONES_A_DROP):
        ratio = 2.0 ** rng.random()
        turn = 2.0 * np.pi * (pitch_hz * ratio * time_s + rng.random())
        body += np.sin(turn) / (ratio * np.sqrt(_TONES_A_DROP))
    return np.asarray(envelope * body)
