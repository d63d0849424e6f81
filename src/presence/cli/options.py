"""The options that play and export share, and the values they stand for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from presence.script.model import Script
    from presence.sequence.settings import Settings

_ENGINES = ("espeak", "pyttsx3", "silent")


class Level(click.ParamType):
    """`-16`, `-16dB` or `-16 dB` as a float, within bounds."""

    name = "dB"

    def __init__(self, low: float, high: float) -> None:
        self.low = low
        self.high = high

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        from presence.units import parse_db

        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            level_db = parse_db(text if text.lower().endswith("db") else f"{text} dB")
        except ValueError:
            self.fail(f"'{value}' is not a level; write one as -20 or '-20 dB'", param, ctx)
        if not self.low <= level_db <= self.high:
            self.fail(f"{value} is not between {self.low:g} and {self.high:g} dB", param, ctx)
        return level_db


class Names(click.ParamType):
    """`Sam,Alex` as a tuple of names."""

    name = "names"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip() for name in str(value).split(","))
        if not all(names) or len(set(names)) < len(names):
            self.fail(f"'{value}' is not a list of different names, as in Sam,Alex", param, ctx)
        return names


_LISTENING = (
    click.argument("exercise", metavar="NAME|FILE"),
    click.option("--voice", metavar="VOICE", help="The voice; see 'presence voices'."),
    click.option("--engine", type=click.Choice(_ENGINES), help="What speaks."),
    click.option(
        "--rate", type=click.IntRange(80, 300), metavar="WPM", help="Words a minute, 80 to 300."
    ),
    click.option(
        "--ambient", metavar="SOUND|FILE|off", help="The bed: a built-in sound, a file, or none."
    ),
    click.option(
        "--ambient-level", type=Level(-60, 0), help="The bed's level, relative to the voice."
    ),
    click.option("--volume", type=Level(-60, 12), default=0.0, help="The level of everything."),
    click.option("--names", type=Names(), metavar="A,B", help="The partners' names."),
    click.option(
        "--from", "section", metavar="SECTION", help="Begin at a section: its title or number."
    ),
)


def listening(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the exercise and all that shapes how it sounds."""
    for option in reversed(_LISTENING):
        function = option(function)
    return function


def find_exercise(name: str) -> Path:
    """The file of a built-in exercise, or the file itself. Raises PresenceError if neither."""
    from presence import resources
    from presence.errors import PresenceError

    path = Path(name)
    if path.suffix or path.exists() or len(path.parts) > 1:
        return path
    shelf = resources.exercises()
    if name in shelf:
        return shelf[name]
    import difflib

    close = difflib.get_close_matches(name.lower(), shelf, n=1)
    hint = f"Did you mean '{close[0]}'? " if close else ""
    raise PresenceError(
        f"there is no exercise '{name}', and no file of that name",
        f"{hint}On the shelf are {', '.join(shelf)}.",
    )


def settings_of(
    *,
    voice: str | None,
    rate: int | None,
    ambient: str | None,
    ambient_level: float | None,
    names: tuple[str, ...] | None,
    section: str | None,
) -> "Settings":
    """What a listener asked for."""
    from presence.sequence.settings import Settings

    return Settings(
        names=names,
        voice=voice,
        rate_wpm=rate,
        ambient=None if ambient in (None, "off") else _sound(ambient),
        no_ambient=ambient == "off",
        ambient_level_db=ambient_level,
        section=section,
    )


def _sound(wanted: str | None) -> Path:
    from presence import resources
    from presence.errors import PresenceError

    sounds = resources.sounds()
    if wanted in sounds:
        return sounds[wanted]
    path = Path(wanted or "")
    if path.is_file():
        return path
    hint = f"Built-in beds are {', '.join(resources.beds())}; 'off' is none."
    raise PresenceError(f"there is no sound '{wanted}', and no file of that name", hint)


def load_script(exercise: str) -> "Script":
    """The script of a built-in exercise or of a file. Raises PresenceError."""
    from presence.script.reader import load

    return load(find_exercise(exercise))
