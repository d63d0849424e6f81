"""`presence play` and `presence export` of one script: what the loudspeaker gets is the file."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from audio_server import NullSink, allowing_for_a_busy_machine

from presence.audio import Samples
from presence.units import frames_of

pytestmark = pytest.mark.real_audio

# The line comes first, so that the first frame is heard and the two can be laid side by side.
SCRIPT = """\
presence: 1
title: Both ways
steps:
  - say: Let your shoulders soften. [1s] And your jaw.
  - ambient: {sound: rain, level: -20 dB, fade: 2s}
  - pause: 2s
  - bell
  - breathe: {in: 2s, out: 2s, times: 1}
  - say: That is all.
"""
PORTAUDIO = "import sys; from presence.cli.main import run; sys.exit(run(sys.argv[1:]))"
NO_PORTAUDIO = "import ctypes.util; ctypes.util.find_library = lambda name: None; " + PORTAUDIO


@pytest.mark.parametrize("program", [PORTAUDIO, NO_PORTAUDIO], ids=["portaudio", "miniaudio"])
def test_what_is_played_is_what_is_exported(
    null_sink: NullSink, tmp_path: Path, program: str
) -> None:
    """Recorded from the sink's monitor, a play is the export, frame for frame, with no gap."""
    script = tmp_path / "both.yaml"
    script.write_text(SCRIPT)
    environ = {**os.environ, "PRESENCE_CACHE": str(tmp_path / "cache")}
    exported = export(script, environ)

    def play() -> None:
        with null_sink.recording() as recording:
            played = run(program, "play", str(script), environ=environ)
            recording.wait_for_more(frames_of(0.1))
            heard = recording.samples()
        assert "interrupted" not in played.stderr
        first = int(np.flatnonzero(np.abs(heard).max(axis=1) > 0)[0])
        np.testing.assert_allclose(
            heard[first : first + len(exported)], exported, rtol=0, atol=1e-4
        )

    allowing_for_a_busy_machine(play)


def export(script: Path, environ: dict[str, str]) -> Samples:
    target = script.with_suffix(".wav")
    run(PORTAUDIO, "export", str(script), "-o", str(target), "--bits", "float", environ=environ)
    samples: Samples = soundfile.read(target, dtype="float32")[0]
    assert abs(samples[0]).max() > 0
    return samples


def run(program: str, *arguments: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-W", "error", "-c", program, *arguments],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done
