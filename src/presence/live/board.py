"""The state of the room, what sounds and what there is to say in, the View of the moment out."""

import time
from typing import Final

from presence.live.answers import Answers, choices
from presence.live.consent_words import Event, State
from presence.live.room import Room
from presence.live.view import View
from presence.mix.session import Session
from presence.sequence.cues import CheckIn, Recording, Speak
from presence.sequence.prompts import prompts_for
from presence.units import seconds_of

_NOTICE_S: Final = 5.0
_FIRST_HELP_S: Final = (4.0, 12.0)
"""The keys are shown at the start: so long at least, and so long at most before the first line."""

LOST: Final = "The sound device is gone. It goes on when there is one again."
LATE: Final = "The voice is still getting ready. The line comes as soon as it can."
_LATE_S: Final = 2.0
"""A silence that grows by less is none that anybody wonders about."""
NOTHING_THERE: Final = "There is nothing further that way."


class Board:
    """Composes what a screen shows. The keys are shown at the start, until the first line."""

    def __init__(self, session: Session, room: Room, answers: Answers) -> None:
        self._session, self._room, self._answers = session, room, answers
        self._notice, self._notice_until_s = "", 0.0
        least_s, most_s = (time.monotonic() + seconds for seconds in _FIRST_HELP_S)
        self._first_help_s, self._first_help_until_s = least_s, most_s
        self._help = False
        self._late_s: float | None = None  # since when a line is waited for

    def say(self, notice: str) -> None:
        """One calm line, for a few seconds."""
        self._notice, self._notice_until_s = notice, time.monotonic() + _NOTICE_S

    def switch_help(self) -> None:
        """The whole list of keys, or no longer."""
        self._help = not self._shows_help
        self._first_help_until_s = 0.0

    def key_pressed(self, key: Event) -> None:
        """Whoever presses keys has seen them. '?' takes this list away as it does any other."""
        if key != "?":
            self._first_help_until_s = 0.0

    def question(self, state: State) -> str:
        """The words of the question that stands, or is being said for the first time."""
        cues, gate = self._session.sequence.cues, self._room.main.nearest_gate
        in_exercise = state.place in ("exercise", "check-in")
        cue = cues[gate] if gate is not None and in_exercise else None
        if isinstance(cue, CheckIn):
            return " ".join(part.caption for part in cue.ask if isinstance(part, Speak | Recording))
        return prompts_for(self._session.sequence.language).offer

    def view(self, state: State) -> View:
        """What is going on now."""
        frame = self._room.main.frame
        moment = self._session.moment(frame)
        if moment.line:
            self._first_help_until_s = min(self._first_help_until_s, self._first_help_s)
        beside = self._room.saying
        said = beside.session.moment(beside.frame) if beside else moment
        asks = state.at_question and state.mode in ("asking", "holding")
        return View(
            title=self._session.sequence.title,
            section=moment.section,
            line="" if state.mode == "resting" else said.line,  # which is long over
            line_number=-said.line_number if beside else moment.line_number,
            position_s=seconds_of(frame),
            remaining_s=moment.remaining_s,
            mode=state.mode,
            partner=said.partner,
            breath=said.breath if state.mode in ("playing", "gentler") else None,
            progress=moment.progress,
            question=self.question(state) if asks else None,
            answers=self._answers.places(state) if asks else (),
            is_heard=not (asks and state.stage == "asking"),
            choices=choices(state),
            notice=LOST if state.lost else self._fresh_notice or self._lateness(),
            help=self._shows_help,
            silent_line=said.silent_line,
        )

    @property
    def _fresh_notice(self) -> str:
        return self._notice if time.monotonic() < self._notice_until_s else ""

    def _lateness(self) -> str:
        """A word for those who wait for a line that is not narrated yet."""
        if not self._room.waits:
            self._late_s = None
            return ""
        self._late_s = self._late_s or time.monotonic()
        return LATE if time.monotonic() - self._late_s >= _LATE_S else ""

    @property
    def _shows_help(self) -> bool:
        return self._help or time.monotonic() < self._first_help_until_s
