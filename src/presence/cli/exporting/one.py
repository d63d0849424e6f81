"""An exercise → one file of sound or a page, and what is said of it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from presence.cli.exporting.loudness import told
from presence.cli.lasting import lasting
from presence.cli.options import check_voice

if TYPE_CHECKING:
    from presence.export.artwork import Cover
    from presence.export.fulfilling import Made
    from presence.export.manifest import Inputs
    from presence.sequence.cues import Sequence


def write(
    compose: "Callable[[], tuple[Sequence, Inputs | None]]",
    target: Path,
    *,
    engine: str | None,
    voice: str | None,
    volume: float,
    as_json: bool = False,
    **asked: Any,
) -> None:
    """Writes what `compose` gives to `target`, and says what was written. Raises PresenceError.

    The second part of what it gives is for a manifest, if there is to be one; `asked` are the other
    fields of an `Order`.
    """
    from presence.narration.choosing import open_engine

    with ExitStack() as leaving:
        speaker = open_engine(engine)
        leaving.callback(speaker.close)
        speaker.start()  # it and the cover get ready by themselves, while the rest is loaded
        sequence, inputs = compose()
        cover = _cover(sequence, target, asked)

        from presence.export.making import Task, make
        from presence.export.order import Order, sounds_of
        from presence.narration.store import user_store

        order = Order(target, volume_db=volume, **asked)
        order.check(sounds_of(sequence))  # before its length is found, which narrates
        check_voice(speaker, sequence, voice)
        store = user_store()
        sequence, lines_made = lasting(sequence, speaker, store)
        progress = leaving.enter_context(_progress())
        task = Task(order, sequence, inputs)
        made, _ = make(task, speaker, store, progress=progress, cover=cover)
    _tell(replace(made, lines_made=made.lines_made + lines_made), task.manifest, as_json)


def _cover(sequence: "Sequence", target: Path, asked: dict[str, Any]) -> "Cover | None":
    """Begun, where there is to be one and it is known how long everything lasts."""
    from presence.export.artwork import Cover
    from presence.export.formats import has_cover

    if sequence.length is None and has_cover(target, asked.get("has_artwork")):
        return Cover(sequence.cues)
    return None


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
        told_of = str(made.path) if len(made.sounds) == 1 else f"{len(made.sounds)} files"
        click.echo(f"{told_of}: {clock(seconds)}, {made.size_bytes / 1e6:.1f} MB")
        for path in (*(made.sounds if len(made.sounds) > 1 else ()), *made.captions):
            click.echo(str(path))
        if manifest:
            click.echo(str(manifest))
        if made.report:
            click.echo("\n".join(told(made.report)))


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
