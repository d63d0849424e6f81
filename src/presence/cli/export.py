"""presence export NAME|FILE… -o FILE: an exercise as an audio file, or its words as a text."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from presence.cli.captions import CAPTIONS, export_captions
from presence.cli.captions import kinds as caption_kinds
from presence.cli.export_several import (
    check_places,
    expanded,
    export_several,
    inputs_of,
    several,
)
from presence.cli.lasting import lasting
from presence.cli.loudness import loudness, told
from presence.cli.options import (
    check_voice,
    listening_to_several,
    load_script,
    sequence_of,
)

if TYPE_CHECKING:
    from presence.export.manifest import Inputs
    from presence.export.order import Made
    from presence.sequence.cues import Sequence

TEXTS = (".txt", ".md", ".ssml")
"""The table of `presence.authoring.texts`, which is loaded only where it is needed."""

FOR_SOUND = {
    "bits": "--bits",
    "quality": "--quality",
    "author": "--author",
    "date": "--date",
    "has_artwork": "--artwork or --no-artwork",
    "captions": "--captions",
    "stems": "--stems",
    "split": "--split",
    "voice_only": "--voice-only",
    "loudness": "--loudness",
    "has_report": "--report",
}
"""Options that a text has no use for, by their names in an Order."""

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


class Date(click.ParamType[str]):
    """A year, a month or a day, as ISO 8601 writes it; kept as it is written."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from datetime import date

        year, month, day = (*str(value).split("-"), "01", "01")[:3]
        shape = [len(part) for part in str(value).split("-")]
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            shape = []
        if shape not in ([4], [4, 2], [4, 2, 2]):
            self.fail(f"'{value}' is no date; write 2026, 2026-05 or 2026-05-31.", param, ctx)
        return str(value)


@click.command(epilog=EXAMPLES)
@listening_to_several
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="The file to write; its suffix names the format: .wav, .flac, .opus, .ogg, .mp3, .m4a or "
    ".m4b; a page that plays it: .html; of its words: .txt, .md or .ssml; of captions alone: "
    ".vtt, .srt, .lrc or .ass.",
)
@click.option(
    "--quality",
    type=click.Choice(["voice", "high"]),
    help="Of .opus, .ogg, .mp3, .m4a and .m4b: 'voice' is small and enough for speech, and what "
    "you get if you don't say; 'high' is for music too.",
)
@click.option(
    "--bits",
    type=click.Choice(["16", "24", "float"]),
    help="Bits a sample of .wav and .flac; 16 if not given.",
)
@click.option("--author", help="Who made the exercise, for the file's tags.")
@click.option("--date", type=Date(), help="Its date, for the tags: 2026, 2026-05 or 2026-05-31.")
@click.option(
    "--artwork/--no-artwork",
    "has_artwork",
    default=None,
    help="A cover drawn from the exercise's own timeline; with it, if you don't say.",
)
@click.option(
    "--captions",
    type=caption_kinds,
    metavar="KINDS",
    help="What is said, as files beside the sound: vtt, srt, lrc, ass, or several as in vtt,srt.",
)
@click.option(
    "--stems",
    is_flag=True,
    default=None,
    help="The voice, the bed and the bells too, as files beside a .wav or .flac that add up to it.",
)
@click.option(
    "--split",
    type=click.Choice(["section"]),
    help="A file for each section, in place of one for all: NAME-01-settling.opus and so on.",
)
@click.option(
    "--voice-only", is_flag=True, default=None, help="Without the bed, the bells and tones."
)
@click.option(
    "--loudness",
    type=loudness,
    metavar="LUFS|NAME",
    help="How loud the voice is, as in -19; or 'meditation' (-19), 'podcast' (-16) or 'acx', for "
    "audiobooks. Instead of --volume.",
)
@click.option(
    "--report",
    "has_report",
    is_flag=True,
    default=None,
    help="Say how loud it is, and whether ACX takes it; and write that beside it, as JSON.",
)
@several
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite a text that is there, as sound always is; with -d, make all of it again.",
)
@click.option("--json", "as_json", is_flag=True, help="Say what was written as JSON.")
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
    exercises = expanded(exercises)
    check_places(exercises, target, folder, suffix, jobs)
    asked = {name: choices.pop(name) for name in FOR_SOUND}
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
    target = target or Path()  # there is one: `check_places` has seen to it
    if has_manifest and target.suffix.lower() in TEXTS + CAPTIONS:
        asked["has_manifest"] = True
    if target.suffix.lower() in TEXTS + CAPTIONS:
        for name in asked:
            option = FOR_SOUND.get(name, "--manifest")
            raise click.UsageError(
                f"{target.suffix} holds words, which have no {option}. Leave it out."
            )
        if target.suffix.lower() in TEXTS:
            _export_text(exercise, target, force, as_json, choices)
        else:
            export_captions(exercise, target, engine, force, as_json, choices)
        return 0
    write(
        lambda: sequence_of(exercise, **choices),
        target,
        engine=engine,
        voice=choices["voice"],
        volume=volume,
        as_json=as_json,
        inputs=(lambda: inputs_of(load_script(exercise), choices)) if has_manifest else None,
        **asked,
    )
    return 0


