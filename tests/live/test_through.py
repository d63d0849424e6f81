"""Playing live: keys, Ctrl-C, screen and report, tied together."""

import signal
from collections.abc import Callable

import numpy as np
import pytest
from play_sources import ArraySource, FailingSource, noise, plateau

from presence.audio import Samples
from presence.errors import NarrationError
from presence.live.keys import Key, NoKeys
from presence.live.through import play_through
from presence.live.view import View
from presence.play.recording import TimedOutput
from presence.units import frames_of


class Room:
    """An output at the pace of time that keeps what was heard."""

    def __init__(self) -> None:
        self.blocks: list[Samples] = []
        self.output = TimedOutput(lambda block: self.blocks.append(block.copy()))

    @property
    def heard(self) -> Samples:
        return np.concatenate(self.blocks)


class Gallery:
    """A screen that keeps every view."""

    def __init__(self) -> None:
        self.views: list[View] = []

    def show(self, view: View) -> None:
        self.views.append(view)


class PlannedKeys(NoKeys):
    """Does the next of its steps once the screen has come to the position it is planned for."""

    def __init__(self, gallery: Gallery, *plan: tuple[float, Callable[[], Key | None]]) -> None:
        self.gallery = gallery
        self.plan = list(plan)

    def poll(self, timeout_s: float) -> Key | None:
        if self.plan and self.gallery.views[-1].position_s >= self.plan[0][0]:
            return self.plan.pop(0)[1]()
        return super().poll(min(timeout_s, 0.01))


def interrupt() -> None:
    signal.raise_signal(signal.SIGINT)


def test_a_play_to_the_end() -> None:
    """Left alone, all is heard, every line is shown, and the report says so."""
    room, gallery, sound = Room(), Gallery(), noise(frames_of(1.2))
    report = play_through(
        ArraySource(sound), room.output, title="Arriving", keys=NoKeys(), screen=gallery
    )
    np.testing.assert_array_equal(room.heard[room.heard.any(axis=1)], sound)
    assert report.seconds_played == pytest.approx(1.2)
    assert (report.underruns, report.stalls) == (0, 0)
    assert (report.ended_early, report.interrupted) == (False, False)
    assert [view.line_number for view in gallery.views] == sorted(
        view.line_number for view in gallery.views
    )
    assert {view.line for view in gallery.views} == {f"This is line {n}." for n in (1, 2, 3)}
    assert {view.title for view in gallery.views} == {"Arriving"}
    assert gallery.views[-1].mode == "ended"


def test_space_pauses_and_goes_on() -> None:
    """Space holds the exercise, and again lets it go on to its end."""
    room, gallery = Room(), Gallery()
    keys = PlannedKeys(gallery, (0.3, lambda: "space"), (0.3, lambda: "space"))
    report = play_through(
        ArraySource(plateau(48_000)), room.output, title="", keys=keys, screen=gallery
    )
    assert "paused" in {view.mode for view in gallery.views}
    assert report.seconds_played == 1.0
    assert not report.ended_early


@pytest.mark.parametrize("key", ["q", "escape"])
def test_a_key_ends_it(key: Key) -> None:
    """Ended by hand, it fades to nothing and is reported as ended early, not as interrupted."""
    room, gallery = Room(), Gallery()
    keys = PlannedKeys(gallery, (0.2, lambda: key))
    report = play_through(
        ArraySource(plateau(480_000)), room.output, title="", keys=keys, screen=gallery
    )
    assert (report.ended_early, report.interrupted) == (True, False)
    assert 0.2 <= report.seconds_played < 9.0
    assert np.abs(np.diff(room.heard, axis=0)).max() < 1e-3
    assert not room.heard[-1].any()


def test_ctrl_c_ends_with_a_fade() -> None:
    """The first Ctrl-C does as `q` does, and the report says that it was one."""
    room, gallery = Room(), Gallery()
    before = signal.getsignal(signal.SIGINT)
    keys = PlannedKeys(gallery, (0.2, interrupt))
    report = play_through(
        ArraySource(plateau(480_000)), room.output, title="", keys=keys, screen=gallery
    )
    assert (report.ended_early, report.interrupted) == (True, True)
    assert np.abs(np.diff(room.heard, axis=0)).max() < 1e-3
    assert not room.heard[-1].any()
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_twice_ends_at_once() -> None:
    """The second Ctrl-C does not wait for the fade: the last that was heard is still sound."""
    room, gallery = Room(), Gallery()
    keys = PlannedKeys(gallery, (0.2, interrupt), (0.2, interrupt))
    report = play_through(
        ArraySource(plateau(480_000)), room.output, title="", keys=keys, screen=gallery
    )
    assert (report.ended_early, report.interrupted) == (True, True)
    assert room.heard[-1].all()


def test_a_line_that_fails_is_raised() -> None:
    """What came before is heard; then the fault is the caller's."""
    room = Room()
    source = FailingSource(noise(48_000), bad_frame=10_000)
    with pytest.raises(NarrationError, match="line 3"):
        play_through(source, room.output, title="", keys=NoKeys(), screen=Gallery())
    assert room.heard.any()
