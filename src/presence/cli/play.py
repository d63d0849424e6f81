"""presence play NAME|FILE: the exercise aloud, with everybody's say in it at any moment."""

import sys
from typing import TYPE_CHECKING, Any

import click

from presence.cli.options import listening, sequence_of
from presence.cli.sounding import Heard, say_underruns, sound

if TYPE_CHECKING:
    from presence.cli.resuming import Keeping
    from presence.live.conductor import LiveReport
    from presence.live.keys import Keys
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
    from presence.cli.resuming import Keeping

    keeping = Keeping(exercise, resume=resume, is_cut=choices["section"] is not None)

    def compose() -> "Sequence":
        choices["names"] = choices["names"] or keeping.names
        return sequence_of(exercise, **choices)

    def conduct(heard: Heard) -> "LiveReport":
        return _conduct(heard, keeping, ask, pause_bed=pause_bed, show=screen == "on")

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


def _conduct(
    heard: Heard, keeping: "Keeping", ask: str | None, *, pause_bed: bool, show: bool
) -> "LiveReport":
    from presence.errors import OutputError
    from presence.live.conductor import Conductor
    from presence.live.keys import open_keys
    from presence.live.own_terminal import own_terminal
    from presence.live.screen import open_screen
    from presence.live.sides import Sides
    from presence.mix.session import Session
    from presence.play.player import Player
    from presence.play.recording import TimedOutput
    from presence.play.watch import Watch

    voters = _voters(heard.sequence, ask)
    start_cue = keeping.start_in(heard.sequence)

    def beside(sequence: "Sequence") -> Session:
        """A line of ours that can't be spoken must not end anybody's exercise."""
        return Session(
            sequence,
            heard.engine,
            heard.store,
            volume_db=heard.volume_db,
            workers=1,
            lenient=True,
            shared_engine=True,
        )

    with heard.session(lenient=True) as session:
        sides = Sides(heard.sequence, beside)
        heard.say_if_silent()
        no_device = isinstance(heard.output, OutputError)
        player = Player(TimedOutput() if isinstance(heard.output, OutputError) else heard.output)
        keys = open_keys()
        _say_if_nobody_can_answer(keys, heard.sequence)
        try:
            with (
                own_terminal() as terminal,
                keys,
                open_screen(terminal, off=not show) as screen,
            ):
                return Conductor(
                    session,
                    player,
                    sides,
                    keys=keys,
                    screen=screen,
                    voters=voters,
                    pause_bed=pause_bed,
                    start_cue=start_cue,
                    notice=keeping.notice,
                    kept=keeping.keep,
                    device=None if no_device else Watch(player),
                ).run()
        finally:
            sides.close()


def _voters(sequence: "Sequence", ask: str | None) -> int:
    """How many have to say yes. Raises PresenceError where they can't be asked."""
    from presence.errors import PresenceError
    from presence.live.consent_words import MAX_VOTERS

    partners = len(sequence.partners)
    if ask == "one" or (ask is None and partners < 2):
        return 1
    if partners < 2:
        message = f"'{sequence.title}' is for one person, and --ask both asks each partner"
        raise PresenceError(message, "Leave --ask out.")
    if partners > MAX_VOTERS:
        message = (
            f"there are keys for {MAX_VOTERS} partners to answer with, and here are {partners}"
        )
        raise PresenceError(message, "Let one answer for all: --ask one")
    return partners


def _say_if_nobody_can_answer(keys: "Keys", sequence: "Sequence") -> None:
    from presence.live.keys import NoKeys
    from presence.sequence.cues import CheckIn

    if isinstance(keys, NoKeys) and any(isinstance(cue, CheckIn) for cue in sequence.cues):
        click.echo(
            "There is no keyboard here, so nobody can answer: at each check-in it will hold.\n"
            "  To hear it without stopping: presence export NAME -o file.wav",
            err=True,
        )


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
