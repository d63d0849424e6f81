"""One phase of a breath → its tone: rising in, still while held, falling out, silent at rest."""

from types import MappingProxyType
from typing import Final

import numpy as np

from presence.audio import Samples
from presence.mix.track import Placed
from presence.sequence.cues import Breath
from presence.units import SAMPLE_RATE_HZ, gain_of_db

_GLIDES_HZ: Final = MappingProxyType(
    {"in": (196.0, 261.6), "hold": (261.6, 261.6), "out": (261.6, 196.0)}  # G3 and C4
)
_PARTIALS: Final = ((1.0, 1.0), (2.0, 0.3), (3.0, 0.08))  # (multiple, amplitude)
LEVEL: Final = gain_of_db(-30.0)
_HELD: Final = 0.5
_SWELL_S: Final = 1.2
PEAK: Final = LEVEL * sum(amplitude for _, amplitude in _PARTIALS)


def tone(placed: Placed[Breath], start_frame: int, end_frame: int) -> Samples | None:
    """Mono samples of the phase from `start_frame` to `end_frame`; None where it is silent."""
    glide = _GLIDES_HZ.get(placed.item.phase)
    if glide is None or not placed.item.tone:
        return None
    length_s = placed.frame_count / SAMPLE_RATE_HZ
    first = start_frame - placed.start_frame
    seconds = np.arange(first, first + end_frame - start_frame) / SAMPLE_RATE_HZ
    low_hz, high_hz = glide
    # the integral of a frequency that goes in a line from one to the other
    turns = low_hz * seconds + (high_hz - low_hz) * seconds**2 / (2 * length_s)
    wave = sum(
        amplitude * np.sin(2 * np.pi * multiple * turns) for multiple, amplitude in _PARTIALS
    )
    swell_s = min(_SWELL_S, length_s / 2)
    edge = np.minimum(seconds, length_s - seconds) / swell_s
    envelope = np.sin(np.pi / 2 * np.clip(edge, 0.0, 1.0)) ** 2
    level = LEVEL * (_HELD if placed.item.phase == "hold" else 1.0)
    samples: Samples = (level * envelope * wave).astype(np.float32)
    return samples
