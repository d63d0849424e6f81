"""presence show NAME|FILE: the timeline of an exercise, as text, JSON or a picture."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from presence.cli.options import ENGINES, check_voice, length, names, sequence_of

if TYPE_CHECKING:
    from presence.authoring.outline import Outline
    from presence.mix.placing import Lengths
    from presence.sequence.cues import Sequence

EXAMPLES = """\
\b
Examples:
  presence show mine.yaml
  presence show mine.yaml --exact
  presence show arriving-together --names Sam,Alex -o timeline.svg
  presence show mine.yaml -o timeline.png --width 2000
  presence show mine.yaml --json
"""

LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True},
    "mark": {"fg": "cyan"},
    "dim": {"dim": True},
}


@click.command(epilog=EXAMPLES)
@click.argument("exercise", metavar="NAME|FILE")
@click.option("--exact", is_flag=True, help="Narrate the lines, and show their true times.")
@click.option("--engine", type=click.Choice(ENGINES), help="What speaks; with --exact.")
@click.option("--voice", metavar="VOICE", help="The voice; with --exact.")
@click.option(
    "--rate", type=click.IntRange(80, 300), metavar="WPM", help="Words a minute, 80 to 300."
)
@click.option("--names", type=names, metavar="A,B", help="The partners' names.")
@click.option(
    "--for",
    "length",
    type=length,
    metavar="TIME",
    help="As it is when it lasts so long, as in 15m; or 'shortest', or 'longest'.",
)
@click.option(
    "--from", "section", metavar="SECTION", help="Begin at a section: its title or number."
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="Draw a picture: a file that ends in .svg or .png.",
)
@click.option("--width", type=click.IntRange(400, 8000), help="How wide a .png is, in pixels.")
@click.option("--force", is_flag=True, help="Replace the picture if the file exists.")
@click.option("--json", "as_json", is_flag=True, help="The timeline as JSON.")
def command(
    exercise: str,
    exact: bool,
    engine: str | None,
    target: Path | None,
    width: int | None,
    force: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """Show what happens when: every line, pause, breath and mark of an exercise, with its time.

    Times are estimated from the words, at once; --exact narrates them.
    """
    if not exact and (engine or choices["voice"]):
        raise click.UsageError("--engine and --voice are for --exact; estimates have no voice.")
    if width and (target is None or target.suffix.lower() != ".png"):
        raise click.UsageError("--width is for a picture that ends in .png.")
    from presence.authoring.outline import outline_of
    from presence.authoring.picture.file import check_target, write_picture

    if target:
        check_target(target, force=force)
    sequence = sequence_of(exercise, ambient=None, ambient_level=None, **choices)
    with _lengths(sequence, exact, engine, choices["voice"]) as lengths:
        outline = outline_of(_fitted(sequence, lengths), lengths)
    if target:
        write_picture(outline, target, width)
    if as_json:
        import json

        from presence.authoring.outline_json import as_json as json_of

        click.echo(json.dumps(json_of(outline), indent=2))
    elif target:
        click.echo(f"{target}: {sequence.title}, {_clock(outline)}")
    else:
        _print(outline)


def _fitted(sequence: "Sequence", lengths: "Lengths") -> "Sequence":
    from presence.errors import PresenceError
    from presence.mix.placing import fitted

    try:
        return fitted(sequence, lengths)
    except PresenceError as problem:
        if lengths.exact:
            raise
        hint = f"{problem.hint} These are estimates; --exact narrates the lines."
        raise PresenceError(problem.message, hint) from None


@contextmanager
def _lengths(
    sequence: "Sequence", exact: bool, engine: str | None, voice: str | None
) -> Iterator["Lengths"]:
    from presence.mix.placing import narrated_lengths, quick_lengths

    if not exact:
        with quick_lengths() as lengths:
            yield lengths
        return
    from presence.narration.choosing import open_engine
    from presence.narration.store import user_store

    speaker = open_engine(engine)
    check_voice(speaker, sequence, voice)
    with narrated_lengths(sequence, speaker, user_store()) as lengths:
        yield lengths


def _print(outline: "Outline") -> None:
    from presence.authoring.listing import listing

    for pieces in listing(outline, _columns()):
        click.echo("".join(click.style(text, **LOOKS.get(look, {})) for text, look in pieces))


def _columns() -> int | None:
    """The terminal's width; None where there is none: what is piped on stays whole."""
    import os
    import shutil

    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return shutil.get_terminal_size().columns
    return None


def _clock(outline: "Outline") -> str:
    from presence.units import clock, seconds_of

    return clock(seconds_of(outline.frame_count))
