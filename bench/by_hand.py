"""by-hand: a session of 24 minutes → seconds to export it, beside doing the same by hand.

By hand, as `bench/by_hand.sh` writes it down: espeak-ng says each of 120 lines, sox adds the
pauses and joins them, ffmpeg lays the bed under it. That is done from nothing each time; Presence
is measured with nothing kept, and after a change of one line. Both give stereo at 48 kHz, of
16 bits where the format has bits; encoders are as each way takes them if nothing is said.
"""

import shutil
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from bench.table import Figure, Row
from bench.texts import RATE_WPM, REFERENCE_LINES, REFERENCE_S, Line, lines, write_script
from bench.timing import PRESENCE, Lab, interleaved, progress, run
from presence import resources

NEEDS: Final = ("espeak-ng", "sox", "ffmpeg")
BY_HAND: Final = Path(__file__).with_name("by_hand.sh")
BED: Final = "rain"
COLD_TARGETS: Final = MappingProxyType({".wav": 0.4, ".flac": 0.5, ".opus": 0.7, ".mp3": 1.0})
AGAIN_TARGETS: Final = MappingProxyType({".wav": 0.2})
SHAPES: Final = ((48_000, 2), (24_000, 2))
"""Rates and channels; the lower rate is what LAME finds best for 64 kb/s."""
TOLERANCE: Final = 0.02
"""How far a result's length may be from the session's."""
TAIL_S: Final = 0.48
"""The silence espeak-ng leaves after a line. By hand, the pauses are shorter by it, so that both
make the same session."""


class Rivals:
    """The three ways to the same session, each a function that takes it and returns seconds."""

    def __init__(self, lab: Lab, suffix: str) -> None:
        self._lab = lab
        self._lines = lines(REFERENCE_LINES)
        self._script = write_script(lab.folder / "session.yaml", self._lines, BED)
        self._table = lab.folder / "lines.tsv"
        rows = [f"{line.pause_s - TAIL_S:g}\t{line.text}\n" for line in self._lines]
        self._table.write_text("".join(rows), encoding="utf-8")
        self._changes = count()
        self.ours = lab.folder / f"ours{suffix}"
        self.theirs = lab.folder / f"theirs{suffix}"

    def cold(self) -> float:
        """An export with nothing kept of any line."""
        shutil.rmtree(self._lab.cache, ignore_errors=True)
        return self._export(self._script)

    def again(self) -> float:
        """An export after one line was changed, each time to words never said before."""
        changed = list(self._lines)
        words = f"This line was changed, for time number {next(self._changes) + 1}."
        changed[REFERENCE_LINES // 2] = Line(words, changed[REFERENCE_LINES // 2].pause_s)
        return self._export(write_script(self._lab.folder / "changed.yaml", changed, BED))

    def by_hand(self) -> float:
        """All of it from nothing: by hand, nothing is kept."""
        self.theirs.unlink(missing_ok=True)
        bed = str(resources.sounds()[BED])
        return run([str(BY_HAND), str(self._table), bed, str(self.theirs), str(RATE_WPM)])

    def _export(self, script: Path) -> float:
        self.ours.unlink(missing_ok=True)
        command = [PRESENCE, "export", str(script), "-o", str(self.ours)]
        return run(command, self._lab.environ)


def measure(lab: Lab) -> list[Row]:
    return [row for suffix in COLD_TARGETS for row in _format(lab, suffix)]


def _format(lab: Lab, suffix: str) -> list[Row]:
    rivals = Rivals(lab, suffix)
    ways = {"cold": rivals.cold, "by hand": rivals.by_hand, "again": rivals.again}
    found = interleaved(ways, lab.repeats(5))
    for path in (rivals.ours, rivals.theirs):
        _check(path)
        path.unlink()
    name = suffix.removeprefix(".").upper()
    peer: Figure = found["by hand"]
    cold, again = COLD_TARGETS[suffix], AGAIN_TARGETS.get(suffix)
    return [
        Row(f"export {name}, nothing kept", found["cold"], "s", "by hand", peer, cold),
        Row(f"export {name}, one line changed", found["again"], "s", "by hand", peer, again),
    ]


def _check(path: Path) -> None:
    """RuntimeError unless the file has the session's length, and voice and bed all along."""
    import soundfile

    with soundfile.SoundFile(path) as file:
        seconds = file.frames / file.samplerate
        parts = [np.abs(block).max() for block in file.blocks(60 * file.samplerate, dtype="int16")]
        shape = (file.samplerate, file.channels)
    if abs(seconds - REFERENCE_S) > TOLERANCE * REFERENCE_S or shape not in SHAPES:
        raise RuntimeError(f"{path.name} lasts {seconds:.1f} s, {shape}; not {REFERENCE_S:g} s")
    if min(parts[:-1]) < 1000:  # of 32768: a voice at a fair level in every minute
        raise RuntimeError(f"{path.name} is silent for a minute")
    progress(f"{path.name}: {seconds:.1f} s, right")
