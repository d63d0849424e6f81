"""Following in text: the lines in their time, by a clock that the test turns."""

import io
import threading

from play_sources import LINE_FRAMES, ArraySource, noise

from presence.live.follow import follow
from presence.live.keys import Key, NoKeys
from presence.live.plain_screen import PlainScreen
from presence.units import seconds_of

PATIENCE_S = 20.0


class HandClock:
    """Stands still but for `advance`, which returns once whoever waits for time has used it."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._awaited_s = 0.0
        self._over = False
        self._turned = threading.Condition()

    def now_s(self) -> float:
        return self._now_s

    def wait_until(self, moment_s: float, stopping: threading.Event) -> bool:
        with self._turned:
            self._awaited_s = moment_s
            self._turned.notify_all()
            while self._now_s < moment_s and not stopping.wait(0.0):
                self._turned.wait(0.01)
            return stopping.is_set()

    def advance(self, seconds: float) -> None:
        with self._turned:
            self._now_s += seconds
            self._turned.notify_all()
            assert self._turned.wait_for(lambda: self._awaited_s > self._now_s, PATIENCE_S)


class TurningKeys(NoKeys):
    """No presses; each poll turns the clock on by as long as it was to wait."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock

    def poll(self, timeout_s: float) -> Key | None:
        super().poll(0.002)  # lets the feeder keep up with a clock faster than time
        self.clock.advance(timeout_s)
        return None


def test_lines_show_in_their_time() -> None:
    """Each line is printed once, in order, at the time at which it would be heard."""
    clock, stream = HandClock(), io.StringIO()
    source = ArraySource(noise(8 * LINE_FRAMES))
    report = follow(
        source, title="", keys=TurningKeys(clock), screen=PlainScreen(stream), clock=clock
    )
    lines = [line.split(" ", 1) for line in stream.getvalue().splitlines()]
    assert lines.pop()[1] == "(ended)"
    assert [text for _, text in lines] == [f"This is line {n}." for n in range(1, 9)]
    assert [stamp for stamp, _ in lines][::2] == ["0:00", "0:01", "0:02", "0:03"]
    assert report.seconds_played == seconds_of(8 * LINE_FRAMES)
    assert not report.ended_early
