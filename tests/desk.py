"""A player on an output that pulls when told to: nothing depends on how fast the machine is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from presence.audio import Samples
from presence.play.player import Player
from presence.play.recording import RecordingOutput
from presence.play.transport import State

PATIENCE_S = 20.0
BLOCK = 480


class Desk:
    """A player and its output: each step first waits until the player has done all it can."""

    def __init__(self, player: Player, output: RecordingOutput) -> None:
        self.player = player
        self.output = output

    @property
    def heard(self) -> Samples:
        """All that was pulled."""
        return self.output.recorded

    def step(self, count: int = 1) -> None:
        """Pulls `count` blocks, or as many as there are."""
        for _ in range(count):
            assert self.player.wait_filled(PATIENCE_S)
            if self.output.running:
                self.output.step()

    def step_until(self, reached: State | Callable[[], bool]) -> None:
        """Pulls until the player's state is `reached`, or that is true."""
        for _ in range(100_000):
            if self.player.state == reached or (callable(reached) and reached()):
                return
            self.step()
        raise AssertionError(f"not reached: {reached}")

    def step_to_the_end(self) -> Samples:
        """Pulls until the player has ended; all that was pulled from the beginning."""
        self.step_until("ended")
        assert self.player.wait(0.0)
        return self.output.recorded


@contextmanager
def desk(volume_db: float = 0.0) -> Iterator[Desk]:
    """A player that has been started on a recording output."""
    output = RecordingOutput(BLOCK)
    with Player(output, volume_db) as player:
        player.start()
        yield Desk(player, output)
    assert not output.running


def sounding(heard: Samples) -> Samples:
    """Without the silence before and after."""
    audible = np.flatnonzero(heard.any(axis=1))
    return heard[audible[0] : audible[-1] + 1]
