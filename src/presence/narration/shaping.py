"""A raw clip from an engine → a clip as the mix takes it: mono, 48 kHz, trimmed, levelled."""

from typing import Final

import numpy as np

from presence.audio import Clip, Samples, Word
from presence.units import SAMPLE_RATE_HZ, gain_of_db

SHAPING_VERSION: Final = 1
"""Part of a clip's key: raise it whenever this module makes other samples of the same clip."""

EDGE_DB: Final = -54.0
"""Relative to the clip's peak: what is quieter at either end is padding, not speech."""


def to_mix_rate(clip: Clip) -> Clip:
    """The clip, mono, at 48 kHz; words keep their places in time."""
    samples = clip.samples if clip.samples.ndim == 1 else clip.samples.mean(axis=1)
    if clip.samplerate_hz == SAMPLE_RATE_HZ or not len(samples):
        return Clip(samples, SAMPLE_RATE_HZ, clip.words)
    import soxr

    resampled: Samples = soxr.resample(samples, clip.samplerate_hz, SAMPLE_RATE_HZ, quality="HQ")
    ratio = SAMPLE_RATE_HZ / clip.samplerate_hz
    words = tuple(Word(w.first, w.length, round(w.start_frame * ratio)) for w in clip.words)
    return Clip(resampled, SAMPLE_RATE_HZ, words)


def trimmed(clip: Clip) -> Clip:
    """From the first to the last sounding frame, so that a written pause is exactly what is heard.

    A clip without any sound stays as it is: its length is all there is to it.
    """
    if clip.peak == 0.0:
        return clip
    sounding = np.flatnonzero(np.abs(clip.samples) >= clip.peak * gain_of_db(EDGE_DB))
    first, last = int(sounding[0]), int(sounding[-1])
    words = tuple(
        Word(w.first, w.length, min(max(w.start_frame - first, 0), last - first))
        for w in clip.words
    )
    return Clip(clip.samples[first : last + 1], clip.samplerate_hz, words)


def levelled(clip: Clip, gain_db: float) -> Clip:
    """The clip, louder by `gain_db`."""
    gain = np.float32(gain_of_db(gain_db))
    return Clip(clip.samples * gain, clip.samplerate_hz, clip.words)
