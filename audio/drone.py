"""A seed comes in; a warm, still pad goes out, (frames, 2), endless when looped.

The tones are just fifths, octaves and one soft third over a low G, each with a few harmonics.
A partial is a steady line with a narrow skirt of random lines around it (after the PADsynth
algorithm of Paul Nasca), which is what many players, none quite in tune, add up to: it beats
slowly and never twice alike, where two plain sines would swing like a siren.
"""

from typing import Final

import numpy as np
from circular import RATE_HZ, Signal, gain_of_db, generator, wander_db

SECONDS: Final = 40

_ROOT_HZ: Final = 98.0
# Tone as a ratio to the root, and its level in dB.
_TONES: Final = ((0.5, -10.0), (1.0, 0.0), (1.5, -4.0), (2.0, -5.0), (2.5, -15.0), (3.0, -13.0))
_HARMONICS: Final = 7
_HARMONIC_DB_PER_OCTAVE: Final = -9.5
_SKIRT_HZ: Final = 0.16  # standard deviation at the root: beats of some six seconds and more
_SKIRT_POWER: Final = 0.2  # of the line's own; well under 1, so that no partial fades away


def drone(seed: int) -> Signal:
    """The tones together, each swelling on its own by about a decibel, over minutes of calm."""
    rng = generator(seed)
    frames = SECONDS * RATE_HZ
    sound = np.zeros((frames, 2))
    for ratio, level_db in _TONES:
        swell = gain_of_db(wander_db(rng, frames, depth_db=0.7, cycles=3) + level_db)
        sound += _tone(rng, frames, _ROOT_HZ * ratio) * swell[:, None]
    return sound


def _tone(rng: np.random.Generator, frames: int, pitch_hz: float) -> Signal:
    """(frames, 2): one tone with its harmonics, the sides alike in pitch and apart in beating."""
    spectrum = np.zeros((frames // 2 + 1, 2), dtype=np.complex128)
    for harmonic in range(1, _HARMONICS + 1):
        level = 10.0 ** (_HARMONIC_DB_PER_OCTAVE * np.log2(harmonic) / 20.0)
        _add_partial(rng, spectrum, pitch_hz * harmonic, level)
    return np.asarray(np.fft.irfft(spectrum, frames, axis=0) * frames)


def _add_partial(
    rng: np.random.Generator, spectrum: np.typing.NDArray[np.complex128], hz: float, level: float
) -> None:
    """Adds one partial: lines are whole bins, so every one of them has whole cycles in the loop."""
    centre = round(hz * SECONDS)
    spread = _SKIRT_HZ * SECONDS * np.sqrt(hz / _ROOT_HZ)  # higher partials shimmer a little more
    reach = int(3.0 * spread) + 1
    offset = np.arange(-reach, reach + 1)
    skirt = np.exp(-0.5 * (offset / spread) ** 2)
    skirt *= np.sqrt(_SKIRT_POWER / np.sum(skirt**2))
    onset = rng.random()
    for channel in range(2):
        # The line's phase is nearly the same on both sides: a sum to mono keeps it.
        line = np.exp(2j * np.pi * (onset + 0.12 * rng.random()))
        lines = skirt * np.exp(2j * np.pi * rng.random(len(offset)))
        spectrum[centre + offset, channel] += level * lines
        spectrum[centre, channel] += level * line
