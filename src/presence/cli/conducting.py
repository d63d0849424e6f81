"""An exercise as it will be heard, and what the room asked for → it conducted, and how it went."""

from contextlib import closing
from typing import TYPE_CHECKING

import click

from presence.cli.sounding import Heard

if TYPE_CHECKING:
    from presence.cli.resuming import Keeping
    from presence.live.conductor import LiveReport
    from presence.live.keys import Keys
    from presence.live.sides import Sides
    from presence.play.player import Player
    from presence.play.watch import Watch
    from presence.sequence.cues import Sequence


def conducted(
    heard: Heard, keeping: "Keeping", *, ask: str | None, pause_bed: bool, show: bool
) -> "LiveReport":
    """Plays `heard`, with everybody's say in it, and keeps its place in `keeping`.

    `ask` is the choice of `--ask`; with `show` there is a picture. Raises PresenceError where the
    partners can't be asked as they are to be, or where it can't begin.
    """
    from presence.live.conductor import Conductor
    from presence.live.keys import open_keys
    from presence.live.own_terminal import own_terminal
    from presence.live.screen import open_screen

    voters = _voters(heard.sequence, ask)
    start_cue = keeping.start_in(heard.sequence)
    with heard.session(lenient=True) as session, closing(_sides(heard)) as sides:
        heard.say_if_silent()
        player, device = _player(heard)
        keys = open_keys()
        _say_if_nobody_can_answer(keys, heard.sequence)
        with own_terminal() as terminal, keys, open_screen(terminal, off=not show) as screen:
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
                device=device,
            ).run()


def _sides(heard: Heard) -> "Sides":
    from presence.live.sides import Sides
    from presence.mix.session import Session

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

    return Sides(heard.sequence, beside)


def _player(heard: Heard) -> "tuple[Player, Watch | None]":
    """On the device, and what watches that; without one, in the exercise's own time."""
    from presence.errors import OutputError
    from presence.play.player import Player
    from presence.play.recording import TimedOutput
    from presence.play.watch import Watch

    if isinstance(heard.output, OutputError):
        return Player(TimedOutput()), None
    player = Player(heard.output)
    return player, Watch(player)


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
