"""A Session, a player, keys and a screen in; an exercise with people in the room, and a report out.

The rules are `consent.step`; here its actions are carried out, and what it should know is noticed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, TypeVar

from presence.live.answers import COUNTS_AT_ONCE, Answers, CheckedIn
from presence.live.board import NOTHING_THERE, Board
from presence.live.consent import begin, step
from presence.live.consent_words import YES_KEYS, Action, Actions, Event, State
from presence.live.course import Way
from presence.live.interrupts import Interrupts
from presence.live.keys import KEYS, Keys
from presence.live.levels import Levels
from presence.live.room import Room, seeks
from presence.live.screen import Screen
from presence.live.sides import Sides
from presence.mix.session import Session
from presence.play.player import Player
from presence.sequence.cues import Reflect
from presence.units import seconds_of

LOOK_S: Final = 0.1
"""Between two looks at the player: a key is heard at once, and breath and time move on smoothly."""

_T = TypeVar("_T")
How = Literal["finished", "early", "interrupted"]

_REMINDERS: Final[dict[Action, str]] = {
    "remind: the question first": "The question first; then your answer.",
    "remind: an answer each": "Each of you answers with a key of your own.",
    "remind: an answer first": "The question waits for an answer.",
}

_YES: Final[frozenset[Event]] = frozenset(("y", *(key for keys in YES_KEYS for key in keys)))
_ASKED_ANEW: Final = "Asked once more: each of you answers again."
_ASIDE: Final[frozenset[Action]] = frozenset(
    ("louder", "softer", "bed louder", "bed softer", "bed off or on", "help", *_REMINDERS)
)
"""Actions that leave what sounds as it is."""


class Device(Protocol):
    """Watches the sound device that an exercise is played on."""

    def change(self) -> Literal["device lost", "device back"] | None:
        """What became of it since one last asked; where it is back, the player has it already."""
        ...


@dataclass(frozen=True, slots=True)
class LiveReport:
    """How an exercise went. `resume_cue` is where it would go on; None where it is finished."""

    title: str
    path: str  # of the script
    partners: tuple[str, ...]
    how: How
    began: datetime  # local time, as `ended`
    ended: datetime
    seconds_played: float
    check_ins: tuple[CheckedIn, ...]
    questions: tuple[str, ...]  # those for the journal that were reached
    resume_cue: int | None
    underruns: int
    stalls: int
    silent_lines: tuple[tuple[str, str], ...]  # text, why it could not be spoken


class Conductor:
    """Conducts one exercise in which `voters` have to say yes.

    `kept` is told the cue to go on from another day, each time that a line begins.
    """

    def __init__(
        self,
        session: Session,
        player: Player,
        sides: Sides,
        *,
        keys: Keys,
        screen: Screen,
        voters: int = 1,
        pause_bed: bool = False,
        start_cue: int = 0,
        notice: str = "",
        kept: Callable[[int], None] = lambda _cue: None,
        device: Device | None = None,
    ) -> None:
        self.state = begin(voters)
        self.room = Room(session, player, sides, pause_bed=pause_bed)
        self._answers = Answers(session.sequence.partners)
        self.board = Board(session, self.room, self._answers)
        if notice:
            self.board.say(notice)
        self._session, self._player, self._sides = session, player, sides
        self._keys, self._screen = keys, screen
        self._start_cue, self._furthest_cue = start_cue, start_cue
        self._kept, self._kept_cue = kept, -1
        self._device = device
        self._then: Action | None = None  # follows the words that are said now
        self._early = False
        self._unspoken: dict[str, None] = {}  # in order
        self._deeds = self._all_deeds(Levels(player))

    def run(self) -> LiveReport:
        """Plays to the end, or until somebody ends it.

        The first Ctrl-C ends with a fade, the second at once. Raises OutputError where the device
        refuses. `keys` and `screen` are entered and left by the caller.
        """
        began = datetime.now().astimezone()
        with Interrupts() as interrupts:
            try:
                with self._player:
                    self._player.start()
                    self.room.begin(self._start_cue)
                    while self.state.over != "ended":
                        self._look(interrupts)
                    self._screen.show(self.board.view(self.state))
            except KeyboardInterrupt:
                self._early = True
                self._player.stop()  # it may have struck just there
            interrupted = interrupts.count > 0
        self._player.raise_if_failed()
        self._answers.close()
        sequence = self._session.sequence
        return LiveReport(
            title=sequence.title,
            path=sequence.path,
            partners=sequence.partners,
            how="interrupted" if interrupted else "early" if self._early else "finished",
            began=began,
            ended=datetime.now().astimezone(),
            seconds_played=seconds_of(self.room.main.frame),
            check_ins=self._answers.all,
            questions=self._questions(),
            resume_cue=self.room.main.resume_cue if self._early else None,
            underruns=self._player.underruns,
            stalls=self._player.stalls,
            silent_lines=self._silent_lines(),
        )

    def happen(self, event: Event) -> None:
        """Lets the machine know, and does what it says."""
        before, was_asking = self.state, self._is_asking
        if was_asking:
            self._hear_early(event)
        self.state, actions = step(before, event)
        if event in KEYS:
            self.board.key_pressed(event)
            self._answers.hear(before, event, self.state)
        if event == "question asked" and before != self.state:
            self._asked(before)
        if len(self.state.yes) > len(before.yes):
            self.room.wait_anew()
        elif before.yes and "ask" in actions:
            self.board.say(_ASKED_ANEW)
        if self.state.over and not before.over:
            self._early = event != "exercise over"
            self._answers.close()
        if not _ASIDE.issuperset(actions):
            self._then = None
        self._do(actions)

    def _do(self, actions: Actions) -> None:
        for number, action in enumerate(actions):
            self._deeds[action]()
            if action == "sound is back":
                self._then = actions[number + 1]  # once the words were heard
                return

    def _look(self, interrupts: Interrupts) -> None:
        self._player.raise_if_failed()
        self._keep_place()
        self.room.prepare()
        view = self.board.view(self.state)
        if view.silent_line:
            self._unspoken[view.line] = None
        self._screen.show(view)
        if interrupts.count and self.state.over not in ("leaving", "ended"):
            self.happen("interrupted")
        for moment in self._moments():
            self.happen(moment)
        if self.state.over != "ended" and (key := self._keys.poll(LOOK_S)) is not None:
            self.happen(key)

    def _moments(self) -> Iterator[Event]:
        """What has happened by itself since the last look."""
        if self._device is not None and (change := self._device.change()) is not None:
            yield change
        state, room = self.state, self.room
        if state.over in ("ending", "leaving"):
            if room.faded:
                yield "end faded"
        elif state.over == "closing":
            if room.arrived() or room.words_are_late:
                yield "closing over"
        elif not (state.over or state.paused or state.lost):
            yield from self._moments_of_play(state)

    def _moments_of_play(self, state: State) -> Iterator[Event]:
        if self._then is not None:
            if self.room.arrived() or self.room.words_are_late:
                then, self._then = self._then, None
                self._deeds[then]()
        elif self.room.arrived():
            yield "gentler over" if state.place == "gentler" else "question asked"
        elif state.place == "exercise" and self._player.state == "ended":
            yield "exercise over"
        elif state.stage in ("asked", "again") and self.room.wait_is_over:
            yield "wait over"

    @property
    def _is_asking(self) -> bool:
        """Whether a question is being said that the exercise has just come to."""
        return self.state.mode == "playing" and self.room.main.nearest_gate is not None

    def _hear_early(self, event: Event) -> None:
        """A key while a question is being said for the first time."""
        if event in COUNTS_AT_ONCE:
            question = self.board.question(self.state)
            self._answers.hear_early(seconds_of(self.room.main.frame), question, event)
        elif event in _YES and step(self.state, event) == (self.state, ()):
            self.board.say(_REMINDERS["remind: the question first"])

    def _asked(self, before: State) -> None:
        """A question has just been heard."""
        if before.place == "exercise":
            self.room.main.arrive()
        self._answers.ask(seconds_of(self.room.main.frame), self.board.question(self.state))

    def _all_deeds(self, levels: Levels) -> dict[Action, Callable[[], None]]:
        say = self.board.say
        deeds = self.room.deeds(lambda: self.state.place)
        deeds |= {
            "louder": lambda: say(levels.change_volume(+1)),
            "softer": lambda: say(levels.change_volume(-1)),
            "bed louder": lambda: say(levels.change_bed(+1)),
            "bed softer": lambda: say(levels.change_bed(-1)),
            "bed off or on": lambda: say(levels.switch_bed()),
            "help": self.board.switch_help,
        }
        for action, words in _REMINDERS.items():
            deeds[action] = _with(say, words)
        for action, (way, silently) in seeks().items():
            deeds[action] = _with(self._seek, (way, silently))
        return deeds

    def _seek(self, asked: tuple[Way, bool]) -> None:
        way, silently = asked
        if not self.room.seek(way, silently=silently):
            self.board.say(NOTHING_THERE)

    def _keep_place(self) -> None:
        """Tells where to go on another day, once a line."""
        main = self.room.main
        if main.frame > 0 and self.state.over != "ended":
            self._furthest_cue = max(self._furthest_cue, main.cue)
            if (cue := main.resume_cue) != self._kept_cue:
                self._kept_cue = cue
                self._kept(cue)

    def _silent_lines(self) -> tuple[tuple[str, str], ...]:
        """Those that somebody came to, not those that were only tried ahead of time."""
        reasons = dict((*self._session.silent_lines, *self._sides.silent_lines()))
        return tuple((text, reasons.get(text, "")) for text in self._unspoken)

    def _questions(self) -> tuple[str, ...]:
        heard = self._session.sequence.cues[: self._furthest_cue + 1]
        return tuple(dict.fromkeys(cue.question for cue in heard if isinstance(cue, Reflect)))


def _with(do: Callable[[_T], None], what: _T) -> Callable[[], None]:
    return lambda: do(what)
