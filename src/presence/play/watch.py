"""A player's clock and another one in, whether its device is lost or back again out."""

import threading
from collections.abc import Callable
from typing import Final, Literal

from presence.errors import OutputError
from presence.play.clock import Clock, MonotonicClock
from presence.play.output import Output
from presence.play.player import Player
from presence.play.reopening import reopen_default

Change = Literal["device lost", "device back"]

LOST_AFTER_S: Final = 1.0
"""Without a frame taken, while a device ran."""
STARTING_S: Final = 4.0
"""What a device may need until it takes frames one after the other: one over the air, asleep."""
_STEADY_S: Final = 0.5
"""A device that asks for frames for so long plays them: a store is filled by one asleep, too."""
_RETRY_S: Final = 1.0


class Watch:
    """Watches the device of a player, and looks for another once it is lost.

    A device that is taken away stops asking for frames, and says nothing. One that is asleep
    (suspended) asks again when it wakes up; where a sound server has another one, it moves the
    stream there, and nothing is lost. Call `change` often, from one thread; it returns at once.
    """

    def __init__(
        self,
        player: Player,
        clock: Clock | None = None,
        reopen: Callable[[], Output] = reopen_default,
    ) -> None:
        self._player = player
        self._clock = clock or MonotonicClock()
        self._reopen = reopen
        self._lost = False
        self._first_s: float | None = None  # when the device began to take frames
        self._taken = 0
        self._moved_s = self._tried_s = 0.0
        self._steady = False
        self._reopening: threading.Thread | None = None
        self._begin()

    def alive(self) -> bool:
        """Whether the device has taken frames within the last second, or is starting still."""
        now_s, taken = self._clock.now_s(), self._player.taken_frames
        if taken != self._taken:
            if self._first_s is None or now_s - self._moved_s >= LOST_AFTER_S:
                self._first_s = now_s
            self._steady = self._steady or now_s - self._first_s >= _STEADY_S
            self._taken, self._moved_s = taken, now_s
        return now_s - self._moved_s < (LOST_AFTER_S if self._steady else STARTING_S)

    def change(self) -> Change | None:
        """What has happened to the device since the last call; None as a rule.

        From "device lost" on the player has no output, or one that is silent; it should hold.
        Every second the default device is tried. At "device back" the player plays on it.
        """
        alive = self.alive()
        if not self._lost:
            if alive:
                return None
            self._lost = True
            self._try_again()
            return "device lost"
        if self._steady and alive:
            self._lost = False
            return "device back"
        if not (alive or self._trying()) and self._clock.now_s() - self._tried_s >= _RETRY_S:
            self._try_again()
        return None

    def _trying(self) -> bool:
        return self._reopening is not None and self._reopening.is_alive()

    def _try_again(self) -> None:
        self._steady, self._tried_s = False, self._clock.now_s()
        self._moved_s = self._tried_s - STARTING_S  # there is none that could be starting
        self._reopening = threading.Thread(
            target=self._look_for_another, name="presence-device-search", daemon=True
        )
        self._reopening.start()

    def _look_for_another(self) -> None:
        self._player.give_up_output()
        try:
            output = self._reopen()
        except OutputError:
            return
        try:
            self._player.replace_output(output)
        except OutputError:
            return
        self._begin()

    def _begin(self) -> None:
        self._steady, self._first_s = False, None
        self._taken = self._player.taken_frames
        self._moved_s = self._tried_s = self._clock.now_s()
