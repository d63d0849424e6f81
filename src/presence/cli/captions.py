"""`--captions`, and captions alone: what is said of an exercise, and when, as a file."""

from pathlib import Path
from typing import Any

import click

from presence.cli.lasting import lasting
from presence.cli.options import check_voice, find_exercise, sequence_of

CAPTIONS = (".vtt", ".srt", ".lrc", ".ass")
"""The table of `presence.export.captions.files`, which is loaded only where it is needed."""


def kinds(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """A type of option: `vtt,srt` as their suffixes."""
    if isinstance(value, tuple):
        return value
    found = tuple(f".{kind.strip().lower().removeprefix('.')}" for kind in value.split(","))
    for suffix in found:
        if suffix not in CAPTIONS:
            known = ", ".join(kind[1:] for kind in CAPTIONS)
            message = f"'{suffix[1:]}' is no kind of captions; there are {known}, as in vtt,srt."
            raise click.BadParameter(message)
    return tuple(dict.fromkeys(found))


def export_captions(
    exercise: str,
    target: Path,
    engine: str | None,
    force: bool,
    as_json: bool,
    choices: dict[str, Any],
) -> None:
    """Narrates the exercise for its times, and writes its captions without the sound."""
    from presence.authoring.new_files import check_new
    from presence.export.captions.files import write_of
    from presence.mix.session import Session
    from presence.narration.choosing import open_engine
    from presence.narration.store import user_store

    check_new(target, force=force, inputs=[find_exercise(exercise)])
    sequence = sequence_of(exercise, **choices)
    speaker, store = open_engine(engine), user_store()
    check_voice(speaker, sequence, choices["voice"])
    sequence = lasting(sequence, speaker, store).sequence
    with Session(sequence, speaker, store) as session:
        write_of(session, [target])
    if as_json:
        import json

        click.echo(json.dumps({"path": str(target), "bytes": target.stat().st_size}))
    else:
        click.echo(str(target))
