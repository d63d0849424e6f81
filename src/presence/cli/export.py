"""presence export NAME|FILE… -o FILE: an exercise as an audio file, or its words as a text."""

from pathlib import Path
from typing import Any

import click

from presence.cli.exporting.composing import composed
from presence.cli.exporting.one import write
from presence.cli.exporting.options import CAPTIONS, FORMATS, TEXTS, Grouped, exporting
from presence.cli.exporting.several import export_several
from presence.cli.exporting.words import export_words
from presence.export.choices import OPTIONS

EXAMPLES = """\
\b
Examples:
  presence export arriving -o arriving.wav
  presence export arriving -o arriving.opus             small, with chapters and a cover
  presence export mine.yaml -o mine.m4b --author "Sam"
  presence export mine.yaml -o mine.flac --bits 24
  presence export mine.yaml -o mine.wav --names Sam,Alex --ambient off
  presence export mine.yaml -o mine.mp3 --captions vtt,lrc
  presence export mine.yaml -o mine.mp3 --loudness podcast --report
  presence export mine.yaml -o mine.wav --stems         mine.voice.wav and so on, for an editor
  presence export mine.yaml -o mine.m4a --split section
  presence export arriving-together -o arriving.html    a page for any browser, offline
  presence export scripts/*.yaml -d out --format opus   all of them, several at once
  presence export mine.yaml -o mine.txt    its words and silences, to read or to import again
"""


@click.command(cls=Grouped, epilog=EXAMPLES)
@exporting
def command(
    exercises: tuple[str, ...],
    engine: str | None,
    volume: float,
    target: Path | None,
    folder: Path | None,
    suffix: str | None,
    jobs: int | None,
    has_manifest: bool,
    force: bool,
    as_json: bool,
    **choices: Any,
) -> int:
    """Write an exercise to an audio file: the same sound that 'presence play' makes.

    Or write its words and silences as a text, which 'presence import' reads; or its captions.
    With -d, any number of exercises, each to a file of its own.
    """
    from presence.export.folder import expanded

    exercises = expanded(exercises)
    _check_places(exercises, target, folder, suffix, jobs)
    asked = {name: choices.pop(name) for name in OPTIONS}
    asked = {name: value for name, value in asked.items() if value is not None}
    if volume and "loudness" in asked:
        raise click.UsageError("--loudness and --volume each set the level: give one.")
    if folder and suffix:
        return export_several(
            exercises,
            folder,
            suffix,
            engine=engine,
            choices=choices,
            jobs=jobs,
            anew=force,
            as_json=as_json,
            has_manifest=has_manifest,
            volume_db=volume,
            **asked,
        )
    (exercise,) = exercises
    target = target or Path()  # there is one: `_check_places` has seen to it
    if target.suffix.lower() in TEXTS + CAPTIONS:
        _check_words(target, [*(OPTIONS[name] for name in asked), *["--manifest"] * has_manifest])
        export_words(exercise, target, engine, choices, force=force, as_json=as_json)
        return 0
    write(
        lambda: composed(exercise, choices, has_manifest=has_manifest),
        target,
        engine=engine,
        voice=choices["voice"],
        volume=volume,
        as_json=as_json,
        **asked,
    )
    return 0


def _check_words(target: Path, asked: list[str]) -> None:
    """Raises UsageError where something is asked that only sound has."""
    if asked:
        raise click.UsageError(
            f"{target.suffix} holds words, which have no {asked[0]}. Leave it out."
        )


def _check_places(
    exercises: tuple[str, ...],
    target: Path | None,
    folder: Path | None,
    suffix: str | None,
    jobs: int | None,
) -> None:
    """Raises UsageError where it is not plain what is to be written where."""
    if target and folder:
        raise click.UsageError("-o names one file and -d a folder for several: give one of them.")
    if folder and not suffix:
        raise click.UsageError(f"with -d, say what to write: --format {' or '.join(FORMATS)}.")
    if folder:
        return
    if len(exercises) > 1:
        raise click.UsageError(
            f"{len(exercises)} exercises are several files: name a folder for them and a format, "
            "as in -d out --format opus."
        )
    if suffix or jobs:
        option = "--format" if suffix else "--jobs"
        raise click.UsageError(f"{option} is for -d, a folder of files.")
    if not target:
        raise click.UsageError(
            "Missing option '-o' / '--output', the file to write; or '-d', a folder for several."
        )
