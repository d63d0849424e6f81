"""A pause as the author wrote it, measured in the file that the command writes."""

from pathlib import Path

import numpy as np
import pytest
from exercises import samples_of, written
from processes import PRESENCE, environment, run

from presence.units import frames_of

EIGHT_SECONDS = """\
presence: 1
title: Eight seconds
steps:
  - say: Let your shoulders soften.
  - pause: 8s
  - say: And your jaw.
"""


def export(script: Path, engine: str, target: str = "out.wav") -> Path:
    file = script.parent / target
    done = run(
        [*PRESENCE, "export", script, "-o", file, "--engine", engine, "--bits", "float"],
        environment(script.parent / "cache"),
    )
    assert done.returncode == 0, done.stderr
    return file


def longest_silence(file: Path) -> int:
    """Frames between the last sounding frame of one line and the first of the next."""
    sounding = np.flatnonzero(samples_of(file).any(axis=1))
    return int(np.diff(sounding).max()) - 1


@pytest.mark.parametrize("engine", ["espeak", "pyttsx3"])
@pytest.mark.parametrize(
    ("pause", "frame_count"), [("8s", 384_000), ("3.333333s", 160_000), ("1500ms", 72_000)]
)
def test_a_pause_is_what_was_written(
    tmp_path: Path, engine: str, pause: str, frame_count: int
) -> None:
    """To the frame, between sound and sound: what an engine adds at a clip's ends is gone."""
    script = written(tmp_path, EIGHT_SECONDS.replace("8s", pause))
    assert longest_silence(export(script, engine)) == frame_count


def test_the_silent_engine_keeps_time_to_the_frame(tmp_path: Path) -> None:
    """Four words and three at 120 a minute, with 8 s between: 11.5 s, no frame more or less."""
    script = written(tmp_path, EIGHT_SECONDS.replace("steps:", "voice: {rate: 120}\nsteps:"))
    samples = samples_of(export(script, "silent"))
    assert len(samples) == frames_of(4 * 0.5 + 8 + 3 * 0.5)
    assert not samples.any()


def test_nothing_adds_up(tmp_path: Path) -> None:
    """A thousand pauses of a third of a millisecond more than a frame are not a frame off."""
    steps = "".join("  - pause: 100.01ms\n" for _ in range(1000))
    script = written(tmp_path, f"presence: 1\ntitle: Drift\nsteps:\n{steps}")
    assert len(samples_of(export(script, "silent"))) == frames_of(100.01)