def write(
    compose: "Callable[[], Sequence]",
    target: Path,
    *,
    engine: str | None,
    voice: str | None,
    volume: float,
    as_json: bool = False,
    inputs: "Callable[[], Inputs] | None" = None,
    **asked: Any,
) -> None:
    """Writes what `compose` gives to `target`, and says what was written. Raises PresenceError.

    `inputs` are for a manifest, if there is to be one; `asked` the other fields of an `Order`.
    """
    from presence.export.making import Task, make
    from presence.export.order import Order, sounds_of
    from presence.narration.choosing import open_engine
    from presence.narration.store import user_store

    order = Order(target, volume_db=volume, **asked)
    order.check()
    with ExitStack() as leaving:
        speaker = open_engine(engine)
        leaving.callback(speaker.close)
        speaker.start()  # while the script is read
        sequence = compose()
        order.check(sounds_of(sequence))  # before its length is found, which narrates
        check_voice(speaker, sequence, voice)
        store = user_store()
        sequence, lines_made = lasting(sequence, speaker, store)
        progress = leaving.enter_context(_progress())
        task = Task(order, sequence, inputs() if inputs else None)
        made, _ = make(task, speaker, store, progress=progress)
    _tell(replace(made, lines_made=made.lines_made + lines_made), task.manifest, as_json)


def _tell(made: "Made", manifest: Path | None, as_json: bool) -> None:
    from presence.units import clock, seconds_of

    seconds = seconds_of(made.frame_count)
    if as_json:
        import json

        found = {
            "path": str(made.path),
            "seconds": seconds,
            "frames": made.frame_count,
            "bytes": made.size_bytes,
            "lines_made": made.lines_made,
            "sounds": [str(path) for path in made.sounds],
            "captions": [str(path) for path in made.captions],
        }
        if made.report:
            found["report"] = made.report.as_json()
        if manifest:
            found["manifest"] = str(manifest)
        click.echo(json.dumps(found))
    else:
        click.echo(f"{made.path}: {clock(seconds)}, {made.size_bytes / 1e6:.1f} MB")
        for path in made.sounds[1:] + made.captions:
            click.echo(str(path))
        if manifest:
            click.echo(str(manifest))
        if made.report:
            click.echo("\n".join(told(made.report)))


def _export_text(
    exercise: str,
    target: Path,
    force: bool,
    as_json: bool,
    choices: dict[str, Any],
) -> None:
    from presence.authoring.new_files import check_new, write_new
    from presence.authoring.texts import text_of
    from presence.cli.options import find_exercise

    check_new(target, force=force, inputs=[find_exercise(exercise)])
    write_new(target, text_of(sequence_of(exercise, **choices), target.suffix.lower()))
    if as_json:
        import json

        click.echo(json.dumps({"path": str(target), "bytes": target.stat().st_size}))
    else:
        click.echo(str(target))


@contextmanager
def _progress() -> Iterator[Callable[[int, float], None] | None]:
    """A bar on stderr where that is a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from presence.units import seconds_of

    with click.progressbar(length=1000, label="Writing", file=sys.stderr) as bar:

        def advance(frames: int, left_s: float) -> None:
            done_s = seconds_of(frames)
            reached = round(1000 * done_s / max(done_s + left_s, 1e-9))
            bar.update(max(0, reached - bar.pos))  # what is left is an estimate, and may grow

        yield advance
