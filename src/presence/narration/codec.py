"""A shaped clip → the bytes kept in the store, and back."""

import json

import numpy as np
from numpy.typing import NDArray

from presence.audio import Clip, Samples, Word
from presence.true_peak import true_peak_of
from presence.units import SAMPLE_RATE_HZ

_FULL_SCALE = 32767


def encode(clip: Clip) -> bytes:
    """A header line of JSON, then 16-bit samples of the clip, which is mono, scaled to its peak.

    The scale makes the most of 16 bits whatever the clip's level: the error is 98 dB below the
    peak. The true peak is that of the samples as they will be read: to find it takes longer than
    all the rest, and every reading of the clip asks for it.
    """
    scale = clip.peak / _FULL_SCALE
    levels = np.divide(clip.samples, np.float64(scale or 1.0), dtype=np.float64)
    whole = np.rint(levels, out=levels).astype("<i2")
    words = [(word.first, word.length, word.start_frame) for word in clip.words]
    true_peak = true_peak_of(_scaled(whole, scale))
    header = json.dumps({"scale": scale, "true_peak": true_peak, "words": words}).encode()
    return b"%b\n%b" % (header, whole.tobytes())


def decode(content: bytes) -> Clip:
    """The clip; ValueError, KeyError or TypeError if this is not what `encode` makes."""
    end = content.index(b"\n")
    header = json.loads(content[:end])
    samples = np.frombuffer(memoryview(content)[end + 1 :], dtype="<i2")
    scaled = _scaled(samples, float(header["scale"]))
    words = tuple(Word(*word) for word in header["words"])
    return Clip(scaled, SAMPLE_RATE_HZ, words, header.get("true_peak"))


def _scaled(whole: NDArray[np.int16], scale: float) -> Samples:
    return np.multiply(whole, np.float32(scale), dtype=np.float32)
