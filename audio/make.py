"""Nothing comes in; the shelf's beds, its bell and `sounds.json` go out. `python make.py [folder]`.

Needs numpy, soundfile and Presence itself, for its measure of loudness. The same program makes
the same sounds, to within one step of 16 bits where another machine's mathematics rounds
otherwise.
"""

import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from bell import bell
from circular import RATE_HZ, Signal
from drone import drone
from rain import rain
from sea import sea

from presence.loudness import loudness_lufs

BED_LUFS: Final = -19.0
"""Of every bed alike. Low enough that the highest wave of the sea keeps clear of PEAK_DBFS."""

PEAK_DBFS: Final = -3.0
"""No bed may reach it."""

BELL_PEAK_DBFS: Final = -6.0
"""A bell is known by its stroke, so its peak is set, and its loudness only measured."""


@dataclass(frozen=True, slots=True)
class _Recipe:
    """One sound of the shelf: how it is made, and how it is described to people."""

    about: str
    make: Callable[[], Signal]


BEDS: Final = {
    "rain": _Recipe("soft rain on leaves", lambda: rain(seed=11)),
    "sea": _Recipe("slow waves on a sandy beach", lambda: sea(seed=23)),
    "drone": _Recipe("a warm, still chord", lambda: drone(seed=37)),
}
BELL: Final = _Recipe("one soft stroke on a small singing bowl", bell)


def main(folder: Path) -> None:
    """Writes every sound and, from what was written, their loudness."""
    entries = {}
    for name, recipe in BEDS.items():
        entries[name] = _write(folder, name, recipe, at_loudness(recipe.make()))
    entries["bell"] = _write(folder, "bell", BELL, at_peak(BELL.make()))
    text = json.dumps(entries, indent=2, ensure_ascii=False)
    (folder / "sounds.json").write_text(text + "\n", encoding="utf-8")


def at_loudness(sound: Signal) -> Signal:
    """`sound` at BED_LUFS. ValueError if its peak is then too high."""
    scaled = sound * 10.0 ** ((BED_LUFS - loudness_lufs(sound)) / 20.0)
    peak_dbfs = 20.0 * np.log10(np.abs(scaled).max())
    if peak_dbfs >= PEAK_DBFS:
        raise ValueError(
            f"at {BED_LUFS} LUFS the peak is {peak_dbfs:.2f} dBFS, and the limit {PEAK_DBFS}: "
            "tame the sound, or lower BED_LUFS for all beds"
        )
    return np.asarray(scaled)


def at_peak(sound: Signal) -> Signal:
    """`sound` with its peak at BELL_PEAK_DBFS."""
    return np.asarray(sound * (10.0 ** (BELL_PEAK_DBFS / 20.0) / np.abs(sound).max()))


def _write(folder: Path, name: str, recipe: _Recipe, sound: Signal) -> dict[str, str | float]:
    """Writes one sound as FLAC and returns its entry, measured on the samples as written."""
    samples = np.round(sound * 32768.0).astype(np.int16)
    path = folder / f"{name}.flac"
    soundfile.write(path, samples, RATE_HZ, subtype="PCM_16", compression_level=1.0)
    lufs = round(loudness_lufs(samples / 32768.0), 2)
    peak = math.ceil(np.abs(samples / 32768.0).max() * 1e4) / 1e4  # never below the true one
    return {"file": path.name, "lufs": lufs, "peak": peak, "about": recipe.about}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
