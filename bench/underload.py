"""underload: both cores wholly taken, twenty plays of two minutes → how many had a gap.

Five play at once, each into a sink of its own whose monitor is recorded, while a busy loop for
each core takes all it can get. A gap is one that the player reports, or a millisecond of digital
silence in what was recorded: under the bed of rain there is none from beginning to end.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from bench.room import open_room
from bench.table import Row, exactly
from bench.texts import lines_lasting, write_script
from bench.timing import PRESENCE, Lab, progress

if TYPE_CHECKING:
    from audio_server import NullSink

NEEDS: Final = ("sound server", "pytest")
SESSION_S: Final = 120.0
AT_ONCE: Final = 5
PLAYS: Final = 20
GAP_FRAMES: Final = 48
BUSY: Final = "while True: pass"
REPORTED: Final = "interrupted"


def measure(lab: Lab) -> list[Row]:
    script = write_script(lab.folder / "session.yaml", lines_lasting(SESSION_S))
    plays = lab.repeats(PLAYS, quick=AT_ONCE)
    gaps = 0
    with open_room() as sink, _busy(os.cpu_count() or 1):
        for first in range(0, plays, AT_ONCE):
            found = _played(lab, sink, script, first)
            gaps += sum(found)
            progress(f"plays {first + 1} to {first + AT_ONCE}: {sum(found)} with a gap")
    return [Row(f"plays with a gap, of {plays}, all cores taken", exactly(gaps), "", "", None, 0)]


@contextlib.contextmanager
def _busy(cores: int) -> Iterator[None]:
    loops = [
        subprocess.Popen([sys.executable, "-c", BUSY])  # noqa: S603 (a loop of our own)
        for _ in range(cores)
    ]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def _played(lab: Lab, sink: "NullSink", script: Path, first: int) -> list[bool]:
    """Several plays at once; for each, whether it had a gap."""
    environ = {**lab.environ, **sink.environ}
    with contextlib.ExitStack() as leaving:
        rooms = []
        for number in range(first, first + AT_ONCE):
            name = f"room{number}"
            _sink(name, environ)
            record = lab.folder / f"{name}.raw"
            leaving.enter_context(_recorded(name, record, environ))
            player = subprocess.Popen(  # noqa: S603 (our own program)
                [PRESENCE, "play", str(script)],
                env={**environ, "PULSE_SINK": name},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            rooms.append((player, record))
        said = [player.communicate()[1] for player, _ in rooms]
    if any(player.returncode for player, _ in rooms):
        raise RuntimeError("a play failed:\n" + "\n".join(said))
    found = [
        REPORTED in words or _silent_within(record)
        for words, (_, record) in zip(said, rooms, strict=True)
    ]
    for _, record in rooms:
        record.unlink()
    return found


def _sink(name: str, environ: dict[str, str]) -> None:
    arguments = ["rate=48000", "format=float32le", "channels=2", f"sink_name={name}"]
    subprocess.run(  # noqa: S603 (a sink of our own server)
        ["pactl", "load-module", "module-null-sink", *arguments],  # noqa: S607 (as installed)
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def _recorded(name: str, record: Path, environ: dict[str, str]) -> Iterator[None]:
    command = ["parec", "--raw", f"--device={name}.monitor", "--format=s16le", "--rate=48000"]
    with record.open("wb") as file:
        parec = subprocess.Popen(  # noqa: S603 (the recorder)
            [*command, "--channels=2", "--latency-msec=50"], env=environ, stdout=file
        )
        try:
            yield
        finally:
            parec.terminate()
            parec.wait()


def _silent_within(record: Path) -> bool:
    """Whether a millisecond and more of digital silence lies between first sound and last."""
    sound = np.fromfile(record, dtype="<i2").reshape(-1, 2).any(axis=1)
    places = np.flatnonzero(sound)
    if len(places) < SESSION_S * 48_000 * 0.9:
        raise RuntimeError(f"only {len(places) / 48_000:.1f} s of sound were recorded")
    faded = slice(48_000, -7 * 48_000)  # the bed fades in and out
    return bool((np.diff(places[faded]) > GAP_FRAMES).any())
