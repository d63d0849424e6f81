"""Blocks of float samples → the same as whole numbers, for files that hold those."""

import numpy as np
from numpy.typing import NDArray

from presence.audio import Samples


def to_int16(block: Samples) -> NDArray[np.int16]:
    """−1…1 as −32768…32767, rounded to the nearest."""
    return _scaled(block, 1 << 15).astype(np.int16)


def to_int24(block: Samples) -> NDArray[np.int32]:
    """−1…1 as −2^23…2^23−1, rounded to the nearest."""
    return _scaled(block, 1 << 23).astype(np.int32)


def _scaled(block: Samples, full_scale: int) -> NDArray[np.float32]:
    scaled = block * np.float32(full_scale)  # exact: a power of two, and float32 holds 24 bits
    np.rint(scaled, out=scaled)
    return np.clip(scaled, -full_scale, full_scale - 1, out=scaled)
