"""What makes a Sequence, and the listener's choices → the room: what play and preview share."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from presence.cli.lasting import lasting
from presence.cli.options import check_voice

if TYPE_CHECKING:
    from presence.live.through import PlayReport
    from presence.mix.session import Session
    from presence.sequence.cues import Sequence


def sound(
    compose: "Callable[[], Sequence]",
    *,
    engine: str | None,
    voice: str | None,
    volume: float,
    output: str | None,
) -> "PlayReport":
    """Plays what `compose` gives, to its end; as text in its own time where there is no device.

    Raises PresenceError, before anything sounds, where it can't be composed, narrated or opened.
    """
    with ExitStack() as leaving, ThreadPoolExecutor(1) as opener:
        opening = opener.submit(_open, output)  # the device and the first line get ready together
        from presence.mix.session import Session
        from presence.narration.choosing import open_engine
        from presence.narration.store import user_store

        speaker = open_engine(engine)
        leaving.callback(speaker.close)
        leaving.callback(_let_go, opening)
        speaker.start()
        sequence = compose()
        check_voice(speaker, sequence, voice)
        store = user_store()
        sequence = lasting(sequence, speaker, store)
        session = leaving.enter_context(Session(sequence, speaker, store, volume_db=volume))
        session.read(0, 1)  # what can't be narrated or opened is said before anything sounds
        return _play(session, opening.result())


def leave(ctx: click.Context, report: "PlayReport") -> None:
    """Says what went wrong on the way, and ends the command as the play ended."""
    if report.underruns:
        times = "once" if report.underruns == 1 else f"{report.underruns} times"
        click.echo(f"The sound was interrupted {times}.", err=True)
    if report.interrupted:
        ctx.exit(130)


def _open(wanted: str | None) -> Any:
    """An Output, or the OutputError that says why there is none."""
    from presence.errors import OutputError
    from presence.play.output import open_output

    try:
        return open_output(wanted)
    except OutputError as problem:
        if wanted:
            raise
        return problem


def _let_go(opening: Future[Any]) -> None:
    """Closes the device that was opened, also where nothing came to be played on it."""
    if not opening.exception() and hasattr(opening.result(), "stop"):
        opening.result().stop()


def _play(session: "Session", output: Any) -> "PlayReport":
    from presence.errors import OutputError
    from presence.live.follow import follow
    from presence.live.keys import open_keys
    from presence.live.screen import open_screen
    from presence.live.through import play_through

    title = session.sequence.title
    if isinstance(output, OutputError):
        click.echo(f"{output.message}.\n  {output.hint}", err=True)
        click.echo("Here is the exercise as text, in its own time.\n", err=True)
    with open_keys() as keys, open_screen() as screen:
        if isinstance(output, OutputError):
            return follow(session, title=title, keys=keys, screen=screen)
        return play_through(session, output, title=title, keys=keys, screen=screen)
