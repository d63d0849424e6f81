"""presence play NAME|FILE: the exercise aloud, its lines and the time left on the screen."""

from typing import Any

import click

from presence.cli.options import listening, sequence_of
from presence.cli.sounding import leave, sound

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
    report = sound(
        lambda: sequence_of(exercise, **choices),
        engine=engine,
        voice=choices["voice"],
        volume=volume,
        output=output,
    )
    leave(ctx, report)
