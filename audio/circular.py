"""Spectra and events come in; sounds that are exactly periodic over their own length go out.

Everything is made on a circle: noise is shaped by one FFT of the whole length, slow movements
have whole numbers of cycles, and an event that runs past the end goes on at the start. So the
last sample leads to the first as any sample leads to the next, and plain looping has no seam.

Randomness is drawn with `Generator.random` alone, the draw least likely to change in numpy.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 48_000

Signal = NDArray[np.float64]
"""(frames,) for one channel, (frames, 2) for stereo."""

Curve = tuple[tuple[float, float], ...]
"""A spectrum as (frequency in Hz, level in dB) points, joined by lines on a logarithmic axis."""


def generator(seed: int) -> np.random.Generator:
    """The same draws for the same seed, whatever numpy's default generator becomes."""
    return np.random.Generator(np.random.PCG64(seed))


def noise(rng: np.random.Generator, frames: int, curve: Curve) -> Signal:
    """(frames,) of noise with the spectrum of `curve`, RMS 1: fixed magnitudes, random phases."""
    frequency_hz = np.fft.rfftfreq(frames, 1.0 / RATE_HZ)
    at_hz, level_db = np.array(curve).T
    level = np.interp(np.log(np.maximum(frequency_hz, 1.0)), np.log(at_hz), level_db)
    magnitude = 10.0 ** (level / 20.0)
    magnitude[frequency_hz < at_hz[0]] = 0.0  # nothing below the curve, and so no DC
    phase = rng.random(len(magnitude)) * 2.0 * np.pi
    sound = np.fft.irfft(magnitude * np.exp(1j * phase), frames)
    return np.asarray(sound / np.sqrt(np.mean(sound**2)))


def stereo_noise(
    rng: np.random.Generator, frames: int, curve: Curve, shared: float = 0.25
) -> Signal:
    """(frames, 2) of noise, RMS 1 a side; `shared` of its power is common to both sides.

    Some of it is shared so that the middle is not a hole, and a sum to mono never cancels.
    """
    middle = noise(rng, frames, curve) * np.sqrt(shared)
    sides = [noise(rng, frames, curve) * np.sqrt(1.0 - shared) for _ in range(2)]
    return np.stack([middle + side for side in sides], axis=1)


def wander_db(rng: np.random.Generator, frames: int, depth_db: float, cycles: int) -> Signal:
    """(frames,) in dB: a slow, smooth, irregular movement with an RMS of `depth_db`.

    Its fastest part has `cycles` cycles in the whole length.
    """
    spectrum = np.zeros(frames // 2 + 1, dtype=np.complex128)
    spectrum[1 : cycles + 1] = np.exp(2j * np.pi * rng.random(cycles))
    return np.asarray(np.fft.irfft(spectrum, frames) * (frames * depth_db / np.sqrt(2.0 * cycles)))


def gain_of_db(level_db: Signal) -> Signal:
    """Factors on samples for levels in dB."""
    return np.asarray(10.0 ** (level_db / 20.0))


def add_around(sound: Signal, start_frame: int, event: Signal) -> None:
    """Adds `event` into `sound` from `start_frame`; what passes the end goes on at the start."""
    room = len(sound) - start_frame
    sound[start_frame : start_frame + len(event)] += event[:room]
    if len(event) > room:
        sound[: len(event) - room] += event[room:]
