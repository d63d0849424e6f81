"""A sink that is taken away, or asleep, under the whole program; then it is there again."""

from pathlib import Path

import pytest
from audio_server import OwnServer
from driven_room import FIRST, OPENING, SECOND, again_on_a_busy_machine, staged

QUESTION = "Is this still good?"
AFTER = "Turn to the window."
BACK = "The sound was gone. Now we go on."
GONE = "The sound device is gone"
SCRIPT = f"""\
{OPENING}steps:
  - section: Landing
  - say: {FIRST}
  - pause: 1s
  - say: {SECOND}
  - pause: 30s
  - check-in: {{ask: {QUESTION}, wait: 20s}}
  - section: Turning
  - say: {AFTER}
  - pause: 20s
"""

pytestmark = pytest.mark.real_audio


@again_on_a_busy_machine
def test_the_sink_goes_and_comes_back(own_server: OwnServer, tmp_path: Path) -> None:
    """The screen says so; with a sink again it says so aloud, and goes on with the line that was
    interrupted. A question that was lost is asked again, and an answer it never got is not made
    up."""
    with own_server.running():
        stage = staged(tmp_path, SCRIPT, own_server)
        with stage.unheard() as room:
            with own_server.recording() as room.recording:
                room.hear(SECOND, since=0)
                own_server.tell("unload-module", "module-null-sink")
                room.see(GONE)
            own_server.add_room()
            with own_server.recording() as room.recording:
                back = room.hear(BACK, since=0)
                again = room.hear(SECOND, since=0)
                assert again.frame > back.frame
                assert not stage.material.find(room.heard, FIRST)
                room.press("page-down")
                room.hear(QUESTION)
                room.see("y go on")
                own_server.tell("unload-module", "module-null-sink")
                room.see(GONE)
                room.press("y")
            own_server.add_room()
            with own_server.recording() as room.recording:
                room.hear(QUESTION, since=0)
                room.see("y go on")
                assert not stage.material.find(room.heard, AFTER)
                room.press("y")
                room.hear(AFTER)
                assert room.leave() == 0


@again_on_a_busy_machine
def test_the_sink_sleeps_and_wakes_up(own_server: OwnServer, tmp_path: Path) -> None:
    """Asleep it takes nothing: the screen says so; awake again it goes on with the line."""
    with own_server.running():
        stage = staged(tmp_path, SCRIPT, own_server)
        with stage.driven() as room:
            room.hear(SECOND, since=0)
            own_server.tell("suspend-sink", "room", "1")
            room.see(GONE)
            asleep = room.now
            own_server.tell("suspend-sink", "room", "0")
            room.hear(BACK, since=asleep)
            room.hear(SECOND, since=asleep)
            assert room.leave() == 0
