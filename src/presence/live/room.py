"""Actions of the consent machine in, what the player plays and holds out."""

from collections.abc import Callable
from typing import Final, cast

from presence.live.consent_words import Action, Place
from presence.live.course import Course, Way
from presence.live.sides import Side, Sides
from presence.mix.session import Session
from presence.play.player import Player
from presence.sequence.cues import Bed, CheckIn
from presence.sequence.places import bed_at, gate_after
from presence.units import Seconds, frames_of

PAUSE_FADE_S: Final = 0.25
END_FADE_S: Final = 2.0
SOON_FADE_S: Final = 0.3
LOW_FADE_S: Final = 1.5
_LOST_FADE_S: Final = 0.05
"""What is queued for a device that is gone must not sound when there is another."""
LOW_GAIN: Final = 0.4
"""Of the bed while a question is held, or at rest: 8 dB down."""
PAUSE_BED_GAIN: Final = 0.25
"""Of the bed in a pause, where it is kept: 12 dB down."""
OFFER_WAIT: Final = Seconds(30)
_HEARD_FRAMES: Final = frames_of(0.35)
"""From a command to the ear, with some to spare: a fade is over so long after its own length."""
_LATE_WORDS_FRAMES: Final = frames_of(8.0)
"""Closing words that can't be made in that time are left out."""


class Room:
    """What sounds: the exercise, what is said beside it, or the bed alone."""

    def __init__(self, session: Session, player: Player, sides: Sides, *, pause_bed: bool) -> None:
        self.main = Course(session, player)
        self.said: Course | None = None
        """What is said beside the exercise, or was said last."""
        self._session, self._player, self._sides = session, player, sides
        self._gentler: Course | None = None
        self._pause_bed = pause_bed
        self._arrival_noticed = False
        self._arrived_at = 0  # frames taken by then
        self._silent = False  # nothing sounds, so nothing need fade
        self._commanded_at = 0
        self._faded_at = 0
        self._prepared: object = None
        self._prepared_cue = -1

    def deeds(self, place: Callable[[], Place]) -> dict[Action, Callable[[], None]]:
        """Every action that has to do with sound; `place` is where the machine is."""
        return {
            "hush": self.hush,
            "low": self.low,
            "repeat": lambda: self._sound(self.main.resume),
            "repeat line": lambda: self._sound(self.main.repeat_line),
            "go on": lambda: self._sound(self.main.go_on),
            "ask": lambda: self.ask(place()),
            "gentler": self.gentler,
            "gentler on": self.go_on_gentler,
            "sound is back": lambda: self.say("sound is back"),
            "keep place": lambda: self._hold(0.0, _LOST_FADE_S),
            "end": lambda: self.fade(0.05 if self._silent else END_FADE_S),
            "end soon": lambda: self.fade(SOON_FADE_S),
            "close": lambda: self.say("closing"),
            "stop": lambda: None,
        }

    def begin(self, cue: int) -> None:
        """The exercise, from a cue on."""
        self._sound(lambda: self.main.begin(cue))

    def seek(self, way: Way, *, silently: bool) -> bool:
        """See `Course.seek`."""
        if silently:
            return self.main.seek(way, silently=True)
        found = self.main.seek(way, silently=False)
        if found:
            self._commanded()
        return found

    def leave(self) -> None:
        """Remembers where it is interrupted."""
        for course in (self.main, self._gentler):
            if course is not None and self._player.source is course.session:
                course.leave()

    def hush(self) -> None:
        """Silence, or the soft bed of a pause."""
        self._hold(PAUSE_BED_GAIN if self._pause_bed else 0.0, PAUSE_FADE_S)
        self._silent = not self._pause_bed

    def low(self) -> None:
        """The bed alone, low."""
        self._hold(LOW_GAIN, LOW_FADE_S)

    def fade(self, seconds: float) -> None:
        """All dies away: see `faded`."""
        self._hold(0.0, seconds)
        self._faded_at = self._commanded_at + frames_of(seconds) + _HEARD_FRAMES

    def ask(self, place: Place) -> None:
        """The question that stands there, from its start."""
        if place == "check-in":
            self._sound(self.main.ask)
        else:
            self.say("offer")

    def gentler(self) -> None:
        """The gentler steps nearest to here, from their start."""
        self.say("gentler")
        self._gentler = self.said

    def go_on_gentler(self) -> None:
        """The gentler steps, from where they were interrupted."""
        if self._gentler is None:
            self.gentler()
        else:
            self.said = self._gentler
            self._sound(self._gentler.resume)

    def say(self, side: Side) -> None:
        """What is said beside the exercise, over its bed."""
        self.leave()
        session = self._sides.session(side, bed=self._bed(), gate=self.main.nearest_gate)
        if side != "sound is back":
            self._gentler = None
        self.said = Course(session, self._player)
        self._sound(self.said.say)

    def prepare(self) -> None:
        """Lets what may be said here be narrated in the background, once the first sound is out."""
        cue = self.main.cue
        if cue == self._prepared_cue or self.main.frame == 0:
            return
        self._prepared_cue = cue
        here = (self._bed(), gate_after(self._session.sequence.cues, cue))
        if self._prepared != here:
            self._prepared = here
            self._sides.prepare(bed=here[0], gates={None, here[1]})

    @property
    def saying(self) -> Course | None:
        """What is said beside the exercise, as long as nothing else is played."""
        said = self.said
        return said if said is not None and self._player.source is said.session else None

    def arrived(self) -> bool:
        """Whether what was played has come to its check-in since one last asked."""
        if self._arrival_noticed or self._player.state != "arrived":
            return False
        self._arrival_noticed = True
        self._arrived_at = self._player.taken_frames
        return True

    def wait_anew(self) -> None:
        """Somebody has answered: whoever is asked too has the whole wait from now on."""
        self._arrived_at = self._player.taken_frames

    @property
    def wait_is_over(self) -> bool:
        """Whether the question was heard and nobody answered for as long as it waits."""
        waited = self._player.taken_frames - self._arrived_at
        return self._arrival_noticed and waited >= self._wait_frames()

    @property
    def faded(self) -> bool:
        """Whether the fade was heard to its end."""
        return self._player.taken_frames >= self._faded_at

    @property
    def waits(self) -> bool:
        """Whether it waits for a line that is not narrated yet."""
        return self._player.state == "waiting"

    @property
    def words_are_late(self) -> bool:
        """Whether what should be said has been waited for long enough."""
        waited = self._player.taken_frames - self._commanded_at
        return self.waits and waited > _LATE_WORDS_FRAMES

    def _wait_frames(self) -> int:
        gate = self.main.gate
        cue = None if gate is None else self._session.sequence.cues[gate]
        return frames_of(cue.wait if isinstance(cue, CheckIn) else OFFER_WAIT)

    def _bed(self) -> Bed | None:
        return bed_at(self._session.sequence.cues, self.main.cue)

    def _sound(self, play: Callable[[], None]) -> None:
        play()
        self._commanded()

    def _hold(self, bed_gain: float, fade_s: float) -> None:
        self.leave()
        self._player.hold(bed_gain=bed_gain, fade_s=fade_s)
        self._commanded()

    def _commanded(self) -> None:
        self._arrival_noticed = self._silent = False
        self._commanded_at = self._player.taken_frames


def seeks() -> dict[Action, tuple[Way, bool]]:
    """Every action that seeks: which way, and whether in silence."""
    ways: tuple[Way, ...] = ("line back", "line on", "section back", "section on")
    aloud: dict[Action, tuple[Way, bool]] = {way: (way, False) for way in ways}
    return aloud | {cast(Action, f"move {way}"): (way, True) for way in ways}
