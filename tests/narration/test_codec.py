"""What the store keeps of a clip: whole, near to the last bit, and the same when kept again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from presence.audio import Clip, Word
from presence.narration.codec import decode, encode
from presence.true_peak import true_peak_of
from presence.units import SAMPLE_RATE_HZ

samples = arrays(
    np.float32, st.integers(0, 200), elements=st.floats(-4.0, 4.0, width=32, allow_subnormal=True)
)
LEAST = 1e-40
"""No float32 is a scale for less, to many digits: 800 dB below full scale."""
words = st.lists(st.builds(Word, *[st.integers(0, 1 << 40)] * 3), max_size=5).map(tuple)


@given(samples, words)
def test_a_clip_comes_back(sound: np.ndarray, marks: tuple[Word, ...]) -> None:
    """Each sample within half a step of 1/32767 of the peak, the words as they were."""
    clip = Clip(sound.astype(np.float32), SAMPLE_RATE_HZ, marks)
    found = decode(encode(clip))
    step = clip.peak / 32767
    assert found.samples.dtype == np.float32
    assert found.frame_count == clip.frame_count
    assert np.abs(found.samples.astype(float) - clip.samples).max(initial=0) <= step * 0.501 + LEAST
    assert (found.words, found.samplerate_hz) == (marks, SAMPLE_RATE_HZ)


@given(samples)
def test_the_true_peak_is_kept_with_a_clip(sound: np.ndarray) -> None:
    """That of the samples which are read back, so that a reading need not look for it."""
    found = decode(encode(Clip(sound.astype(np.float32), SAMPLE_RATE_HZ)))
    assert found.known_true_peak == true_peak_of(found.samples)


@given(samples)
def test_what_was_kept_once_is_kept_the_same(sound: np.ndarray) -> None:
    """A clip read back from the store and stored again loses nothing more."""
    once = decode(encode(Clip(sound.astype(np.float32), SAMPLE_RATE_HZ)))
    again = decode(encode(once))
    np.testing.assert_allclose(again.samples, once.samples, rtol=1e-6, atol=LEAST)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no newline",
        b"not JSON\n",
        b"[1, 2]\n",
        b"{}\n",
        b'{"scale": null, "words": []}\n\0\0',
        b'{"scale": 1.0, "words": [[1, 2]]}\n\0\0',
        b'{"scale": 1.0, "words": []}\nodd',
        b"\xff\xfe\n",
    ],
)
def test_another_layout_is_an_error_that_is_expected(content: bytes) -> None:
    """Never another kind of exception: the narrator makes such a clip anew."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        decode(content)
