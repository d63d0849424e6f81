"""A shaped clip → the bytes kept in the store, and back."""

import json

import numpy as np

from presence.audio import Clip, Word
from presence.units import SAMPLE_RATE_HZ

_FULL_SCALE = 32767


def encode(clip: Clip) -> bytes:
    """A header line of JSON, then 16-bit samples of the clip, which is mono, scaled to its peak.

    The scale makes the most of 16 bits whatever the clip's level: the error is 98 dB below the
    peak.
    """
    scale = clip.peak / _FULL_SCALE
    whole = np.rint(clip.samples.astype(np.float64) / (scale or 1.0)).astype("<i2")
    words = [(word.first, word.length, word.start_frame) for word in clip.words]
    header = json.dumps({"scale": scale, "words": words}).encode()
    return b"%b\n%b" % (header, whole.tobytes())


def decode(content: bytes) -> Clip:
    """The clip; ValueError, KeyError or TypeError if this is not what `encode` makes."""
    end = content.index(b"\n")
    header = json.loads(content[:end])
    samples = np.frombuffer(memoryview(content)[end + 1 :], dtype="<i2")
    scaled = np.multiply(samples, np.float32(float(header["scale"])), dtype=np.float32)
    return Clip(scaled, SAMPLE_RATE_HZ, tuple(Word(*word) for word in header["words"]))
