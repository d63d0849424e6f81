"""presence play NAME|FILE: the exercise aloud, with everybody's say in it at any moment."""

import sys
from typing import TYPE_CHECKING, Any

import click

from presence.cli.options import listening, sequence_of
from presence.cli.sounding import Heard, say_underruns, sound

if TYPE_CHECKING:
    from presence.live.conductor import LiveReport
    from presence.sequence.cues import Sequence

EXAMPLES = """\
\b
Examples:
  presence play arriving
  presence play arriving-together --names Sam,Alex --rate 110
  presence play arriving-together --resume
  presence play mine.yaml --ambient sea --ambient-level -20
  presence play mine.yaml --ambient off --from Sharing
"""

_TELLING = 20
"""So many letters of a line in a reason, and it need not be told beside it."""


@click.command(epilog=EXAMPLES)
@listening
@click.option(
    "--ask",
    type=click.Choice(("both", "one")),
    help="Who says yes at a check-in: each partner, by a key of their own, or one for all. "
    "Each, if not given, where there are partners.",
)
@click.option("--pause-bed", is_flag=True, help="Keep the bed, softly, in a pause.")
@click.option("--resume", is_flag=True, help="Go on where this exercise was left.")
@click.option(
    "--screen", type=click.Choice(("on", "off")), default="on", help="'off' shows nothing."
)
@click.option("--no-journal", is_flag=True, help="Offer nothing to write at the end.")
@click.option("--output", metavar="DEVICE", help="The sound device; see 'presence outputs'.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    exercise: str,
    engine: str | None,
    volume: float,
    output: str | None,
    ask: str | None,
    pause_bed: bool,
    resume: bool,
    screen: str,
    no_journal: bool,
    **choices: Any,
) -> None:
    """Play an exercise aloud, over its bed of sound.

    Space pauses and goes on, g does less, q ends; ? shows all keys. Anybody may, at any moment.
    At a check-in it waits for an answer: silence is never a yes.
    """
    if resume and choices["section"] is not None:
        raise click.UsageError("--resume and --from each say where to begin: give one.")
    from presence.cli.conducting import conducted
    from presence.cli.resuming import Keeping

    keeping = Keeping(exercise, resume=resume, is_cut=choices["section"] is not None)

    def compose() -> "Sequence":
        choices["names"] = choices["names"] or keeping.names
        return sequence_of(exercise, **choices)

    def conduct(heard: Heard) -> "LiveReport":
        return conducted(heard, keeping, ask=ask, pause_bed=pause_bed, show=screen == "on")

    report = sound(
        compose,
        conduct,
        engine=engine,
        voice=choices["voice"],
        volume=volume,
        output=output,
        live=True,
    )
    keeping.close(report)
    _say(report)
    if report.how == "interrupted":
        ctx.exit(130)
    if not no_journal:
        _reflect(exercise, report)


def _reflect(exercise: str, report: "LiveReport") -> None:
    """Offers the journal. Nothing is recorded unless somebody writes."""
    from dataclasses import astuple

    from presence.journal.entry import CheckedIn, Played
    from presence.journal.keeping import user_journal
    from presence.journal.reflecting import offer

    played = Played(
        exercise=exercise,
        title=report.title,
        began=report.began,
        seconds=report.seconds_played,
        ended="to the end" if report.how == "finished" else "early",
        partners=report.partners,
        questions=report.questions,
        check_ins=tuple(CheckedIn(*astuple(check_in)) for check_in in report.check_ins),
    )
    offer(played, user_journal(), stdin=sys.stdin, stdout=sys.stdout)


def _say(report: "LiveReport") -> None:
    """What did not go as it should have."""
    say_underruns(report.underruns)
    if report.silent_lines:
        text, reason = report.silent_lines[0]
        count = len(report.silent_lines)
        lines = "A line" if count == 1 else f"{count} lines"
        why = reason if text[:_TELLING] in reason else f"'{text}': {reason}".removesuffix(": ")
        click.echo(f"{lines} could not be spoken, and stood on the screen.\n  {why}", err=True)
