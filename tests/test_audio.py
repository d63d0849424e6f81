"""A clip must tell its own length and peak, whatever it holds."""

import numpy as np
import pytest

from presence.audio import Clip


@pytest.mark.parametrize(
    ("samples", "peak"),
    [([], 0.0), ([0.0, 0.0], 0.0), ([0.25, -0.5], 0.5), ([[0.1, -0.75], [0.5, 0.0]], 0.75)],
)
def test_length_and_peak(samples: list[float], peak: float) -> None:
    """Frames, not samples, are counted; the peak is of any channel and either sign."""
    clip = Clip(np.array(samples, dtype=np.float32), 48_000)
    assert clip.frame_count == len(samples)
    assert clip.peak == peak
    assert clip.peak == peak  # and once it is known


def test_a_clip_is_not_changed() -> None:
    """Several stages hold the same one."""
    clip = Clip(np.zeros(3, dtype=np.float32), 48_000)
    with pytest.raises(AttributeError):
        clip.samplerate_hz = 44_100  # type: ignore[misc]  # that it can't be done is the point
