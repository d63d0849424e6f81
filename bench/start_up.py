"""start-up: nothing → milliseconds until `presence --help` is done, beside Python by itself."""

import sys
from collections.abc import Sequence
from functools import partial
from typing import Final

from bench.table import Row
from bench.timing import PRESENCE, Lab, interleaved, run

NEEDS: Final = ()
TARGET: Final = 80 / 11
"""80 ms where Python alone takes 11: it is the ratio that other machines can be held to."""


def measure(lab: Lab) -> list[Row]:
    commands: dict[str, Sequence[str]] = {
        "presence --help": [PRESENCE, "--help"],
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c 'import click'": [sys.executable, "-c", "import click"],
    }
    runs = {name: partial(_milliseconds, command, lab) for name, command in commands.items()}
    for one in runs.values():
        one()  # from then on all that is read is in the page cache
    found = interleaved(runs, lab.repeats(40, 20))
    help_, bare, click = found.values()
    return [
        Row("start: presence --help", help_, "ms", "python -c pass", bare, TARGET),
        Row("start: presence --help", help_, "ms", "python -c 'import click'", click),
    ]


def _milliseconds(command: Sequence[str], lab: Lab) -> float:
    return 1000 * run(command, lab.environ)
