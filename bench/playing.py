"""playing: two minutes of lines and breaths over a bed → processor seconds of `presence play`.

The screen is on, in a terminal of its own. Beside it, at the same time and into the same sound
server, mpv plays the file that `presence export` made of the same exercise. The seconds are those
of each program and of all that it started, its beginning and end included.
"""

import os
import pty
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.room import open_room
from bench.table import Figure, Row
from bench.texts import lines_lasting, write_script
from bench.timing import PRESENCE, Lab, progress, run

if TYPE_CHECKING:
    from audio_server import NullSink

NEEDS: Final = ("sound server", "mpv", "pytest")
TARGET: Final = 1.3
SPOKEN_S: Final = 60.0
BREATHS: Final = "  - breathe: {pattern: resonance, times: 6}\n"
"""Another minute."""
MPV: Final = ("mpv", "--no-config", "--no-terminal", "--no-video", "--ao=pulse")


def measure(lab: Lab) -> list[Row]:
    script = write_script(lab.folder / "session.yaml", lines_lasting(SPOKEN_S))
    with script.open("a", encoding="utf-8") as file:
        file.write(BREATHS)
    wav = lab.folder / "session.wav"
    run([PRESENCE, "export", str(script), "-o", str(wav)], lab.environ)
    ours, theirs = [], []
    with open_room() as sink:
        for _ in range(lab.repeats(5)):
            both = _together(lab, sink, script, wav)
            ours.append(both[0])
            theirs.append(both[1])
            progress(f"processor seconds: presence {both[0]:.2f}, mpv {both[1]:.2f}")
    return [
        Row(
            "processor time to play 2 minutes, screen on",
            Figure.of(ours),
            "s",
            "mpv, exported WAV",
            Figure.of(theirs),
            TARGET,
        )
    ]


def _together(lab: Lab, sink: "NullSink", script: Path, wav: Path) -> tuple[float, float]:
    """Both at once, so that they meet the same noise: processor seconds of each."""
    environ = {**lab.environ, **sink.environ, "TERM": "xterm-256color"}
    terminal, theirs = pty.openpty()
    player = subprocess.Popen(  # noqa: S603 (our own program)
        [PRESENCE, "play", "--no-journal", str(script)],
        env=environ,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    threading.Thread(target=_drain, args=(terminal,), daemon=True).start()
    peer = subprocess.Popen(  # noqa: S603 (the peer, with our own file)
        [*MPV, str(wav)], env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    return _processor_s(player), _processor_s(peer)


def _processor_s(process: "subprocess.Popen[bytes]") -> float:
    """Waits for the end. RuntimeError where it failed."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def _drain(terminal: int) -> None:
    """Takes what the screen draws, as a terminal does, until there is nobody to draw."""
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # Linux says so where the other end is closed
        os.close(terminal)
