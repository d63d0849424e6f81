"""first-sound: `presence play` → seconds from its start to the first frame that sounds.

Beside it, through the same sound server and recorder: a program that does nothing but open the
device and sound, and mpv with the exported file. All figures contain the way to the recorder.
"""

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.room import first_sound_s, open_room
from bench.table import Row
from bench.texts import lines, write_script
from bench.timing import PRESENCE, Lab, interleaved, run

if TYPE_CHECKING:
    from audio_server import NullSink

NEEDS: Final = ("sound server", "mpv", "pytest")
TARGET_S: Final = 0.5
SHELF: Final = "arriving"
LINES: Final = 20
BARE: Final = "bare sounddevice"
MPV: Final = "mpv, exported WAV"


class Stage:
    """The sound server, and the functions that play into it and return seconds."""

    def __init__(self, lab: Lab, sink: "NullSink") -> None:
        self._lab = lab
        self._sink = sink

    def cold(self, exercise: str) -> float:
        shutil.rmtree(self._lab.cache, ignore_errors=True)
        return self.warm(exercise)

    def warm(self, exercise: str) -> float:
        """What was played just before is in the cache: call it after `cold`."""
        return self.plain([PRESENCE, "play", exercise])

    def plain(self, command: list[str]) -> float:
        return first_sound_s(self._sink, command, self._lab.environ)


def measure(lab: Lab) -> list[Row]:
    exercises = {
        "a line first, no bed": str(write_script(lab.folder / "say.yaml", lines(LINES), None)),
        "a line first, over a bed": str(write_script(lab.folder / "bed.yaml", lines(LINES))),
        f"'{SHELF}' of the shelf": SHELF,
    }
    wav = str(lab.folder / "say.wav")
    run([PRESENCE, "export", exercises["a line first, no bed"], "-o", wav], lab.environ)
    bleep = [sys.executable, "-P", str(Path(__file__).with_name("bleep.py"))]
    mpv = ["mpv", "--no-config", "--no-terminal", "--no-video", "--ao=pulse", wav]
    with open_room() as sink:
        stage = Stage(lab, sink)
        runs: dict[str, Callable[[], float]] = {}
        for name, exercise in exercises.items():
            runs[f"{name}, nothing kept"] = partial(stage.cold, exercise)
            runs[f"{name}, lines kept"] = partial(stage.warm, exercise)
        runs[BARE] = partial(stage.plain, bleep)
        runs[MPV] = partial(stage.plain, mpv)
        found = interleaved(runs, lab.repeats(7))
    bare, player = found.pop(BARE), found.pop(MPV)
    rows = [
        Row(f"first sound: {name}", figure, "s", BARE, bare, TARGET_S, target_is_ours=True)
        for name, figure in found.items()
    ]
    warm = found["a line first, no bed, lines kept"]
    return [*rows, Row("first sound: a line first, no bed, lines kept", warm, "s", MPV, player)]
