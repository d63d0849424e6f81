"""The committed sounds come in; whether they are what the program makes, and kind to the ear."""

import json
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from presence.loudness import loudness_lufs

AUDIO: Final = Path(__file__).parents[2] / "audio"
SHELF: Final[dict[str, dict[str, Any]]] = json.loads((AUDIO / "sounds.json").read_text("utf-8"))
BEDS: Final = ("rain", "sea", "drone")
RATE_HZ: Final = 48_000

Signal = NDArray[np.float64]

each_sound = pytest.mark.parametrize("name", sorted(SHELF))
each_bed = pytest.mark.parametrize("name", BEDS)


@cache
def committed(name: str) -> Signal:
    """(frames, 2), -1 to 1."""
    samples, _ = soundfile.read(AUDIO / SHELF[name]["file"])
    return np.asarray(samples)


def rms_db(samples: Signal) -> float:
    """The level of some samples in dBFS, all channels together."""
    return float(10.0 * np.log10(np.mean(samples**2) + 1e-20))


# What is committed


def test_the_program_makes_the_committed_sounds(tmp_path: Path) -> None:
    """Made anew, every sound is the committed one to within one step of 16 bits."""
    # Fixed words and this interpreter: nothing here comes from outside.
    subprocess.run([sys.executable, AUDIO / "make.py", tmp_path], check=True)  # noqa: S603
    described = json.loads((tmp_path / "sounds.json").read_text("utf-8"))
    assert sorted(described) == sorted(SHELF)
    for name, entry in SHELF.items():
        lufs, peak = pytest.approx(entry["lufs"], abs=0.02), pytest.approx(entry["peak"], abs=2e-4)
        assert described[name] == {**entry, "lufs": lufs, "peak": peak}
        made, _ = soundfile.read(tmp_path / entry["file"], dtype="int16")
        kept, _ = soundfile.read(AUDIO / entry["file"], dtype="int16")
        assert made.shape == kept.shape
        assert np.abs(made.astype(np.int32) - kept).max() <= 1


def test_the_shelf_holds_three_beds_and_a_bell() -> None:
    """`sounds.json` names each sound once, with its file, its loudness and a few words."""
    assert sorted(SHELF) == sorted([*BEDS, "bell"])
    assert all(sorted(entry) == ["about", "file", "lufs", "peak"] for entry in SHELF.values())
    assert sorted(path.name for path in AUDIO.glob("*.flac")) == sorted(
        entry["file"] for entry in SHELF.values()
    )


@each_sound
def test_format(name: str) -> None:
    """Every sound is 16-bit stereo FLAC at 48 kHz, under 4 MB, and no longer than 48 s."""
    path = AUDIO / SHELF[name]["file"]
    found = soundfile.info(path)
    assert (found.format, found.subtype) == ("FLAC", "PCM_16")
    assert (found.samplerate, found.channels) == (RATE_HZ, 2)
    assert found.duration <= 48.0
    assert path.stat().st_size < 4_000_000


def test_the_sounds_are_small_together() -> None:
    """The shelf's sounds are under 10 MB in all, so that they fit in a package."""
    assert sum((AUDIO / entry["file"]).stat().st_size for entry in SHELF.values()) < 10_000_000


# Loudness


@each_sound
def test_loudness_is_what_the_shelf_says(name: str) -> None:
    """A player may trust `lufs`: it is within 0.2 LU of the file's integrated loudness."""
    assert loudness_lufs(committed(name)) == pytest.approx(SHELF[name]["lufs"], abs=0.2)


def test_all_beds_are_equally_loud() -> None:
    """Changing the bed does not change the loudness of the room."""
    assert {SHELF[name]["lufs"] for name in BEDS} == {-19.0}


@each_sound
def test_peak_and_dc(name: str) -> None:
    """No sound reaches -3 dBFS, and none has a constant in it worth a sixth of a 16-bit step."""
    samples = committed(name)
    assert 20.0 * np.log10(np.abs(samples).max()) < -3.0
    assert np.abs(samples.mean(axis=0)).max() < 5e-6


# The seam


def seam_is_heard(samples: Signal) -> bool:
    """Whether plain looping shows at the seam: in its jump, its energy or its spectrum."""
    jumps = np.abs(np.diff(samples, axis=0, append=samples[:1])).max(axis=1)
    if jumps[-1] > np.quantile(jumps[:-1], 0.999):
        return True
    return any(_stands_out(bands) for bands in (_levels_db(samples), _spectra_db(samples)))


