"""The options that play and export share, and the values they stand for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from presence.narration.engine import Engine
    from presence.script.model import Script
    from presence.sequence.cues import Length, Sequence

ENGINES = ("espeak", "pyttsx3", "silent")
"""The names that presence.narration.choosing knows, here without what it imports."""


def level(low: int, high: int) -> Callable[[str | float], float]:
    """A type of option: `-16`, `-16dB` or `-16 dB` as a float, within bounds."""

    def convert(value: str | float) -> float:
        from presence.units import parse_db

        if isinstance(value, float):
            return value
        number = value.strip().lower().removesuffix("db").replace("−", "-")
        try:
            level_db = parse_db(f"{number} dB")
        except ValueError:
            message = f"'{value}' is not a level; write one as -20 or '-20 dB'."
            raise click.BadParameter(message) from None
        if not low <= level_db <= high:
            raise click.BadParameter(f"{value} is not between {low} and {high} dB.")
        return level_db

    return convert


def one_line(value: str) -> str:
    """A type of option: a text for people to read, as a script could hold it."""
    import unicodedata

    for sign in value:
        if unicodedata.category(sign) in ("Cc", "Cs"):  # control characters, and bytes of no text
            message = f"it holds U+{ord(sign):04X}, which is no letter or sign; leave that out."
            raise click.BadParameter(message)
    return value


def names(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """A type of option: `Sam,Alex` as a tuple of names."""
    if isinstance(value, tuple):
        return value
    found = tuple(name.strip() for name in one_line(value).split(","))
    if not all(found) or len(set(found)) < len(found):
        raise click.BadParameter(f"'{value}' is not a list of different names, as in Sam,Alex.")
    return found


_ENDS: "Final[dict[str, Length]]" = {"shortest": "shortest", "longest": "longest"}


def length(value: "str | Length") -> "Length":
    """A type of option: `15m`, `shortest` or `longest`; a time within what a script may ask for."""
    from presence.script.faults import Fault
    from presence.script.spec import SCRIPT
    from presence.script.times import read_time

    if not isinstance(value, str):
        return value
    if value in _ENDS:
        return _ENDS[value]
    try:
        return read_time(value, SCRIPT.fields["for"], "--for")
    except Fault as fault:
        raise click.BadParameter(f"{fault.message}. {fault.hint}") from None


_EXERCISE = click.argument("exercise", metavar="NAME|FILE")
_EXERCISES = click.argument("exercises", metavar="NAME|FILE...", nargs=-1, required=True)
_VOICE = click.option("--voice", metavar="VOICE", help="The voice; see 'presence voices'.")
_ENGINE = click.option("--engine", type=click.Choice(ENGINES), help="What speaks.")
_RATE = click.option(
    "--rate", type=click.IntRange(80, 300), metavar="WPM", help="Words a minute, 80 to 300."
)
_AMBIENT = click.option(
    "--ambient", metavar="SOUND|FILE|off", help="The bed: a built-in sound, a file, or none."
)
_AMBIENT_LEVEL = click.option(
    "--ambient-level",
    type=level(-60, 0),
    metavar="DB",
    help="The bed's level, relative to the voice: -60 to 0 dB.",
)
_VOLUME = click.option(
    "--volume",
    type=level(-60, 12),
    default=0.0,
    metavar="DB",
    help="The level of everything, -60 to 12 dB; 0 if not given.",
)
_NAMES = click.option("--names", type=names, metavar="A,B", help="The partners' names.")
_FOR = click.option(
    "--for",
    "length",
    type=length,
    metavar="TIME",
    help="How long it lasts, as in 15m: flexible pauses grow. Or 'shortest', or 'longest'.",
)
_FROM = click.option(
    "--from", "section", metavar="SECTION", help="Begin at a section: its title or number."
)


_SOUNDING = (_VOICE, _ENGINE, _RATE, _AMBIENT, _AMBIENT_LEVEL, _VOLUME, _NAMES)


def sounding(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the exercise and all that shapes how it sounds."""
    return _all(function, _EXERCISE, *_SOUNDING)


def speaking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what shapes how single lines sound, without a bed."""
    return _all(function, _VOICE, _ENGINE, _RATE, _VOLUME, _NAMES)


def _all(function: Callable[..., Any], *options: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(options):
        function = option(function)
    return function


def listening(function: Callable[..., Any]) -> Callable[..., Any]:
    """As `sounding`, and where to begin and how long it is to last."""
    return sounding(_FROM(_FOR(function)))


def listening_to_several(function: Callable[..., Any]) -> Callable[..., Any]:
    """As `listening`, with any number of exercises."""
    return _all(_FROM(_FOR(function)), _EXERCISES, *_SOUNDING)


def find_exercise(name: str) -> Path:
    """The file of a built-in exercise, or the file itself. Raises PresenceError if neither."""
    from presence import resources
    from presence.errors import PresenceError

    path = Path(name)
    if path.is_file() or path.suffix or len(path.parts) > 1:
        return path
    shelf = resources.exercises()
    if name in shelf:
        return shelf[name]
    if path.exists():
        return path
    import difflib

    close = difflib.get_close_matches(name.lower(), shelf, n=1)
    hint = f"Did you mean '{close[0]}'? " if close else ""
    raise PresenceError(
        f"there is no exercise '{name}', and no file of that name",
        f"{hint}On the shelf are {', '.join(shelf)}.",
    )


def sequence_of(exercise: str, **choices: Any) -> "Sequence":
    """What will happen: the exercise as the listener asked for it. Raises PresenceError."""
    return compiled(load_script(exercise), **choices)


def compiled(
    script: "Script",
    *,
    ambient: str | None,
    ambient_level: float | None,
    names: tuple[str, ...] | None,
    rate: int | None,
    voice: str | None,
    section: str | None = None,
    length: "Length | None" = None,
) -> "Sequence":
    """What will happen when a listener asked for `script` so. Raises PresenceError."""
    from presence.errors import PresenceError
    from presence.sequence.compiler import compile_script
    from presence.sequence.cues import Bed
    from presence.sequence.settings import Settings

    settings = Settings(
        names=names,
        voice=voice,
        rate_wpm=rate,
        ambient=None if ambient in (None, "off") else _sound(ambient),
        no_ambient=ambient == "off",
        ambient_level_db=ambient_level,
        section=section,
        length=length,
    )
    sequence = compile_script(script, settings)
    has_bed = any(isinstance(cue, Bed) and cue.sound for cue in sequence.cues)
    if ambient_level is not None and not has_bed:
        message = "there is no bed of sound whose level could be changed"
        raise PresenceError(message, "Leave --ambient-level out, or add --ambient rain.")
    return sequence


def check_voice(engine: "Engine", sequence: "Sequence", voice: str | None) -> None:
    """Raises NarrationError if the listener asked for a voice that there is not: at once, rather
    than at the first line, which did not ask for it."""
    from presence.sequence.cues import DEFAULT_PITCH, DEFAULT_RATE_WPM, Utterance

    if voice is not None:
        engine.resolve(Utterance("", sequence.language, voice, DEFAULT_RATE_WPM, DEFAULT_PITCH))


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
