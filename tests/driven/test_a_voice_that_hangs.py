"""An engine that is stopped in the midst of an exercise, and a line that makes no sound."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from audio_server import NullSink
from driven_room import (
    DUCKED,
    FIRST,
    OPENING,
    SECOND,
    Driven,
    Stage,
    again_on_a_busy_machine,
    staged,
)
from exercises import written
from heard import Material
from stopped import Stopped

from presence.script.reader import load
from presence.sequence.compiler import compile_script

THIRD = "Turn to the window."
SCRIPT = f"""\
{OPENING}steps:
  - say: {FIRST}
  - pause: 1s
  - say: {SECOND}
  - pause: 1s
  - say: {THIRD}
  - pause: 1s
"""

pytestmark = pytest.mark.real_audio


@pytest.fixture
def stage(null_sink: NullSink, tmp_path: Path) -> Stage:
    """The exercise."""
    return staged(tmp_path, SCRIPT, null_sink)


@contextlib.contextmanager
def stalled(stage: Stage) -> Iterator[tuple[Driven, Stopped]]:
    """The exercise with a voice that is stopped from its start; but the first line is there."""
    cache = stage.folder / "other-cache"
    only_first = written(stage.folder, f"{OPENING}steps:\n  - say: {FIRST}\n", "first.yaml")
    Material(compile_script(load(only_first)), cache, "rain", -16.0)
    with stage.driven(cache=cache) as room, Stopped(room.process.pid, "espeak_worker") as voice:
        yield room, voice


@again_on_a_busy_machine
def test_the_bed_goes_on_until_the_line_comes(stage: Stage) -> None:
    """Where the voice is stopped the bed goes on unbroken, the silence lengthens; let go, it says
    the line."""
    with stalled(stage) as (room, voice):
        room.hear(FIRST, since=0)
        room.listen(4.0)
        assert not stage.material.find(room.heard, SECOND)
        waited = room.now
        voice.go_on()
        second = room.hear(SECOND, since=waited)
        room.hear(THIRD, since=waited)
        room.expect_no_click()
        gains = stage.material.bed_gains(room.heard[: second.frame], room.bed_place())
        assert gains[-150:].min() > 0.98 * DUCKED
        assert room.decline() == 0


@again_on_a_busy_machine
def test_a_line_that_cannot_be_made_is_read(stage: Stage) -> None:
    """Where the voice is ended in the midst of a line, the line is shown, to be read; the exercise
    goes on to its end, and says then what could not be spoken."""
    with stalled(stage) as (room, voice):
        room.hear(FIRST, since=0)
        room.listen(1.0)
        voice.end()
        room.see("not spoken: read it yourselves", SECOND)
        assert room.decline() == 0
        room.see("could not be spoken")
        assert not stage.material.find(room.heard, SECOND)
        room.expect_no_click()
