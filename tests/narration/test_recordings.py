"""A person's own recording becomes a clip like a narrated one, or is refused in words."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from presence.errors import NarrationError
from presence.loudness import VOICE_LUFS, loudness_lufs
from presence.narration import recordings
from presence.narration.recordings import content_of, load_recording
from presence.units import SAMPLE_RATE_HZ


def tone(rate_hz: int, seconds: float = 1.0, level: float = 0.1) -> np.ndarray:
    times = np.arange(round(rate_hz * seconds)) / rate_hz
    return level * np.sin(2 * np.pi * 440 * times)


def padded(rate_hz: int) -> np.ndarray:
    """A second of sound between two halves of silence."""
    return np.pad(tone(rate_hz), rate_hz // 2)


@pytest.mark.parametrize(
    ("name", "rate_hz", "channels"),
    [
        ("line.wav", 44_100, 1),
        ("line.wav", 48_000, 2),
        ("line.wav", 8_000, 1),
        ("line.wav", 96_000, 2),
        ("line.flac", 22_050, 2),
        ("line.ogg", 48_000, 1),
        ("line.mp3", 44_100, 2),
    ],
)
def test_a_recording_becomes_a_clip(tmp_path: Path, name: str, rate_hz: int, channels: int) -> None:
    """Mono at 48 kHz, the silence around it gone, as loud as the voices, whatever the format."""
    samples = padded(rate_hz)
    soundfile.write(tmp_path / name, np.stack([samples] * channels, axis=1), rate_hz)
    clip = load_recording(tmp_path / name)
    lossy = name.endswith(("ogg", "mp3"))
    assert clip.samples.ndim == 1
    assert clip.frame_count == pytest.approx(SAMPLE_RATE_HZ, abs=4800 if lossy else 240)
    assert loudness_lufs(clip.samples) == pytest.approx(VOICE_LUFS, abs=0.1)


def test_soft_and_loud_recordings_are_as_loud(tmp_path: Path) -> None:
    """Forty decibels between two files are none between their clips."""
    peaks = []
    for name, level in (("soft.wav", 0.005), ("loud.wav", 0.5)):
        soundfile.write(tmp_path / name, tone(48_000, level=level), 48_000, subtype="FLOAT")
        peaks.append(load_recording(tmp_path / name).peak)
    assert peaks[0] == pytest.approx(peaks[1], rel=1e-3)


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    """A text called .wav, an empty file, a cut-off header: the file is named, in words."""
    for content in (b"Dear diary, today I", b"", b"RIFF\x10\0\0\0WAVE"):
        (tmp_path / "line.wav").write_bytes(content)
        with pytest.raises(NarrationError, match=r"line\.wav is (no sound file|silent)"):
            load_recording(tmp_path / "line.wav")


@pytest.mark.parametrize("frame_count", [0, 1, 48_000])
def test_silence_is_refused(tmp_path: Path, frame_count: int) -> None:
    """A recording of nothing is a mistake of the microphone's, not a pause."""
    soundfile.write(tmp_path / "line.wav", np.zeros(frame_count), 48_000)
    with pytest.raises(NarrationError, match="is silent"):
        load_recording(tmp_path / "line.wav")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    """A float file may hold them, and one would silence everything mixed with it."""
    samples = tone(48_000).astype(np.float32)
    samples[1000] = value
    soundfile.write(tmp_path / "line.wav", samples, 48_000, subtype="FLOAT")
    with pytest.raises(NarrationError, match="not numbers"):
        load_recording(tmp_path / "line.wav")


def test_five_minutes_are_the_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly the bound is taken, a frame more is not; shown at two seconds instead."""
    monkeypatch.setattr(recordings, "LONGEST_S", 2)
    soundfile.write(tmp_path / "fits.wav", tone(8000, 2), 8000)
    soundfile.write(tmp_path / "long.wav", np.append(tone(8000, 2), 0.1), 8000)
    assert load_recording(tmp_path / "fits.wav").frame_count > 1.9 * SAMPLE_RATE_HZ
    with pytest.raises(NarrationError, match="is longer than"):
        load_recording(tmp_path / "long.wav")


def test_an_absurd_rate_is_refused(tmp_path: Path) -> None:
    """Silence packs well: at such a rate, 300 s of it would fill the memory from a small file."""
    soundfile.write(tmp_path / "line.flac", np.zeros((1000, 8)), 655_350)
    with pytest.raises(NarrationError, match="655350 samples a second"):
        load_recording(tmp_path / "line.flac")


def test_the_content_is_the_key_not_the_name(tmp_path: Path) -> None:
    """A copy is the same recording, a changed file another."""
    for name, content in (("a", b"one"), ("b", b"one"), ("c", b"two")):
        (tmp_path / name).write_bytes(content)
    first, copy, other = (content_of(tmp_path / name) for name in "abc")
    assert first == copy != other


def test_a_recording_that_is_gone_is_named(tmp_path: Path) -> None:
    """Removed after the script was read, or a folder: an error in words."""
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(NarrationError, match=f"{path.name} can't be read"):
            content_of(path)
