"""Commands → how long they took, run turn by turn so that each meets the same noise."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.table import Figure

BIN: Final = Path(sys.executable).parent
"""Where the programs of the running environment lie: ours, and those of the peers."""
PRESENCE: Final = str(BIN / "presence")
_COMPILE_EACH_TIME: Final = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True, slots=True)
class Lab:
    """Where and how often a benchmark measures: a folder of its own, gone afterwards."""

    folder: Path
    quick: bool

    def repeats(self, full: int, quick: int = 3) -> int:
        return quick if self.quick else full

    @property
    def cache(self) -> Path:
        """The clip store of every `presence` that a benchmark starts; never the user's."""
        return self.folder / "cache"

    @property
    def environ(self) -> dict[str, str]:
        """Modules are compiled once, as pip leaves them: some machines have Python keep nothing."""
        kept = {name: value for name, value in os.environ.items() if name != _COMPILE_EACH_TIME}
        return {**kept, "PRESENCE_CACHE": str(self.cache)}


def run(command: Sequence[str], environ: Mapping[str, str] | None = None) -> float:
    """Runs a command to its end, its output aside; seconds taken. RuntimeError if it fails."""
    begun = time.perf_counter()
    done = subprocess.run(  # noqa: S603 (commands of the benchmarks themselves)
        command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    seconds = time.perf_counter() - begun
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{said}")
    return seconds


def interleaved(runs: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, Figure]:
    """A B A B …: what each function returned, so many times, under its name."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(repeats):
        for name, measure in runs.items():
            found[name].append(measure())
            progress(f"{name}, {turn + 1} of {repeats}: {found[name][-1]:.3f}")
    return {name: Figure.of(values) for name, values in found.items()}


def progress(text: str) -> None:
    """On stderr: the table alone is on stdout."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()
