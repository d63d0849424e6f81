"""preview and watch through a real sound server: what is heard is the line that was written."""

from pathlib import Path

import numpy as np
import pytest
from audio_server import NullSink, Recording, allowing_for_a_busy_machine
from command_line import Presence
from exercises import SHORT, samples_of, written
from watching import watching

from presence.audio import Samples
from presence.units import frames_of

pytestmark = pytest.mark.real_audio


def expected(presence: Presence) -> Samples:
    """The second line of SHORT alone, as it would be written to a file."""
    target = presence.folder / "line.wav"
    if not target.exists():
        presence.fine("preview", "mine.yaml", "--line", "8", "--engine", "espeak", "-o", target)
    return samples_of(target)


def assert_heard(recording: Recording, sound: Samples) -> None:
    """`sound` was heard, whole, and nothing else; a file has 16 bits, which the room has not."""
    heard = recording.samples()
    audible = np.flatnonzero(np.abs(heard).max(axis=1) > 0)
    assert len(audible), "nothing was heard"
    first = int(audible[0])
    assert abs(int(audible[-1]) + 1 - first - len(sound)) <= 1
    np.testing.assert_allclose(heard[first : first + len(sound)], sound, rtol=0, atol=1e-4)


def test_a_previewed_line_is_heard_and_ends(presence: Presence, null_sink: NullSink) -> None:
    """The command returns by itself, and the room heard that line's samples."""
    written(presence.folder)

    def play() -> None:
        with null_sink.recording() as recording:
            done = presence("preview", "mine.yaml", "--line", "8", "--engine", "espeak")
            recording.wait_for_more(frames_of(0.1))
            assert (done.returncode, done.stdout) == (0, "")
            assert_heard(recording, expected(presence))

    allowing_for_a_busy_machine(play)


def test_a_changed_line_is_spoken(presence: Presence, null_sink: NullSink, tmp_path: Path) -> None:
    """Once it is saved, it alone is heard, without anything being asked."""
    file = written(tmp_path)
    sound = expected(presence)

    def play() -> None:
        file.write_text(SHORT.replace("And your jaw.", "Nothing yet."))
        with (
            watching(file, presence.cache, "--speak", "--engine", "espeak") as watch,
            null_sink.recording() as recording,
        ):
            watch.save(SHORT)
            watch.out.until("line 8 changed: And your jaw.")
            recording.wait_for_sound()
            recording.wait_for_more(len(sound) + frames_of(1.0))
            assert_heard(recording, sound)
            assert watch.end() == 0

    allowing_for_a_busy_machine(play)
