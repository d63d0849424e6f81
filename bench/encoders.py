"""encoders: a session of 24 minutes, every line kept → seconds to export it in each format.

Beside it, the same encoder by itself: a process that hands it samples which are mixed already. What
`presence export` takes longer is what reading the script, mixing and tagging cost: the encoder runs
beside them.
"""

import sys
from functools import partial
from pathlib import Path
from typing import Final

from bench.table import Row
from bench.texts import REFERENCE_LINES, lines, write_script
from bench.timing import PRESENCE, Lab, interleaved, run

NEEDS: Final = ()
TARGET: Final = 1.15
NO_ENCODER: Final = (".wav",)
"""What it holds is only written down: there is nothing that mixing could go on beside."""
SUFFIXES: Final = (".wav", ".flac", ".opus", ".ogg", ".mp3", ".m4a")
ALONE: Final = Path(__file__).with_name("encode.py")


def measure(lab: Lab) -> list[Row]:
    script = str(write_script(lab.folder / "session.yaml", lines(REFERENCE_LINES)))
    mixed = str(lab.folder / "mixed.wav")
    run([PRESENCE, "export", script, "-o", mixed, "--bits", "float"], lab.environ)
    return [_row(lab, script, mixed, suffix) for suffix in SUFFIXES]


def _row(lab: Lab, script: str, mixed: str, suffix: str) -> Row:
    target = str(lab.folder / f"out{suffix}")
    whole = [PRESENCE, "export", script, "-o", target]
    alone = [sys.executable, "-P", str(ALONE), mixed, target]
    ways = {"export": partial(run, whole, lab.environ), "alone": partial(run, alone, lab.environ)}
    found = interleaved(ways, lab.repeats(5))
    Path(target).unlink()
    name = suffix.removeprefix(".").upper()
    what = f"export {name}, every line kept"
    target_ratio = None if suffix in NO_ENCODER else TARGET
    return Row(what, found["export"], "s", "its encoder alone", found["alone"], target_ratio)
