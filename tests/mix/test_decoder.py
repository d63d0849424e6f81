"""Sound files of every kind come in; the same stereo at 48 kHz must come out from any frame."""

import tracemalloc
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile
from silent_sessions import Signal

from presence.audio import Samples
from presence.errors import PresenceError
from presence.mix.decoder import Decoder
from presence.units import SAMPLE_RATE_HZ

SECONDS: Final = 25
FORMATS: Final = {
    # ending: (format, subtype, rates, channels)
    "wav": ("WAV", "PCM_16", (8000, 22050, 44100, 48000, 96000), (1, 2, 6)),
    "flac": ("FLAC", "PCM_16", (8000, 22050, 44100, 48000, 96000), (1, 2, 6)),
    "ogg": ("OGG", "VORBIS", (8000, 22050, 44100, 48000, 96000), (1, 2, 6)),
    "opus": ("OGG", "OPUS", (8000, 48000), (1, 2, 6)),  # Opus has a few rates of its own
    "mp3": ("MP3", "MPEG_LAYER_III", (8000, 22050, 44100, 48000), (1, 2)),  # nor has MP3 these
}
WAYS: Final = [
    (ending, rate_hz, channels)
    for ending, (_, _, rates, counts) in FORMATS.items()
    for rate_hz in rates
    for channels in counts
    if channels != 6 or rate_hz in (8000, 48000)  # a six-channel file takes long to make
]


def sound(seconds: float, rate_hz: int, channels: int = 2) -> Signal:
    """A slow sweep with a little noise, unlike itself at any two places."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    sides = [0.3 * np.sin(2 * np.pi * (200 + 40 * c + 3 * t) * t) for c in range(channels)]
    made = np.stack(sides, axis=1)
    made += 0.01 * np.random.default_rng(1).standard_normal(made.shape)
    return np.asarray(made)


def write(folder: Path, ending: str, samples: Signal, rate_hz: int) -> Path:
    """A file of that format."""
    kind, subtype, _, _ = FORMATS[ending]
    path = folder / f"sound.{ending}"
    count = samples.shape[1]
    with soundfile.SoundFile(path, "w", rate_hz, count, format=kind, subtype=subtype) as file:
        for start in range(0, len(samples), rate_hz):  # libsndfile crashes on much Vorbis at once
            file.write(samples[start : start + rate_hz])
    return path


def onwards(decoder: Decoder, step: int = 20_011) -> Samples:
    """All of it, a little at a time."""
    parts = [np.zeros((0, 2), dtype=np.float32)]
    while len(part := decoder.read(sum(map(len, parts)), step)):
        parts.append(part)
    return np.concatenate(parts)


@pytest.mark.parametrize(("ending", "rate_hz", "channels"), WAYS)
def test_every_place_is_the_same_however_it_is_reached(
    tmp_path: Path, ending: str, rate_hz: int, channels: int
) -> None:
    """As long as it should be; and read on from the start, or jumped to from anywhere, alike."""
    samples = sound(SECONDS, rate_hz, channels)[:-7]
    decoder = Decoder(write(tmp_path, ending, samples, rate_hz))
    length = len(samples) * SAMPLE_RATE_HZ // rate_hz
    whole = onwards(decoder)
    assert decoder.frame_count == len(whole) == length
    for start in (21 * 48_000, 5, 15 * 48_000, length - 1000, 10 * 48_000 - 500, 0, 23 * 48_000):
        jumped = decoder.read(start, 4000)
        np.testing.assert_allclose(jumped, whole[start : start + 4000], atol=1e-4)
    if ending in ("wav", "flac", "ogg"):
        # a fresh decoder that jumps at once has the very same samples
        fresh = Decoder(tmp_path / f"sound.{ending}").read(22 * 48_000, 4000)
        np.testing.assert_array_equal(fresh, whole[22 * 48_000 : 22 * 48_000 + 4000])


@pytest.mark.parametrize("rate_hz", [8000, 11025, 22050, 44100, 48000, 96000, 12345])
def test_a_tone_keeps_its_pitch_level_and_place(tmp_path: Path, rate_hz: int) -> None:
    """Resampled in pieces, it is still the tone of 1 kHz that it was, at each piece's edge too."""
    wave = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(round(21.5 * rate_hz)) / rate_hz)
    path = tmp_path / "tone.wav"
    soundfile.write(path, wave, rate_hz, subtype="FLOAT")
    found = onwards(Decoder(path))
    expected = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(len(found)) / SAMPLE_RATE_HZ)
    edges = slice(2000, -2000)  # there, the sound itself begins and ends with a corner
    np.testing.assert_allclose(found[edges, 0], expected[edges], atol=2e-4)
    np.testing.assert_array_equal(found[:, 0], found[:, 1])


