"""Files as others read them: every format decodes to the samples that went in."""

import struct
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from export_sources import Known, noise

from presence.audio import CHANNELS
from presence.export.exporter import BLOCK_FRAMES, export
from presence.export.formats import BITS, FORMATS, Recipe

KINDS = [(suffix, bits) for suffix, found in FORMATS.items() for bits in found.bits]
SUBTYPES = {"16": "PCM_16", "24": "PCM_24", "float": "FLOAT"}
STEPS = {"16": 1 / (1 << 15), "24": 1 / (1 << 23), "float": 0.0}


@pytest.mark.parametrize(("suffix", "bits"), KINDS)
@pytest.mark.parametrize("frame_count", [1, 4095, BLOCK_FRAMES, 3 * BLOCK_FRAMES + 1001])
def test_a_file_decodes_to_its_samples(
    tmp_path: Path, suffix: str, bits: str, frame_count: int
) -> None:
    """Each sample within half a step, but for +1, which whole numbers do not reach."""
    samples = noise(frame_count)
    path = tmp_path / f"out{suffix}"
    written = export(Known(samples), path, Recipe(bits=bits))
    found, rate_hz = soundfile.read(path, dtype="float64", always_2d=True)
    assert rate_hz == 48_000
    assert found.shape == samples.shape
    reachable = np.minimum(samples.astype(float), 1 - STEPS[bits])
    assert np.abs(found - reachable).max() <= STEPS[bits] / 2
    assert (written.frame_count, written.size_bytes) == (frame_count, path.stat().st_size)


@pytest.mark.parametrize(("suffix", "bits"), KINDS)
def test_a_header_says_what_is_in_the_file(tmp_path: Path, suffix: str, bits: str) -> None:
    """The rate, channels, sample format and length, as libsndfile reads them."""
    export(Known(noise(1234)), tmp_path / f"out{suffix}", Recipe(bits=bits))
    info = soundfile.info(tmp_path / f"out{suffix}")
    assert (info.samplerate, info.channels, info.frames) == (48_000, CHANNELS, 1234)
    assert (info.format, info.subtype) == (suffix[1:].upper(), SUBTYPES[bits])


@pytest.mark.parametrize("bits", ["16", "24"])
def test_the_wave_module_reads_it(tmp_path: Path, bits: str) -> None:
    """A strict reader, which knows nothing but the plain format, finds the same."""
    export(Known(noise(777)), tmp_path / "out.wav", Recipe(bits=bits))
    with wave.open(str(tmp_path / "out.wav")) as found:
        width = int(bits) // 8
        assert found.getparams()[:4] == (CHANNELS, width, 48_000, 777)
        assert len(found.readframes(1000)) == 777 * CHANNELS * width


@pytest.mark.parametrize("bits", BITS)
@pytest.mark.parametrize("frame_count", [1, 2])
def test_every_chunk_of_a_wav_is_where_its_neighbour_ends(
    tmp_path: Path, bits: str, frame_count: int
) -> None:
    """Walking the chunks by their sizes, padded to even, ends exactly at the end of the file."""
    export(Known(noise(frame_count)), tmp_path / "out.wav", Recipe(bits=bits))
    content = (tmp_path / "out.wav").read_bytes()
    assert struct.unpack("<4sI4s", content[:12]) == (b"RIFF", len(content) - 8, b"WAVE")
    at, names = 12, []
    while at < len(content):
        name, size = struct.unpack("<4sI", content[at : at + 8])
        names.append(name)
        at += 8 + size + size % 2
    assert at == len(content)
    assert names == [b"JUNK", b"fmt ", *([b"fact"] if bits == "float" else []), b"data"]


@pytest.mark.parametrize(("suffix", "bits"), KINDS)
def test_the_loudest_samples_do_not_turn_over(tmp_path: Path, suffix: str, bits: str) -> None:
    """+1 becomes the largest number there is, not the smallest."""
    loud = np.array([[1.0, -1.0], [0.99999999, -0.99999999]], dtype=np.float32)
    export(Known(loud), tmp_path / f"out{suffix}", Recipe(bits=bits))
    found, _ = soundfile.read(tmp_path / f"out{suffix}", dtype="float64")
    assert (np.sign(found) == np.sign(loud)).all()
    assert np.abs(found).min() > 0.9999
