"""A command → the seconds until it is heard in a room with a recorder of its own.

The room is the null sink of the tests' own sound server, so what is heard there is exactly what
was played.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from presence.units import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from audio_server import NullSink

AUDIBLE: Final = 1 / 32768
"""One step of 16 bits: whatever is quieter does not count as sound."""
PATIENCE_S: Final = 30.0
_TESTS: Final = Path(__file__).resolve().parents[1] / "tests"


@contextlib.contextmanager
def open_room() -> Iterator["NullSink"]:
    """A running sound server; it goes when the room is left."""
    sys.path.insert(0, str(_TESTS))
    import audio_server
    from audio_server import NullSink

    os.environ["PRESENCE_REQUIRE_ALL"] = "1"  # no sound server is a failure, never a skip
    with tempfile.TemporaryDirectory(prefix="presence-") as folder:
        environ = audio_server._write_settings(Path(folder))
        with audio_server._server(Path(folder), environ):
            sink = NullSink(environ)
            with sink.listener(subprocess.DEVNULL):  # which keeps the sink lively
                yield sink


def first_sound_s(sink: "NullSink", command: Sequence[str], environ: dict[str, str]) -> float:
    """From the start of the process to its first audible frame at the sink's monitor.

    Counted in frames of a recording that is running already, so how often this looks does not
    matter; what the recorder lags behind, some 10 ms, is in the figure.
    """
    with sink.recording() as recording:
        recording.wait_for_more(SAMPLE_RATE_HZ // 5)
        begun = len(recording.samples())
        process = subprocess.Popen(  # noqa: S603 (commands of the benchmark itself)
            command,
            env={**environ, **sink.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            deadline = time.monotonic() + PATIENCE_S
            while time.monotonic() < deadline and process.poll() is None:
                time.sleep(0.02)
                sounding = abs(recording.samples()[begun:]).max(axis=1, initial=0) >= AUDIBLE
                if sounding.any():
                    return int(sounding.argmax()) / SAMPLE_RATE_HZ
        finally:
            process.terminate()
            said = process.communicate()[1]
    raise RuntimeError(f"{' '.join(command)} was not heard: {said.decode(errors='replace')}")
