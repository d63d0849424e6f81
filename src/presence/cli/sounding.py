"""What makes a Sequence, and the listener's choices → the room: what play and preview share."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from presence.cli.lasting import lasting
from presence.cli.options import check_voice

if TYPE_CHECKING:
    from presence.errors import OutputError
    from presence.live.through import PlayReport
    from presence.mix.session import Session
    from presence.narration.engine import Engine
    from presence.narration.store import Store
    from presence.play.output import Output
    from presence.sequence.cues import Sequence

Report = TypeVar("Report")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a play is given: the Sequence as it will be heard, and what makes sound of it."""

    sequence: "Sequence"
    engine: "Engine"
    store: "Store"
    volume_db: float
    opening: "Future[Output | OutputError]"

    @property
    def output(self) -> "Output | OutputError":
        """The device, or why there is none; waits until that is known."""
        return self.opening.result()

    def session(self, *, lenient: bool) -> "Session":
        """The exercise, mixed. Raises PresenceError for what can't be opened, or narrated; where it
        is lenient, it does not wait for a line."""
        from presence.mix.session import Session

        session = Session(
            self.sequence, self.engine, self.store, volume_db=self.volume_db, lenient=lenient
        )
        try:
            if lenient:
                self._resolve_voices()
                session.ready_cue(0)
                session.hold(0, 0, 1)  # opens the bed
            else:
                session.read(0, 1)
        except BaseException:
            session.close()
            raise
        return session

    def _resolve_voices(self) -> None:
        """A voice that there is not is said before anything sounds, not line by line."""
        from dataclasses import replace

        from presence.sequence.cues import Speak

        spoken = [cue.utterance for cue in self.sequence.cues if isinstance(cue, Speak)]
        for utterance in {replace(utterance, text="") for utterance in spoken}:
            self.engine.resolve(utterance)

    def say_if_silent(self) -> None:
        """That there is no device, and what happens instead."""
        from presence.errors import OutputError

        if isinstance(self.output, OutputError):
            click.echo(f"{self.output.message}.\n  {self.output.hint}", err=True)
            click.echo("Here is the exercise as text, in its own time.\n", err=True)


def sound(
    compose: "Callable[[], Sequence]",
    play: Callable[[Heard], Report],
    *,
    engine: str | None,
    voice: str | None,
    volume: float,
    output: str | None,
    live: bool = False,
) -> Report:
    """Has `play` play what `compose` gives, while engine and device are open.

    `live`: nobody in the room waits long for a line. Raises PresenceError, before anything sounds,
    where it can't be composed, narrated or opened.
    """
    with ExitStack() as leaving, ThreadPoolExecutor(1) as opener:
        opening = opener.submit(_open, output)  # the device and the first line get ready together
        from presence.narration.choosing import open_engine
        from presence.narration.engine import LIVE_LIMIT_S
        from presence.narration.store import user_store

        speaker = open_engine(engine, LIVE_LIMIT_S) if live else open_engine(engine)
        leaving.callback(speaker.close)
        leaving.callback(_let_go, opening)
        speaker.start()
        sequence = compose()
        check_voice(speaker, sequence, voice)
        store = user_store()
        sequence = lasting(sequence, speaker, store, lenient=True).sequence
        return play(Heard(sequence, speaker, store, volume, opening))


def play_plainly(heard: Heard) -> "PlayReport":
    """To its end, with no questions waited at; as text in its own time where there is no device."""
    from presence.errors import OutputError
    from presence.live.follow import follow
    from presence.live.keys import open_keys
    from presence.live.screen import open_screen
    from presence.live.through import play_through

    title = heard.sequence.title
    with heard.session(lenient=False) as session:
        heard.say_if_silent()
        with open_keys() as keys, open_screen() as screen:
            if isinstance(heard.output, OutputError):
                return follow(session, title=title, keys=keys, screen=screen)
            return play_through(session, heard.output, title=title, keys=keys, screen=screen)


def leave(ctx: click.Context, report: "PlayReport") -> None:
    """Says what went wrong on the way, and ends the command as the play ended."""
    say_underruns(report.underruns)
    if report.interrupted:
        ctx.exit(130)


def say_underruns(count: int) -> None:
    """Gaps that should not have been, if there were any."""
    if count:
        times = "once" if count == 1 else f"{count} times"
        click.echo(f"The sound was interrupted {times}.", err=True)


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
