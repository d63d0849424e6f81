"""Space, q and Esc at a real terminal, by what was heard in the room: fades, quiet, lines again."""

import numpy as np
import pytest
from audio_server import NullSink
from driven_room import (
    CLOSING,
    DUCKED,
    FIRST,
    OPENING,
    SECOND,
    Stage,
    again_on_a_busy_machine,
    staged,
)
from heard import HOP, fade_fit, seconds, silences

from presence.units import frames_of

pytestmark = pytest.mark.real_audio

SCRIPT = f"""\
{OPENING}steps:
  - section: Landing
  - say: {FIRST}
  - pause: 1s
  - say: {SECOND}
  - pause: 30s
"""


@pytest.fixture(scope="module")
def stage(null_sink: NullSink, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The exercise, narrated."""
    return staged(tmp_path_factory.mktemp("driven"), SCRIPT, null_sink)


@again_on_a_busy_machine
def test_a_pause_and_an_end(stage: Stage) -> None:
    """Space fades to silence within 0.3 s, and the line is said again from its start, after a
    little of the bed; q fades over 2 s, in the shape of a raised cosine; then the closing words.
    The journal declined by one key leaves nothing behind."""
    with stage.driven() as room:
        room.hear(SECOND, since=0)
        paused = room.press(" ")
        room.see("paused")
        room.wait_for_bed(0.0)
        room.listen(0.6)
        resumed = room.press(" ")
        again = room.hear(SECOND)
        room.wait_for_bed(DUCKED)
        ended = room.press("q")
        closing = room.hear(CLOSING)
        assert room.decline() == 0
        room.wait_until_calm()
        room.expect_no_click()
        heard = room.heard
    gains = stage.material.bed_gains(heard, room.bed_place())
    faded = gains[paused // HOP : resumed // HOP]
    sinking = np.flatnonzero((faded < 0.99 * DUCKED) & (faded > 0.01 * DUCKED))
    assert seconds(len(sinking) * HOP) <= 0.3
    quiet = silences(heard[paused:resumed], 0.5)
    assert quiet, "the pause is not silent"
    assert quiet[-1][1] == resumed - paused
    lead_in = gains[again.frame // HOP - frames_of(0.4) // HOP : again.frame // HOP]
    np.testing.assert_allclose(lead_in, DUCKED, rtol=0.02)
    begin, error = fade_fit(gains[ended // HOP : closing.frame // HOP], 2.0)
    assert error < 0.02
    assert closing.frame > ended + (begin * HOP) + frames_of(2.0)
    assert not (stage.data / "journal").exists()


@again_on_a_busy_machine
def test_the_bed_stays_in_a_pause(stage: Stage) -> None:
    """With --pause-bed it goes on softly, at its place in the loop, and comes back with the line;
    after Esc what is typed is kept as an entry, and nothing else."""
    with stage.driven("--pause-bed") as room:
        room.hear(SECOND, since=0)
        paused = room.press(" ")
        room.wait_for_bed(DUCKED / 4)
        room.listen(0.5)
        room.press(" ")
        room.hear(SECOND)
        room.wait_for_bed(DUCKED)
        ended = room.press("escape")
        room.hear(CLOSING)
        room.write_in_the_journal("It was quiet.")
        room.expect_no_click()
        heard = room.heard
    gains = stage.material.bed_gains(heard, room.bed_place())
    assert gains[paused // HOP : ended // HOP].min() > 0.9 * DUCKED / 4
    (entry,) = stage.journal
    assert "It was quiet." in entry.read_text(encoding="utf-8")
    assert entry.stat().st_mode & 0o077 == 0
    entry.unlink()
