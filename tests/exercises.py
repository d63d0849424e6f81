"""Small exercises for tests of the whole way, and what a file of one holds."""

from pathlib import Path

import numpy as np
import soundfile

from presence.audio import Samples

SHORT = """\
presence: 1
title: A short one
steps:
  - section: Settling
  - say: Let your shoulders soften.
  - pause: 2s
  - section: Listening
  - say: And your jaw.
  - pause: 1s
"""

WITH_A_BED = SHORT.replace("steps:", "ambient: {sound: rain, level: -20 dB, fade: 1s}\nsteps:")

PARTNERS = """\
presence: 1
title: For two
partners: [first, second]
steps:
  - each-partner:
      - say: "{partner}, look at {other}."
      - pause: 1s
"""


def written(folder: Path, text: str = SHORT, name: str = "mine.yaml") -> Path:
    """The script as a file."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def samples_of(file: Path) -> Samples:
    """(frames, channels) of a sound file, which is at 48 kHz."""
    samples, rate_hz = soundfile.read(file, dtype="float32", always_2d=True)
    assert rate_hz == 48_000
    return np.asarray(samples)
