"""A file that somebody recorded → a clip like a narrated one: mono, 48 kHz, trimmed, levelled."""

import hashlib
import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from presence.audio import Clip, Samples
from presence.errors import NarrationError
from presence.loudness import VOICE_LUFS, loudness_lufs
from presence.narration.shaping import levelled, to_mix_rate, trimmed

LONGEST_S: Final = 300
RATES_HZ: Final = range(4_000, 384_001)
"""What recorders write. Silence packs so well that an absurd rate in a small file fills memory."""

_BLOCK_FRAMES: Final = 1 << 14


def content_of(file: Path) -> str:
    """A digest of the file, for its clip's key. Raises NarrationError if it can't be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "blake2b").hexdigest()
    except OSError as problem:
        raise NarrationError(f"the recording {file} can't be read: {problem.strerror}") from problem


def load_recording(file: Path) -> Clip:
    """The recording as a clip. Raises NarrationError for what is no sound, silent, or too long."""
    import soundfile

    try:
        with soundfile.SoundFile(file) as opened:
            samples, rate_hz = _mono(opened, file), opened.samplerate
    except soundfile.SoundFileError as problem:
        message = f"the recording {file} is no sound file that can be read"
        raise NarrationError(message, "It may be WAV, FLAC, OGG Vorbis, Opus or MP3.") from problem
    if not np.isfinite(samples).all():
        raise NarrationError(f"the recording {file} has samples that are not numbers")
    clip = trimmed(to_mix_rate(Clip(samples, rate_hz)))
    loudness = loudness_lufs(clip.samples)
    if math.isinf(loudness):
        raise NarrationError(f"the recording {file} is silent")
    return levelled(clip, VOICE_LUFS - loudness)


def _mono(opened: Any, file: Path) -> Samples:
    """All of a SoundFile, block by block: its header may promise more, or less, than there is."""
    rate_hz = opened.samplerate
    if rate_hz not in RATES_HZ:
        raise NarrationError(
            f"the recording {file} has {rate_hz} samples a second",
            f"Save it with {RATES_HZ[0]} to {RATES_HZ[-1]}; 48000 is usual.",
        )
    blocks, frame_count = [np.zeros(0, dtype=np.float32)], 0
    while len(block := opened.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
        blocks.append(block.mean(axis=1))
        frame_count += len(block)
        if frame_count > LONGEST_S * rate_hz:
            message = f"the recording {file} is longer than {LONGEST_S // 60} minutes"
            raise NarrationError(message, "Cut it into several recordings.")
    return np.concatenate(blocks)
