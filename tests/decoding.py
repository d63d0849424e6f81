"""A sound file of any format, as ffmpeg decodes it and as ffprobe tells of it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from needs import program

from presence.audio import CHANNELS, Samples


def decoded(path: Path, from_s: float = 0.0) -> Samples:
    """(frames, CHANNELS) at 48 kHz, from `from_s` on, as a player would seek there."""
    command: list[str | Path] = [
        program("ffmpeg"),
        "-v",
        "error",
        "-ss",
        f"{from_s:.6f}",
        "-i",
        path,
        "-map",
        "0:a",
    ]
    command += ["-f", "f32le", "-ac", str(CHANNELS), "-ar", "48000", "-"]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 (our arguments)
    return np.frombuffer(done.stdout, dtype=np.float32).reshape(-1, CHANNELS)


def probed(path: Path) -> Any:
    """What ffprobe finds: format, streams and chapters."""
    command = [program("ffprobe"), "-v", "error", "-show_format", "-show_streams", "-show_chapters"]
    done = subprocess.run(  # noqa: S603 (our arguments)
        [*command, "-of", "json", path], capture_output=True, check=True
    )
    return json.loads(done.stdout)


def lag_of(found: Samples, wanted: Samples) -> int:
    """By how many frames `found` is later than `wanted`: where the two correlate most."""
    size = 1 << (len(found) + len(wanted)).bit_length()
    one, other = (np.fft.rfft(samples[:, 0], size) for samples in (found, wanted))
    lag = int(np.argmax(np.fft.irfft(one * np.conj(other), size)))
    return lag - size if lag > size // 2 else lag


def noise_floor_db(found: Samples, wanted: Samples) -> float:
    """What differs, relative to what was wanted."""
    length = min(len(found), len(wanted))
    difference = found[:length] - wanted[:length]
    return float(10 * np.log10(np.square(difference).mean() / np.square(wanted[:length]).mean()))
