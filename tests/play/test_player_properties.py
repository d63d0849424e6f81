"""The player under any commands, at any time: the gate holds, the bed goes on, nothing clicks."""

from contextlib import ExitStack

import numpy as np
from desk import Desk, desk
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from play_sources import LINE_FRAMES, ArraySource, GatedSource

from presence.audio import CHANNELS, Samples
from presence.mix.source import PLAIN, Bedding
from presence.play.tap import LEAD_IN_FRAMES

GATE_CUE = 5
GATE_FRAME = GATE_CUE * LINE_FRAMES
BED_FRAMES = 50_021
LOUDEST_STEP = 0.01
"""−40 dBFS."""


def slow_bed() -> Samples:
    """Each of its frames differs from those around it, in both channels; round it goes."""
    turns = np.arange(BED_FRAMES) / BED_FRAMES * 2 * np.pi
    waves = [0.3 * np.sin(7 * turns), 0.3 * np.cos(11 * turns)]
    return np.stack(waves, axis=1).astype(np.float32)


def silent_up_to_the_gate() -> Samples:
    """An exercise that is heard from its check-in on only."""
    samples = np.zeros((2 * GATE_FRAME, CHANNELS), dtype=np.float32)
    samples[GATE_FRAME:] = 1.0
    return samples


class WatchedSource(GatedSource):
    """Keeps how far it was read."""

    furthest_frame = 0

    def read(self, start_frame: int, frame_count: int, bedding: Bedding = PLAIN) -> Samples:
        self.furthest_frame = max(self.furthest_frame, start_frame + frame_count)
        return super().read(start_frame, frame_count, bedding)


class Room(RuleBasedStateMachine):
    """Two exercises over the same bed, each with a check-in; lines may be late, at any frame.

    All that is heard must be the bed, going on frame by frame: were one frame of an exercise
    from its check-in on ever heard, or the bed out of step or of loudness for a moment, it would
    show.
    """

    def __init__(self) -> None:
        super().__init__()
        self.leaving = ExitStack()
        bed = slow_bed()
        self.sources = [WatchedSource(silent_up_to_the_gate(), 0, bed) for _ in range(2)]
        for source in self.sources:
            source.gate.set()
        self.desk: Desk = self.leaving.enter_context(desk())

    @initialize(blocks=st.integers(11, 60))
    def begin(self, blocks: int) -> None:
        self.desk.player.play(self.sources[0], until_cue=GATE_CUE)
        self.desk.step(blocks)

    @rule(
        number=st.integers(0, 1),
        frame=st.integers(0, GATE_FRAME + 9_000),
        fade_out_s=st.floats(0.0, 2.0),
        lead_in_s=st.floats(0.0, 1.0),
        fade_in_s=st.floats(0.0, 0.2),
    )
    def seek(
        self, number: int, frame: int, fade_out_s: float, lead_in_s: float, fade_in_s: float
    ) -> None:
        self.desk.player.play(
            self.sources[number],
            frame=frame,
            until_cue=GATE_CUE,
            fade_out_s=fade_out_s,
            lead_in_s=lead_in_s,
            fade_in_s=fade_in_s,
        )

    @rule(number=st.integers(0, 1), cue=st.integers(0, GATE_CUE))
    def seek_a_cue(self, number: int, cue: int) -> None:
        self.desk.player.play(self.sources[number], cue=cue, until_cue=GATE_CUE)

    @rule(fade_s=st.floats(0.0, 2.0))
    def hold(self, fade_s: float) -> None:
        self.desk.player.hold(fade_s=fade_s)

    @rule(number=st.integers(0, 1), frame=st.integers(0, GATE_FRAME))
    def lines_are_late(self, number: int, frame: int) -> None:
        assert self.desk.player.wait_filled(20.0)  # not between 'ready' and 'read'
        self.sources[number].gate_frame = frame
        self.sources[number].gate.clear()

    @rule(number=st.integers(0, 1))
    def lines_are_there(self, number: int) -> None:
        self.sources[number].gate.set()

    @rule(volume_db=st.just(0.0), blocks=st.integers(1, 40))
    def listen(self, volume_db: float, blocks: int) -> None:
        self.desk.player.set_volume(volume_db)
        self.desk.step(blocks)

    @precondition(lambda self: all(source.gate.is_set() for source in self.sources))
    @rule()
    def arrive(self) -> None:
        if self.desk.player.state != "holding":
            self.desk.step_until("arrived")
            assert self.desk.player.position_frame >= GATE_FRAME

    def teardown(self) -> None:
        self.desk.step(60)
        heard = self.desk.heard[LEAD_IN_FRAMES:]
        player = self.desk.player
        self.leaving.close()
        expected = slow_bed()[np.arange(len(heard)) % BED_FRAMES]
        np.testing.assert_allclose(heard, expected, rtol=0, atol=2e-6)
        assert player.underruns == 0
        assert not any(source.waits.is_set() for source in self.sources)
        assert all(source.furthest_frame <= GATE_FRAME for source in self.sources)


TestRoom = Room.TestCase
TestRoom.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)

GAINS = st.sampled_from([0.0, 0.3, 1.0, 1.5])
COMMANDS = st.lists(
    st.tuples(
        st.sampled_from(["play", "hold", "volume", "bed", "end"]),
        st.integers(1, 90_000),  # at 0 its own first step is kept
        st.sampled_from([0.05, 0.2, 2.0]),
        GAINS,
        st.integers(0, 12),
    ),
    max_size=15,
)


@settings(max_examples=60, deadline=None)
@given(COMMANDS)
def test_no_commands_make_a_click(commands: list[tuple[str, int, float, float, int]]) -> None:
    """Steady sound over a steady bed, and any commands, in bursts too: no step over −40 dBFS."""
    slope = np.linspace(0.0, 0.4, 4_800, dtype=np.float32)[:, np.newaxis]
    steady = np.full((100_000, CHANNELS), 0.4, dtype=np.float32)
    steady[:4_800] = slope
    steady[-4_800:] = slope[::-1]
    source = ArraySource(steady, np.full((100, CHANNELS), 0.2, dtype=np.float32))
    with desk() as playing:
        player = playing.player
        for name, frame, fade_s, gain, blocks in commands:
            if name == "play":
                player.play(source, frame=frame, until_cue=4, fade_out_s=fade_s)
            elif name == "hold":
                player.hold(bed_gain=gain, fade_s=fade_s)
            elif name == "volume":
                player.set_volume(20 * np.log10(gain + 0.1))
            elif name == "bed":
                player.set_bed_gain(gain)
            else:
                player.end(fade_s)
            playing.step(blocks)
        playing.step(10)
        player.end()
        heard = playing.step_to_the_end()
    assert np.abs(np.diff(heard, axis=0)).max() <= LOUDEST_STEP
    assert player.underruns == 0