def test_six_channels_become_two_sides(tmp_path: Path) -> None:
    """Every second channel to each side, at their mean: none is lost, none is doubled."""
    samples = np.zeros((1000, 6))
    samples[:, 0], samples[:, 2], samples[:, 5] = 0.3, 0.6, 0.9
    path = tmp_path / "six.wav"
    soundfile.write(path, samples, SAMPLE_RATE_HZ, subtype="FLOAT")
    found = Decoder(path).read(0, 1000)
    np.testing.assert_allclose(found, np.tile([0.3, 0.3], (1000, 1)), atol=1e-6)


def test_memory_does_not_grow_with_a_file(tmp_path: Path) -> None:
    """Two minutes are 46 MB as samples; a decoder holds two pieces of ten seconds."""
    path = write(tmp_path, "flac", sound(120, 44100), 44100)
    decoder = Decoder(path)
    tracemalloc.start()
    try:
        for start in range(0, decoder.frame_count, 48_000):
            decoder.read(start, 48_000)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 20e6


def test_reading_past_the_end_gives_what_there_is(tmp_path: Path) -> None:
    """And nothing from beyond it."""
    decoder = Decoder(write(tmp_path, "wav", sound(1, 48_000), 48_000))
    assert len(decoder.read(47_000, 5000)) == 1000
    assert decoder.read(48_000, 5000).shape == (0, 2)
    assert decoder.read(0, 0).shape == (0, 2)


def test_a_file_of_no_frames_has_no_length(tmp_path: Path) -> None:
    """It is a sound, if an empty one: what needs more says so."""
    decoder = Decoder(write(tmp_path, "wav", np.zeros((0, 2)), 44100))
    assert decoder.frame_count == 0
    assert decoder.read(0, 10).shape == (0, 2)


@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"RIFF\xff\xff\xff\xffWAVEfmt ", b"fLaC"])
def test_what_is_no_sound_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    """With its name, and what a sound may be."""
    path = tmp_path / "sound.flac"
    path.write_bytes(content)
    with pytest.raises(PresenceError, match="is no sound that can be read") as caught:
        Decoder(path)
    assert "WAV, FLAC" in caught.value.hint


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    """As one that cannot be read, in the same words."""
    with pytest.raises(PresenceError, match=r"gone\.wav is no sound that can be read"):
        Decoder(tmp_path / "gone.wav")


@pytest.mark.parametrize("ending", ["flac", "mp3"])
def test_a_file_that_is_cut_off_is_said_to_be(tmp_path: Path, ending: str) -> None:
    """Its header promises more than there is: silence in its place would go unnoticed."""
    path = write(tmp_path, ending, sound(SECONDS, 44100), 44100)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    decoder = Decoder(path)
    with pytest.raises(PresenceError, match="is no sound that can be read"):
        onwards(decoder)
    with pytest.raises(PresenceError, match="is no sound that can be read"):
        decoder.read(24 * 48_000, 100)
    assert np.abs(decoder.read(0, 1000)).max() > 0.1


@pytest.mark.parametrize("ending", ["wav", "ogg", "opus"])
def test_a_file_that_ends_early_is_as_long_as_it_is(tmp_path: Path, ending: str) -> None:
    """Where the length is found from what is there, half a file is a shorter sound."""
    path = write(tmp_path, ending, sound(SECONDS, 48_000), 48_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    decoder = Decoder(path)
    assert len(onwards(decoder)) == decoder.frame_count
    assert 5 < decoder.frame_count / 48_000 < 20


@pytest.mark.parametrize(("channels", "rate_hz"), [(9, 48_000), (2, 400_000), (2, 4000)])
def test_absurd_channels_and_rates_are_refused(tmp_path: Path, channels: int, rate_hz: int) -> None:
    """A few bytes of header could else ask for any amount of memory."""
    path = tmp_path / "odd.wav"
    soundfile.write(path, np.zeros((100, channels)), rate_hz)
    with pytest.raises(PresenceError, match=f"has {channels} channels at {rate_hz} Hz"):
        Decoder(path)


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, value: str) -> None:
    """One of them would silence or deafen all that is mixed with it."""
    samples = sound(1, 48_000)
    samples[30_000, 1] = float(value)
    path = tmp_path / "odd.wav"
    soundfile.write(path, samples, 48_000, subtype="FLOAT")
    with pytest.raises(PresenceError, match="holds samples that are no numbers"):
        Decoder(path).read(0, 100)
