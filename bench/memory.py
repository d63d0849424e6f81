"""memory: sessions of 10 minutes and of 8 hours → the most memory that their export holds, in every
format. `--quick` takes an hour for the 8 of all but the first, whose encoders take minutes for it.

It is the memory of the process and of all it started, together, looked at every few
milliseconds; pages that two processes share count twice. Every line is narrated anew.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.table import Figure, Row, exactly
from bench.texts import lines_lasting, write_script
from bench.timing import PRESENCE, Lab, progress
from presence.export.formats import FORMATS

NEEDS: Final = ()
TARGET: Final = 1.15
SHORT_S: Final = 600.0
HOUR_S: Final = 3600.0
LONG_S: Final = 8 * HOUR_S
WAV_BYTES_A_SECOND: Final = 48_000 * 2 * 2
LOOK_EVERY_S: Final = 0.005
PROC: Final = Path("/proc")


def measure(lab: Lab) -> list[Row]:
    if not (PROC / "self" / "statm").exists():
        raise RuntimeError("memory is read from /proc, and so on Linux only")
    first, *others = _suffixes(lab.folder)
    rows = _rows(lab, first, LONG_S, lab.repeats(5))
    for suffix in others:
        rows += _rows(lab, suffix, HOUR_S if lab.quick else LONG_S, lab.repeats(3, 1))
    return rows


def _rows(lab: Lab, suffix: str, long_s: float, repeats: int) -> list[Row]:
    short = Figure.of([_export(lab, SHORT_S, suffix)[0] for _ in range(repeats)])
    peak, seconds = _export(lab, long_s, suffix)
    what = f"{suffix.removeprefix('.').upper()} of {long_s / HOUR_S:.0f} h"
    return [
        Row(f"peak memory, {what}", exactly(peak), "MiB", "of 10 min", short, TARGET),
        Row(f"export, {what}, nothing kept", exactly(seconds)),
    ]


def _suffixes(folder: Path) -> list[str]:
    """All formats; no WAV where there is no room for 5.5 GB. M4B is M4A."""
    room = shutil.disk_usage(folder).free
    fits = room > 1.5 * LONG_S * WAV_BYTES_A_SECOND
    return [one for one in FORMATS if one != ".m4b" and (fits or one != ".wav")]


def _export(lab: Lab, length_s: float, suffix: str) -> tuple[float, float]:
    """The peak in MiB and the seconds taken; what is written is removed."""
    script = write_script(lab.folder / f"{length_s:.0f}.yaml", lines_lasting(length_s))
    target = lab.folder / f"memory{suffix}"
    shutil.rmtree(lab.cache, ignore_errors=True)
    begun = time.perf_counter()
    command = [PRESENCE, "export", str(script), "-o", str(target)]
    with subprocess.Popen(  # noqa: S603 (our own program, our own arguments)
        command, env=lab.environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        peak = _peak_bytes(process) / 2**20
    seconds = time.perf_counter() - begun
    _check(target, length_s, process.returncode)
    progress(f"{length_s:g} s of sound: {peak:.1f} MiB, {seconds:.2f} s")
    target.unlink()
    return peak, seconds


def _check(target: Path, length_s: float, exit_code: int) -> None:
    import av

    if exit_code:
        raise RuntimeError(f"the export of {length_s:g} s ended with {exit_code}")
    with av.open(str(target)) as file:
        found = (file.duration or 0) / av.time_base
    if abs(found - length_s) > 0.02 * length_s:
        raise RuntimeError(f"the export lasts {found:.0f} s instead of {length_s:g}")


def _peak_bytes(process: "subprocess.Popen[bytes]") -> int:
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_resident_bytes(one) for one in _family(process.pid)))
        time.sleep(LOOK_EVERY_S)
    return peak


def _family(pid: int) -> Iterator[int]:
    """The process and all that it started and they started, as far as they still run."""
    yield pid
    try:
        lists = [path.read_text() for path in (PROC / str(pid) / "task").glob("*/children")]
    except OSError:  # it ended meanwhile
        return
    for child in " ".join(lists).split():
        yield from _family(int(child))


def _resident_bytes(pid: int) -> int:
    try:
        pages = (PROC / str(pid) / "statm").read_text().split()[1]
    except (OSError, IndexError):  # it ended meanwhile
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
