"""Louder and softer, of all and of the bed alone, within bounds."""

from presence.live.levels import Levels
from presence.play.player import Player
from presence.play.recording import RecordingOutput


class Listening(Player):
    """Notes what it is asked."""

    def __init__(self) -> None:
        super().__init__(RecordingOutput())
        self.volume_db = self.bed = 0.0

    def set_volume(self, level_db: float) -> None:
        self.volume_db = level_db

    def set_bed_gain(self, gain: float) -> None:
        self.bed = gain


def test_the_volume_goes_up_and_down() -> None:
    """In steps that are heard, and says where it is; never beyond what is sensible."""
    player = Listening()
    levels = Levels(player)
    assert (levels.change_volume(-1), player.volume_db) == ("Volume −2 dB", -2.0)
    assert (levels.change_volume(+1), player.volume_db) == ("Volume as it was", 0.0)
    for _ in range(100):
        levels.change_volume(+1)
    assert player.volume_db == 12
    for _ in range(100):
        levels.change_volume(-1)
    assert player.volume_db == -40


def test_the_bed_goes_off_and_on() -> None:
    """Off is silence; on is as loud as it was; a step louder brings it back too."""
    player = Listening()
    levels = Levels(player)
    assert levels.change_bed(-1) == "Bed −2 dB"
    softer = player.bed
    assert (levels.switch_bed(), player.bed) == ("Bed off", 0.0)
    assert (levels.switch_bed(), player.bed) == ("Bed on", softer)
    levels.switch_bed()
    assert (levels.change_bed(+1), player.bed) == ("Bed as it was", 1.0)
