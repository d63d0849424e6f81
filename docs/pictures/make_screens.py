"""An exercise, played in a terminal of its own → the pictures of the screen in the README.

They show what `presence play` drew at certain moments, so the exercise plays for about a minute
and a half, aloud where there is a sound device. Where Presence is installed:

    python -m pip install pexpect pyte
    python docs/pictures/make_screens.py            # all
    python docs/pictures/make_screens.py play       # one, or some
"""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

from emulator import svg  # beside this file

FOLDER: Final = Path(__file__).parent
COMMAND: Final = ("play", "arriving-together", "--names", "Sam,Alex", "--from", "Settling")
COLUMNS: Final = 72
ROWS: Final = 20
LONGEST_WAIT_S: Final = 120
UPDATE_ENDS: Final = "\x1b[?2026l"
FULL_BLOCKS: Final = "█" * 12


class Moment(NamedTuple):
    """When a picture is taken, and what is typed once it is."""

    name: str
    is_now: Callable[[str], bool]  # of the words on the screen
    typed: str = ""


MOMENTS: Final = (
    Moment("play", lambda words: "look at each other, or look away" in words),
    Moment("play-breath", lambda words: "in 4" in words and FULL_BLOCKS in words),
    Moment("play-check-in", lambda words: "Do you both want to go on?" in words, typed="f"),
)
"""In the order in which they come. The last is taken once the first partner has said yes."""
NOT_YET: Final = "for yes"
TOO_EARLY: Final = "The question first"


def tool(name: str) -> ModuleType:
    """A package that only this script needs; ends the script where it is missing."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        sys.exit(f"these pictures need the package {name}: python -m pip install pexpect pyte")


def pictures(wanted: set[str]) -> Iterator[tuple[str, Any]]:
    """(name, the screen as `pyte` has it) at each moment that is wanted."""
    pexpect, pyte = tool("pexpect"), tool("pyte")
    tool("pyte.graphics").FG_ANSI[2] = "dim"  # pyte itself passes over this one
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    program = pexpect.spawn(
        sys.executable,
        ["-m", "presence", *COMMAND],
        dimensions=(ROWS, COLUMNS),
        timeout=LONGEST_WAIT_S,
        encoding="utf-8",
    )
    updates = whole_updates(program)
    missed = "nothing yet"
    try:
        for moment in (each for each in MOMENTS if each.name in wanted):
            missed = moment.name
            until(moment.is_now, updates, stream, screen)
            while moment.typed and is_open(screen):  # a yes before the question counts for nothing
                program.send(moment.typed)
                stream.feed(next(updates))
            yield moment.name, screen
    except (pexpect.EOF, pexpect.TIMEOUT):
        shown = "\n".join(row.rstrip() for row in screen.display).strip()
        sys.exit(f"the moment of '{missed}' did not come; the last of the screen:\n{shown}")
    finally:
        program.close(force=True)


def is_open(screen: Any) -> bool:
    """Whether nobody has answered yet, or a notice still says that it was too early."""
    words = " ".join(screen.display)
    return words.count(NOT_YET) != 1 or TOO_EARLY in words


def whole_updates(program: Any) -> Iterator[str]:
    """What is written, up to the end of an update each time: no picture is half drawn."""
    waiting = ""
    while True:
        waiting += program.read_nonblocking(4096, timeout=LONGEST_WAIT_S)
        *updates, waiting = waiting.split(UPDATE_ENDS)
        yield from (update + UPDATE_ENDS for update in updates)


def until(is_now: Callable[[str], bool], updates: Iterator[str], stream: Any, screen: Any) -> None:
    """Lets the terminal show one update after the other until its words are those waited for."""
    while not is_now(" ".join(" ".join(screen.display).split())):
        stream.feed(next(updates))


if __name__ == "__main__":
    for name, screen in pictures(set(sys.argv[1:]) or {moment.name for moment in MOMENTS}):
        picture = FOLDER / f"{name}.svg"
        picture.write_text(svg(screen), encoding="utf-8")
        sys.stdout.write(f"{picture} is made\n")
