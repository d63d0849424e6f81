"""watch: a save of a script → seconds until its author is told, beside a bare watchfiles loop.

One line of the script differs at each save, and `presence watch` has to name it. The bare loop
notices the same saves with watchfiles' own settings for a quick answer, reads nothing, and says so.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from bench.check import STEPS, long_lines
from bench.table import Row
from bench.texts import lines, write_script
from bench.timing import PRESENCE, Lab, interleaved

NEEDS: Final = ()
TARGET_S: Final = 0.3
SHORT_STEPS: Final = 40
_QUIET_S: Final = 0.4
"""Between two saves, so that each is one of its own."""

_BARE: Final = """\
import sys
from watchfiles import watch
print("ready", flush=True)
for changes in watch(sys.argv[1], step=20, debounce=200, recursive=False):
    if any(name.endswith(".yaml") for _, name in changes):
        print("changed", flush=True)
"""


class Saves:
    """Saves a script, each time with another first line, and waits until that is told."""

    def __init__(self, script: Path, process: "subprocess.Popen[str]") -> None:
        self._script = script
        self._process = process
        self._text = script.read_text(encoding="utf-8")
        self._count = 0

    def once(self) -> float:
        self._count += 1
        text = self._text.replace("  - say: ", f"  - say: Number {self._count}. ", 1)
        beside = self._script.with_name("beside")
        beside.write_text(text, encoding="utf-8")
        time.sleep(_QUIET_S)
        begun = time.perf_counter()
        beside.replace(self._script)
        self.wait_for("changed")
        return time.perf_counter() - begun

    def wait_for(self, word: str) -> None:
        for line in self._process.stdout or ():
            if word in line:
                return
        raise RuntimeError(f"{self._process.args!r} ended without having said '{word}'")


def measure(lab: Lab) -> list[Row]:
    folders = {name: lab.folder / name for name in ("long", "short", "bare")}
    for folder in folders.values():
        folder.mkdir()
    long = write_script(folders["long"] / "mine.yaml", long_lines(STEPS // 2))
    short = write_script(folders["short"] / "mine.yaml", lines(SHORT_STEPS // 2))
    bare = write_script(folders["bare"] / "mine.yaml", long_lines(STEPS // 2))
    with ExitStack() as running:
        start = partial(_running, running, lab)
        found = interleaved(
            {
                "long": start(long, [PRESENCE, "watch", str(long)], ": about ").once,
                "short": start(short, [PRESENCE, "watch", str(short)], ": about ").once,
                "bare": start(bare, [sys.executable, "-c", _BARE, str(bare.parent)], "ready").once,
            },
            lab.repeats(15, 5),
        )
    peer = "bare watchfiles"
    return [
        Row(f"told after a save of {steps:,} steps", ours, "s", peer, found["bare"], TARGET_S, True)
        for steps, ours in ((STEPS, found["long"]), (SHORT_STEPS, found["short"]))
    ]


def _running(
    running: ExitStack, lab: Lab, script: Path, command: Sequence[str], ready: str
) -> Saves:
    saves = Saves(script, running.enter_context(_started(command, lab)))
    saves.wait_for(ready)
    return saves


@contextmanager
def _started(command: Sequence[str], lab: Lab) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(  # noqa: S603 (commands of the benchmark itself)
        command, env=lab.environ, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
