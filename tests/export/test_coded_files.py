"""Files of fewer bits: as long as the exercise, in step with it, and close to it."""

from pathlib import Path

import numpy as np
import pytest
from decoding import decoded, lag_of, noise_floor_db, probed
from export_sources import Known

from presence.audio import CHANNELS, Samples
from presence.export.exporter import BLOCK_FRAMES, export
from presence.export.formats import FORMATS, QUALITIES, recipe_of

CODED = [suffix for suffix, found in FORMATS.items() if found.kbps]
PAST_THE_END = {".m4a": 1024, ".m4b": 1024}
"""Frames that ffmpeg decodes beyond the length that the file states: a packet's padding."""
LENGTHS = [
    (suffix, frame_count)
    for suffix in CODED
    for frame_count in (30_000, 96_001, 144_000, BLOCK_FRAMES + 1)
    if (suffix, frame_count) != (".ogg", 30_000)  # ffmpeg trims the wrong end of a single page
]
WORST_DB = {"voice": -9.0, "high": -15.0}


def voice_like(frame_count: int) -> Samples:
    """A gliding tone and its overtones, in bursts, a little different left and right."""
    at_s = np.arange(frame_count) / 48_000
    tone = sum(np.sin(2 * np.pi * (140 * n * at_s + 3 * np.sin(at_s))) / n for n in range(1, 9))
    bursts = 0.5 - 0.5 * np.cos(2 * np.pi * at_s * 1.7)
    left = 0.1 * tone * bursts
    return np.stack([left, 0.8 * left], axis=1).astype(np.float32)


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("suffix", CODED)
def test_a_file_is_in_step_with_its_samples(tmp_path: Path, suffix: str, quality: str) -> None:
    """What an encoder puts before the first sample is trimmed again by whoever plays the file."""
    samples = voice_like(2 * BLOCK_FRAMES + 4321)
    path = tmp_path / f"out{suffix}"
    export(Known(samples), path, recipe_of(path, quality=quality))
    found = decoded(path)
    assert abs(lag_of(found, samples)) <= 3
    assert noise_floor_db(found, samples) < WORST_DB[quality]


@pytest.mark.parametrize(("suffix", "frame_count"), LENGTHS)
def test_a_file_is_as_long_as_the_exercise(tmp_path: Path, suffix: str, frame_count: int) -> None:
    """To the frame, or to the frame of 24 kHz where that is the file's own rate."""
    path = tmp_path / f"out{suffix}"
    export(Known(voice_like(frame_count)), path)
    assert 0 <= len(decoded(path)) - frame_count <= PAST_THE_END.get(suffix, 1)


@pytest.mark.parametrize("suffix", CODED)
def test_players_are_told_the_length(tmp_path: Path, suffix: str) -> None:
    """It stands in the file, without decoding all of it; ffprobe counts what is trimmed too."""
    path = tmp_path / f"out{suffix}"
    export(Known(voice_like(480_000)), path)
    assert float(probed(path)["format"]["duration"]) == pytest.approx(10.0, abs=0.08)


@pytest.mark.parametrize("suffix", CODED)
def test_the_better_quality_is_larger_and_closer(tmp_path: Path, suffix: str) -> None:
    """'high' costs something and gives something."""
    samples = voice_like(480_000)
    sizes, floors = [], []
    for quality in QUALITIES:
        path = tmp_path / f"{quality}{suffix}"
        sizes.append(export(Known(samples), path, recipe_of(path, quality=quality)).size_bytes)
        floors.append(noise_floor_db(decoded(path), samples))
    assert sizes[0] < sizes[1]
    assert floors[0] > floors[1]


@pytest.mark.parametrize("suffix", CODED)
def test_a_file_has_the_channels_of_the_mix(tmp_path: Path, suffix: str) -> None:
    """Two: a bed is wider than a voice."""
    path = tmp_path / f"out{suffix}"
    export(Known(voice_like(48_000)), path)
    (sound,) = (s for s in probed(path)["streams"] if s["codec_type"] == "audio")
    assert sound["channels"] == CHANNELS
