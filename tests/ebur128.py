"""A sound file → what ffmpeg's own meter of EBU R 128 says of it."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from needs import program


class Heard(NamedTuple):
    """Each as ffmpeg prints it, to a tenth."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


def heard_by_ffmpeg(path: Path) -> Heard:
    """The summary of its ebur128 filter."""
    command = [program("ffmpeg"), "-nostats", "-i", str(path), "-af", "ebur128=peak=true"]
    done = subprocess.run(  # noqa: S603 (our arguments)
        [*command, "-f", "null", "-"], capture_output=True, check=True, text=True
    )
    summary = done.stderr[done.stderr.rindex("Summary:") :]
    return Heard(*(float(_first(label, summary)) for label in ("I", "LRA", "Peak")))


def _first(label: str, summary: str) -> str:
    found = re.search(rf"^\s+{label}:\s+(-?[\d.]+|-inf) L?d?[UB]", summary, re.MULTILINE)
    assert found, summary
    return found[1]
