"""Spans of a script's lines → those lines spoken aside, while the command goes on."""

import threading
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import click

from presence.cli.options import compiled

if TYPE_CHECKING:
    from presence.diagnostics import Span
    from presence.script.model import Script
    from presence.sequence.cues import Sequence


class Speaker:
    """Use as a context manager. Where there is no sound device it says so once, and is silent."""

    def __init__(
        self,
        *,
        engine: str | None,
        volume: float,
        output: str | None,
        voice: str | None,
        **choices: Any,
    ) -> None:
        from presence.narration.choosing import open_engine

        self._engine = open_engine(engine)
        self._volume = volume
        self._wanted = output
        self._choices = {"ambient": "off", "ambient_level": None, "voice": voice, **choices}
        self._is_mute = False
        self._enough = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Speaker":
        self._engine.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._engine.close()
        if self._thread:
            self._thread.join()

    def say(self, script: "Script", spans: "Collection[Span]") -> None:
        """Begins to speak the lines at `spans`, once each; what was being spoken fades away."""
        from presence.authoring.excerpt import of_steps
        from presence.authoring.once import once

        if self._is_mute or not spans:
            return
        sequence = of_steps(compiled(once(script), **self._choices), spans)
        self._enough.set()
        self._enough = threading.Event()
        arguments = (sequence, self._enough, self._thread)
        self._thread = threading.Thread(target=self._run, args=arguments, name="speaker")
        self._thread.start()

    def _run(
        self, sequence: "Sequence", enough: threading.Event, before: threading.Thread | None
    ) -> None:
        from presence.errors import OutputError, PresenceError

        if before:
            before.join()
        try:
            self._speak(sequence, enough)
        except OutputError as problem:
            if not self._is_mute:
                click.echo(f"{problem.message}. Changed lines are not spoken.", err=True)
            self._is_mute = True
        except PresenceError as problem:
            if not enough.is_set():
                click.echo(problem.message, err=True)

    def _speak(self, sequence: "Sequence", enough: threading.Event) -> None:
        from presence.mix.session import Session
        from presence.narration.store import user_store
        from presence.play.output import open_output
        from presence.play.player import Player

        if enough.is_set():
            return
        output = open_output(self._wanted)
        with (
            Session(sequence, self._engine, user_store(), volume_db=self._volume) as session,
            Player(output) as player,
        ):
            player.start()
            player.play(session)
            while not player.wait(0.05):
                if enough.is_set():
                    player.end()
