"""presence play NAME|FILE: the exercise aloud, its lines and the time left on the screen."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from presence.cli.options import check_voice, listening, sequence_of

if TYPE_CHECKING:
    from presence.mix.session import Session
    from presence.play.live import PlayReport

EXAMPLES = """\
\b
Examples:
  presence play arriving
  presence play arriving-together --names Sam,Alex --rate 110
  presence play mine.yaml --ambient sea --ambient-level -20
  presence play mine.yaml --ambient off --from Sharing
"""


@click.command(epilog=EXAMPLES)
@listening
@click.option("--output", metavar="DEVICE", help="The sound device; see 'presence outputs'.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    exercise: str,
    engine: str | None,
    volume: float,
    output: str | None,
    **choices: Any,
) -> None:
    """Play an exercise aloud, over its bed of sound.

    Space pauses and goes on; q ends, and so does Ctrl-C, with a fade. Anybody may, at any moment.
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
        sequence = sequence_of(exercise, **choices)
        check_voice(speaker, sequence, choices["voice"])
        session = leaving.enter_context(Session(sequence, speaker, user_store(), volume_db=volume))
        session.read(0, 1)  # what can't be narrated or opened is said before anything sounds
        report = _play(session, opening.result())
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
    from presence.play.follow import follow
    from presence.play.keys import open_keys
    from presence.play.live import play_live
    from presence.play.screen import open_screen

    title = session.sequence.title
    with open_keys() as keys:
        screen = open_screen()
        if not isinstance(output, OutputError):
            return play_live(session, output, title=title, keys=keys, screen=screen)
        click.echo(f"{output.message}.\n  {output.hint}", err=True)
        click.echo("Here is the exercise as text, in its own time.\n", err=True)
        return follow(session, title=title, keys=keys, screen=screen)
