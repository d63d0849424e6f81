"""presence export NAME|FILE -o FILE: the exercise as an audio file, or its words as a text."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from presence.cli.lasting import lasting
from presence.cli.options import check_voice, listening, sequence_of

if TYPE_CHECKING:
    from presence.sequence.cues import Sequence

TEXTS = (".txt", ".md", ".ssml")
"""The table of `presence.authoring.texts`, which is loaded only where it is needed."""

EXAMPLES = """\
\b
Examples:
  presence export arriving -o arriving.wav
  presence export mine.yaml -o mine.flac --bits 24
  presence export mine.yaml -o mine.wav --names Sam,Alex --ambient off
  presence export mine.yaml -o mine.txt    its words and silences, to read or to import again
"""


@click.command(epilog=EXAMPLES)
@listening
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write; its suffix names the format: .wav, .flac or .mp3; .txt, .md or .ssml.",
)
@click.option(
    "--bits", type=click.Choice(["16", "24", "float"]), help="Bits a sample; 16 if not given."
)
@click.option(
    "--quality", type=click.Choice(["voice", "high"]), help="Of .mp3; 'voice' if not given."
)
@click.option("--force", is_flag=True, help="Overwrite a text that is there, as sound always is.")
@click.option("--json", "as_json", is_flag=True, help="Say what was written as JSON.")
def command(
    exercise: str,
    engine: str | None,
    volume: float,
    target: Path,
    bits: str | None,
    quality: str | None,
    force: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """Write an exercise to an audio file: the same sound that 'presence play' makes.

    Or write its words and silences as a text, which 'presence import' reads.
    """
    if target.suffix.lower() in TEXTS:
        for name, given in (("--bits", bits), ("--quality", quality)):
            if given is not None:
                message = f"{target.suffix} holds words, which have no {name}. Leave it out."
                raise click.UsageError(message)
        _export_text(exercise, target, force, as_json, choices)
        return
    write(
        lambda: sequence_of(exercise, **choices),
        target,
        bits=bits,
        quality=quality,
        engine=engine,
        voice=choices["voice"],
        volume=volume,
        as_json=as_json,
    )


def write(
    compose: "Callable[[], Sequence]",
    target: Path,
    *,
    engine: str | None,
    voice: str | None,
    volume: float,
    bits: str | None = None,
    quality: str | None = None,
    as_json: bool = False,
) -> None:
    """Writes what `compose` gives to `target`, and says what was written. Raises PresenceError."""
    from presence.export.exporter import check_target, export
    from presence.export.formats import recipe_of
    from presence.mix.session import Session
    from presence.narration.choosing import open_engine
    from presence.narration.store import user_store
    from presence.units import clock, seconds_of

    check_target(target)
    recipe = recipe_of(target, bits, quality)
    with ExitStack() as leaving:
        speaker = open_engine(engine)
        leaving.callback(speaker.close)
        speaker.start()  # while the script is read
        sequence = compose()
        check_target(target, _inputs(sequence))
        check_voice(speaker, sequence, voice)
        store = user_store()
        sequence = lasting(sequence, speaker, store)
        session = leaving.enter_context(Session(sequence, speaker, store, volume_db=volume))
        written = export(session, target, recipe, leaving.enter_context(_progress()))
    seconds = seconds_of(written.frame_count)
    if as_json:
        import json

        found = {
            "path": str(written.path),
            "seconds": seconds,
            "frames": written.frame_count,
            "bytes": written.size_bytes,
            "lines_made": session.made_count,
        }
        click.echo(json.dumps(found))
    else:
        click.echo(f"{written.path}: {clock(seconds)}, {written.size_bytes / 1e6:.1f} MB")


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


def _inputs(sequence: "Sequence") -> list[Path]:
    """The sounds that the exercise is made from."""
    from presence.sequence.cues import Bed, Bell, Recording

    files = {cue.file for cue in sequence.cues if isinstance(cue, Recording)}
    sounds = {cue.sound for cue in sequence.cues if isinstance(cue, Bed | Bell) and cue.sound}
    return sorted(files | sounds)


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