def _levels_db(samples: Signal, width: int = 9600) -> Signal:
    """(windows, 1): the level of each 200 ms, the first of them centred on the seam."""
    around = np.roll(samples, width // 2, axis=0)[: len(samples) // width * width]
    power = np.mean(around.reshape(-1, width * 2) ** 2, axis=1)
    return np.asarray(10.0 * np.log10(power))[:, None]


def _spectra_db(samples: Signal, width: int = 2048) -> Signal:
    """(windows, bands): octaves of each 43 ms from 94 Hz up, the first centred on the seam."""
    around = np.roll(samples, width // 2, axis=0)[: len(samples) // width * width]
    frames = around.reshape(-1, width, 2) * np.hanning(width)[:, None]
    power = np.mean(np.abs(np.fft.rfft(frames, axis=1)) ** 2, axis=2)
    edges = [4, 8, 16, 32, 64, 128, 256, 512]
    return np.asarray(10.0 * np.log10(np.add.reduceat(power, edges, axis=1) + 1e-12))


def _stands_out(bands: Signal) -> bool:
    """Whether the first row is beyond what all the other rows reach, in any band."""
    first, others = bands[0], bands[1:]
    return bool(np.any(first > others.max(axis=0)) or np.any(first < others.min(axis=0)))


@each_bed
def test_the_seam_is_like_any_other_place(name: str) -> None:
    """Where the end meets the start, nothing happens that does not happen elsewhere."""
    assert not seam_is_heard(committed(name))


@each_bed
@pytest.mark.parametrize("missing_s", [0.01, 1.7, 11.3])
def test_a_bad_seam_would_be_found(name: str, missing_s: float) -> None:
    """The same look finds the seam of the same bed cut short, so it is no blind eye."""
    assert seam_is_heard(committed(name)[: -round(missing_s * RATE_HZ)])


# The ear


@each_bed
def test_no_clicks(name: str) -> None:
    """Above 15 kHz, where a click shows and a bed has nothing, no sample is over -66 dBFS."""
    spectrum = np.fft.rfft(committed(name), axis=0)
    spectrum[: len(spectrum) * 15 // 24] = 0.0
    assert np.abs(np.fft.irfft(spectrum, axis=0)).max() < 0.0005


@each_sound
def test_mono_keeps_the_sound(name: str) -> None:
    """Both sides are equally loud within 1 dB, and their sum to mono loses at most 3 dB."""
    left, right = committed(name).T
    assert abs(rms_db(left) - rms_db(right)) < 1.0
    assert rms_db((left + right) / 2.0) > rms_db(committed(name)) - 3.0


@each_bed
def test_beds_are_wide(name: str) -> None:
    """The sides differ: a bed is around the listener, not a point in the middle."""
    alike = np.asarray(np.corrcoef(committed(name).T))
    assert alike[0, 1] < 0.9


@pytest.mark.parametrize("name", ["rain", "sea"])
def test_no_whistle(name: str) -> None:
    """No band 12 Hz wide from 300 Hz to 6 kHz stands 3 dB over its neighbours."""
    width = 4096
    middle = committed(name).mean(axis=1)
    frames = middle[: len(middle) // width * width].reshape(-1, width) * np.hanning(width)
    power_db = 10.0 * np.log10(np.mean(np.abs(np.fft.rfft(frames)) ** 2, axis=0))
    around = np.lib.stride_tricks.sliding_window_view(power_db, 31)
    excess = power_db[15:-15] - np.median(around, axis=1)
    first, last = (round(hz * width / RATE_HZ) - 15 for hz in (300, 6000))
    assert excess[first:last].max() < 3.0


@pytest.mark.parametrize(("name", "spread_db"), [("rain", 4.0), ("drone", 4.0), ("sea", 13.0)])
def test_no_pumping(name: str, spread_db: float) -> None:
    """From its softest to its loudest 400 ms a still bed moves little, and the sea moderately."""
    levels = _levels_db(committed(name), width=19_200)
    assert np.ptp(levels) < spread_db


def test_the_sea_keeps_no_beat() -> None:
    """No lag of 4 to 24 s maps the sea's level onto itself: the waves are no metronome."""
    levels = _levels_db(committed("sea"))[:, 0]
    levels = levels - np.mean(levels)
    alike = np.fft.irfft(np.abs(np.fft.rfft(levels)) ** 2, len(levels))
    assert (alike / alike[0])[20:121].max() < 0.5


def test_the_bell_begins_and_ends_in_silence() -> None:
    """The bell starts from zero, peaks at -6 dBFS early on, and dies away to an exact zero."""
    samples = committed("bell")
    assert np.abs(samples[0]).max() == np.abs(samples[-1]).max() == 0.0
    assert 20.0 * np.log10(np.abs(samples).max()) == pytest.approx(-6.0, abs=0.05)
    assert np.abs(samples).max(axis=1).argmax() < 0.2 * RATE_HZ
    assert rms_db(samples[-RATE_HZ // 2 :]) < -70.0
    assert 7.0 <= len(samples) / RATE_HZ <= 9.0


def test_the_bell_only_fades() -> None:
    """After the stroke each second of the bell is softer than the one before."""
    seconds = committed("bell").reshape(-1, RATE_HZ * 2)
    levels = [rms_db(second) for second in seconds]
    assert all(later < earlier for earlier, later in pairwise(levels))


@pytest.mark.parametrize("name", sorted(SHELF))
def test_no_sample_is_above_the_peak_said(name: str) -> None:
    """The mix trusts the peak in sounds.json instead of decoding a bed to its end: it is no less
    than the true one, and no more than a ten-thousandth above it."""
    true = float(np.abs(committed(name)).max())
    assert true <= SHELF[name]["peak"] <= true + 2e-4
