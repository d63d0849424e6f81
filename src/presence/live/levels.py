"""Keys for louder and softer in, the player's levels and a word about them out."""

from typing import Final

from presence.play.player import Player
from presence.units import gain_of_db

_STEP_DB: Final = 2
_VOLUME_DB: Final = (-40, 12)
_BED_DB: Final = (-30, 12)


class Levels:
    """Of all that sounds, and of the bed; both begin at what the exercise has: 0 dB."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._volume_db = 0
        self._bed_db = 0
        self._bed_is_on = True

    def change_volume(self, steps: int) -> str:
        """Louder or softer, the bed with it; what to say of it."""
        self._volume_db = _within(self._volume_db + steps * _STEP_DB, _VOLUME_DB)
        self._player.set_volume(self._volume_db)
        return f"Volume {_spelled(self._volume_db)}"

    def change_bed(self, steps: int) -> str:
        """The bed alone louder or softer; one that is off comes on."""
        self._bed_db = _within(self._bed_db + steps * _STEP_DB, _BED_DB)
        self._bed_is_on = True
        self._player.set_bed_gain(gain_of_db(self._bed_db))
        return f"Bed {_spelled(self._bed_db)}"

    def switch_bed(self) -> str:
        """The bed off, or on again as it was."""
        self._bed_is_on = not self._bed_is_on
        self._player.set_bed_gain(gain_of_db(self._bed_db) if self._bed_is_on else 0.0)
        return "Bed on" if self._bed_is_on else "Bed off"


def _within(level_db: int, bounds: tuple[int, int]) -> int:
    return min(max(level_db, bounds[0]), bounds[1])


def _spelled(level_db: int) -> str:
    if level_db == 0:
        return "as it was"
    return f"{'+' if level_db > 0 else '−'}{abs(level_db)} dB"
