"""The keys that move about and those for levels, at a real terminal, by what was heard."""

import numpy as np
import pytest
from audio_server import NullSink
from driven_room import FIRST, OPENING, SECOND, Stage, again_on_a_busy_machine, staged
from heard import HOP, seconds

from presence.units import gain_of_db

pytestmark = pytest.mark.real_audio

THIRD = "Turn to the window."
FOURTH = "Quietly look at your feet."
SCRIPT = f"""\
{OPENING}steps:
  - section: Landing
  - say: {FIRST}
  - pause: 1s
  - say: {SECOND}
  - pause: 2s
  - section: Looking
  - say: {THIRD}
  - pause: 2s
  - say: {FOURTH}
  - pause: 1m
"""


@pytest.fixture(scope="module")
def stage(null_sink: NullSink, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The exercise, narrated."""
    return staged(tmp_path_factory.mktemp("driven"), SCRIPT, null_sink)


@again_on_a_busy_machine
def test_going_back_and_on(stage: Stage) -> None:
    """← → PgUp PgDn and r each lead to the right line, heard from its first frame on; the bed
    goes on beneath; the far end of the exercise says that there is nothing further."""
    with stage.driven() as room:
        room.hear(FIRST, since=0)
        room.see("Landing")
        took = []
        for key, text in (
            ("right", SECOND),
            ("right", THIRD),
            ("left", SECOND),
            ("page-down", THIRD),
            ("right", FOURTH),
            ("page-up", THIRD),
            ("page-up", FIRST),
            ("page-down", THIRD),
        ):
            pressed = room.press(key)
            found = room.hear(text)
            assert abs(found.gain - 1.0) < 0.05
            took.append(seconds(found.frame - pressed))
            room.see(text)
        room.press("r")
        assert room.hear(THIRD).gain > 0.95
        room.press("right")
        room.hear(FOURTH)
        room.press("right")
        room.see("There is nothing further that way.")
        assert room.leave() == 0
        room.expect_no_click()
    assert max(took) < 1.0, took  # from a key to its line: 0.2 s, of which 0.18 the device's


@again_on_a_busy_machine
def test_levels(stage: Stage) -> None:
    """+ and − change all that sounds, [ and ] the bed, by 2 dB a press; m takes the bed away and
    gives it back as it was; ? shows the keys. Each is heard within its fade, and nothing clicks."""
    step = gain_of_db(2.0)
    with stage.driven() as room:
        room.hear(FIRST, since=0)
        room.see("these keys")
        room.press("?")
        room.lose_sight_of("these keys")
        room.press("page-down")
        room.hear(THIRD)  # long enough to be known again: less of a line would pass for clicks
        room.press("right")
        room.hear(FOURTH)
        room.wait_for_bed(1.0)  # far from any line
        for keys, notice, factor in (
            ("]", "Bed +2 dB", step),
            ("[[", "Bed −2 dB", 1 / step),
            ("m", "Bed off", 0.0),
            ("m", "Bed on", 1 / step),
            ("]", "Bed as it was", 1.0),
            ("+", "Volume +2 dB", step),
            ("--", "Volume −2 dB", 1 / step),
        ):
            room.press(keys)
            room.see(notice)
            room.wait_for_bed(factor)
        room.press("r")
        assert room.hear(FOURTH).gain == pytest.approx(1 / step, rel=0.03)
        room.press("?")
        room.see("these keys", "say the line again")
        assert room.leave() == 0
        room.expect_no_click()
        changes = np.diff(stage.material.bed_gains(room.heard, room.bed_place()))
    assert np.abs(changes).max() < 0.35 * HOP / 960  # no level leaps: 0.1 s lie between two
