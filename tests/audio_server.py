"""A sound server of the tests' own, with a sink nobody hears: what is played can be recorded."""

import collections
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from needs import skip_or_fail

from presence.audio import CHANNELS, Samples
from presence.units import SAMPLE_RATE_HZ

FRAME_BYTES = 4 * CHANNELS
PATIENCE_S = 20.0
SERVER_SCRIPT = f"""
load-module module-null-sink sink_name=room rate={SAMPLE_RATE_HZ} format=float32le channels=2
load-module module-native-protocol-unix auth-anonymous=1 socket={{folder}}/native
set-default-sink room
"""
ALSA_SETTINGS = """
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse hint { show on description "Default" } }
ctl.!default { type pulse }
"""


def allowing_for_a_busy_machine(attempt: Callable[[], None]) -> None:
    """Calls `attempt` until one succeeds, three times at most.

    Where others use the machine too, server and recorder may be kept waiting, and leave a gap
    that is no fault of the player. A fault of the player is there each time.
    """
    for _ in range(2):
        with contextlib.suppress(AssertionError):
            return attempt()
    return attempt()


class Recording:
    """What the sink plays from now on, as it comes in from `parec`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._octets = bytearray()
        self._grown = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Waits until the last of it has come in."""
        self._thread.join(PATIENCE_S)

    def wait_for_more(self, frame_count: int) -> None:
        """Waits until so many more frames than now have come in."""
        with self._grown:
            enough = len(self._octets) + frame_count * FRAME_BYTES
            assert self._grown.wait_for(lambda: len(self._octets) >= enough, PATIENCE_S)

    def wait_for_sound(self) -> None:
        """Waits until something that is not silence has come in."""
        with self._grown:
            assert self._grown.wait_for(lambda: any(self._octets), PATIENCE_S)

    def samples(self) -> Samples:
        """All that has come in, (n, CHANNELS)."""
        with self._grown:
            whole = bytes(self._octets[: len(self._octets) // FRAME_BYTES * FRAME_BYTES])
        return np.frombuffer(whole, dtype="<f4").reshape(-1, CHANNELS)

    def _run(self) -> None:
        while chunk := os.read(self._stream.fileno(), 65536):
            with self._grown:
                self._octets += chunk
                self._grown.notify_all()


class NullSink:
    """A running server. `environ` leads PulseAudio's and ALSA's clients to it."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ

    @contextlib.contextmanager
    def recording(self) -> Iterator[Recording]:
        """Records the sink's monitor inside; begins once it delivers."""
        with self.listener(subprocess.PIPE) as parec:
            assert parec.stdout is not None
            recording = Recording(parec.stdout)
            try:
                recording.wait_for_more(1)
                yield recording
            finally:
                parec.terminate()
                recording.join()  # before the pipe is closed, and its number goes to another file

    @contextlib.contextmanager
    def listener(self, stdout: int) -> Iterator[subprocess.Popen[bytes]]:
        """A `parec` on the monitor, with a latency short enough to make the sink lively.

        Left to itself a null sink renders two seconds at a time, and whoever joins waits.
        """
        command = ["parec", "--raw", "--device=room.monitor", "--format=float32le"]
        command += [f"--rate={SAMPLE_RATE_HZ}", f"--channels={CHANNELS}", "--latency-msec=10"]
        environ = {**os.environ, **self.environ}
        with subprocess.Popen(command, stdout=stdout, env=environ) as parec:  # noqa: S603 - ours
            try:
                yield parec
            finally:
                parec.terminate()


class OwnServer(NullSink):
    """A server that a test may do anything to; only those who are given `environ` play into it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(_write_settings(folder))
        self._folder = folder

    def running(self) -> contextlib.AbstractContextManager[None]:
        """It runs inside, and may be started again, in the same place."""
        return _server(self._folder, self.environ)

    def tell(self, *words: str) -> None:
        """Gives it a command of `pactl`."""
        environ = {**os.environ, **self.environ}
        subprocess.run(["pactl", *words], env=environ, check=True, timeout=PATIENCE_S)  # noqa: S603, S607 - ours

    def add_room(self) -> None:
        """Brings back the sink that was removed."""
        settings = [f"rate={SAMPLE_RATE_HZ}", "format=float32le", f"channels={CHANNELS}"]
        self.tell("load-module", "module-null-sink", "sink_name=room", *settings)


@pytest.fixture
def own_server(tmp_path: Path) -> OwnServer:
    """A server of this test's own; it does not run yet."""
    if missing := [tool for tool in ("pulseaudio", "parec", "pactl") if shutil.which(tool) is None]:
        skip_or_fail(f"{' and '.join(missing)} not installed")
    return OwnServer(tmp_path)


@pytest.fixture(scope="session")
def null_sink() -> Iterator[NullSink]:
    """A PulseAudio server with a null sink; sound libraries of this process play into it."""
    if missing := [tool for tool in ("pulseaudio", "parec") if shutil.which(tool) is None]:
        skip_or_fail(f"{' and '.join(missing)} not installed")
    with tempfile.TemporaryDirectory(prefix="presence-") as folder:
        environ = _write_settings(Path(folder))
        with _server(Path(folder), environ), pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            _look_again_for_devices()
            sink = NullSink(environ)
            with sink.listener(subprocess.DEVNULL):
                yield sink


def _write_settings(folder: Path) -> dict[str, str]:
    (folder / "server.pa").write_text(SERVER_SCRIPT.format(folder=folder))
    (folder / "client.conf").write_text("autospawn = no\n")
    (folder / "asound.conf").write_text(ALSA_SETTINGS)
    return {
        "PULSE_SERVER": f"unix:{folder}/native",
        "PULSE_CLIENTCONFIG": str(folder / "client.conf"),
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_STATE_PATH": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
    }


@contextlib.contextmanager
def _server(folder: Path, environ: dict[str, str]) -> Iterator[None]:
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
    command += ["--log-level=info", "--log-target=stderr", f"--file={folder}/server.pa"]
    own = {**os.environ, **environ, "HOME": str(folder), "DBUS_SESSION_BUS_ADDRESS": "none:"}
    del own["PULSE_SERVER"]  # the server would take itself for a client's address
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stderr=pipe, text=True, env=own) as server:  # noqa: S603 - ours
        assert server.stderr is not None
        log = _Log(server.stderr)
        try:
            if not log.ready.wait(PATIENCE_S) or not log.came_up:
                skip_or_fail("PulseAudio does not start: " + "".join(log.last))
            yield
        finally:
            server.terminate()
            log.thread.join(PATIENCE_S)


class _Log:
    """Reads the server's messages, so that it never waits for a full pipe."""

    def __init__(self, stream: IO[str]) -> None:
        self.last: collections.deque[str] = collections.deque(maxlen=20)
        self.came_up = False
        self.ready = threading.Event()  # it came up, or is gone
        self.thread = threading.Thread(target=self._run, args=(stream,), daemon=True)
        self.thread.start()

    def _run(self, stream: IO[str]) -> None:
        for line in stream:
            self.last.append(line)
            if "startup complete" in line:
                self.came_up = True
                self.ready.set()
        self.ready.set()


def _look_again_for_devices() -> None:
    """PortAudio lists devices once, when it is imported; an earlier test may have done that."""
    if sounddevice := sys.modules.get("sounddevice"):
        sounddevice._terminate()
        sounddevice._initialize()
