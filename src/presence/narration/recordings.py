"""A file that somebody recorded → a clip like a narrated one: mono, 48 kHz, trimmed, levelled."""

import hashlib
import math
from pathlib import Path
from typing import Final

from presence.audio import Clip
from presence.errors import NarrationError
from presence.loudness import VOICE_LUFS, loudness_lufs
from presence.narration.shaping import levelled, to_mix_rate, trimmed

LONGEST_S: Final = 300


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
            if opened.frames > LONGEST_S * opened.samplerate:
                message = f"the recording {file} is longer than {LONGEST_S // 60} minutes"
                raise NarrationError(message, "Cut it into several recordings.")
            samples = opened.read(dtype="float32", always_2d=True).mean(axis=1)
            rate_hz = opened.samplerate
    except soundfile.SoundFileError as problem:
        raise NarrationError(f"the recording {file} is no sound file that can be read") from problem
    clip = trimmed(to_mix_rate(Clip(samples, rate_hz)))
    loudness = loudness_lufs(clip.samples)
    if math.isinf(loudness):
        raise NarrationError(f"the recording {file} is silent")
    return levelled(clip, VOICE_LUFS - loudness)
