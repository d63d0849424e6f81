"""Going on another day, and ways to leave: by what was heard, and what the terminal is left as."""

import signal

import pytest
from audio_server import NullSink
from driven_room import FIRST, OPENING, SECOND, Stage, again_on_a_busy_machine, staged
from exercises import written
from stopped import descendants

OTHER = "Quietly look at your feet."
SCRIPT = f"""\
{OPENING}steps:
  - say: {FIRST}
  - pause: 1s
  - section: Opening
  - say: {SECOND}
  - pause: 30s
  - say: {OTHER}
"""

pytestmark = pytest.mark.real_audio


@pytest.fixture(scope="module")
def stage(null_sink: NullSink, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The exercise, narrated."""
    return staged(tmp_path_factory.mktemp("driven"), SCRIPT, null_sink)


@again_on_a_busy_machine
def test_it_goes_on_another_day(stage: Stage) -> None:
    """--resume begins with the line that was interrupted, over the bed; in a script that was
    changed since, it says so while it plays, and begins with the same section."""
    with stage.driven() as room:
        room.hear(SECOND, since=0)
        assert room.leave() == 0
    (kept,) = stage.positions
    with stage.driven("--resume") as room:
        again = room.hear(SECOND, since=0)
        assert not stage.material.find(room.heard, FIRST)
        assert stage.material.bed_gains(room.heard, room.bed_place())[again.frame // 960] > 0.05
        assert room.leave() == 0
        room.expect_no_click()
    written(stage.folder, SCRIPT.replace(f"say: {SECOND}", f"say: {OTHER}"))
    try:
        with stage.driven("--resume") as room:
            room.see("The script has changed since")
            room.hear(OTHER, since=0)
            assert not stage.material.find(room.heard, FIRST)
            assert room.leave() == 0
    finally:
        written(stage.folder, SCRIPT)
        kept.unlink()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_leaves_the_terminal_calm(stage: Stage, number: signal.Signals) -> None:
    """Asked to end, hung up on or killed, it gives the terminal back, keys and all; of its own
    processes none goes on."""
    with stage.unheard() as room:
        room.see(FIRST)
        group = descendants(room.process.pid)
        room.process.send_signal(number)
        assert room.process.wait(20.0) != 0
        room.wait_until_calm()
        room.wait_until_gone(group)


def test_ctrl_c_twice_ends_at_once(stage: Stage) -> None:
    """The first fades, the second does not wait; the exit code is 130, and nothing is asked."""
    with stage.unheard() as room:
        room.see(FIRST)
        room.press("ctrl-c")
        room.see("ending")
        room.press("ctrl-c")
        assert room.process.wait(20.0) == 130
        room.wait_until_calm()
        assert "Traceback" not in room.picture
        assert "journal" not in room.picture
    for file in stage.positions:
        file.unlink()
