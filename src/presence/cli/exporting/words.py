"""An exercise → a file of its words: a text, or captions alone."""

from pathlib import Path
from typing import Any

import click

from presence.cli.exporting.options import TEXTS
from presence.cli.lasting import lasting
from presence.cli.options import check_voice, find_exercise, sequence_of


def export_words(
    exercise: str,
    target: Path,
    engine: str | None,
    choices: dict[str, Any],
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Writes them to `target` and says so. Raises PresenceError, also if it is there already."""
    from presence.authoring.new_files import check_new, write_new
    from presence.authoring.texts import text_of

    check_new(target, force=force, inputs=[find_exercise(exercise)])
    if target.suffix.lower() in TEXTS:
        write_new(target, text_of(sequence_of(exercise, **choices), target.suffix.lower()))
    else:
        _write_captions(exercise, target, engine, choices)
    if as_json:
        import json

        click.echo(json.dumps({"path": str(target), "bytes": target.stat().st_size}))
    else:
        click.echo(str(target))


def _write_captions(
    exercise: str, target: Path, engine: str | None, choices: dict[str, Any]
) -> None:
    """Narrates the exercise for its times, and mixes nothing."""
    from presence.export.captions.files import write_of
    from presence.mix.session import Session
    from presence.narration.choosing import open_engine
    from presence.narration.store import user_store

    sequence = sequence_of(exercise, **choices)
    speaker, store = open_engine(engine), user_store()
    check_voice(speaker, sequence, choices["voice"])
    sequence = lasting(sequence, speaker, store).sequence
    with Session(sequence, speaker, store) as session:
        write_of(session, [target])
