"""What a format can't do is said in words, with what to do instead."""

from pathlib import Path

import pytest

from presence.errors import PresenceError
from presence.export.formats import FORMATS, Recipe, recipe_of


@pytest.mark.parametrize(
    ("name", "bits", "quality", "said"),
    [
        ("out.flac", "float", None, "holds 16 or 24 bits"),
        ("out.mp3", "16", None, "has no bits"),
        ("out.MP3", "24", "high", "has no bits"),
        ("out.wav", None, "voice", "has no --quality"),
        ("out.flac", "16", "high", "has no --quality"),
    ],
)
def test_bits_and_quality_are_refused_where_they_mean_nothing(
    name: str, bits: str | None, quality: str | None, said: str
) -> None:
    """Rather than left aside: the file would not be what was asked for."""
    with pytest.raises(PresenceError, match=said) as caught:
        recipe_of(Path(name), bits, quality)
    assert caught.value.hint


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_has_bits_or_qualities(suffix: str) -> None:
    """One or the other, and a choice of its own where nothing is asked for."""
    found = FORMATS[suffix]
    assert bool(found.bits) != bool(found.kbps)
    recipe = recipe_of(Path(f"a{suffix}"))
    assert (recipe.bits in found.bits) if found.bits else (recipe.kbps in found.kbps.values())


def test_high_is_more() -> None:
    """The better quality has the larger bit rate."""
    for found in FORMATS.values():
        if found.kbps:
            assert found.kbps["high"] > found.kbps["voice"]
    assert recipe_of(Path("a.mp3"), quality="high") == Recipe(kbps=128)
