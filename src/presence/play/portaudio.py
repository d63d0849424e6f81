"""A device in, an Output through PortAudio (the sounddevice package) out."""

import contextlib
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from presence.audio import CHANNELS, Samples
from presence.errors import OutputError
from presence.play.output import LATENCY_S, OutputDevice, Pull
from presence.play.quiet import quiet_stderr
from presence.units import SAMPLE_RATE_HZ

NAME: Final = "PortAudio"
_open_streams: Final[set[int]] = set()
"""While there is one, or one hangs that was to be closed, PortAudio must not be ended."""


def devices() -> list[OutputDevice]:
    """All that can play. OSError where PortAudio is missing, ImportError where sounddevice is."""
    with _asking() as sounddevice:
        default = sounddevice.default.device[1]
        return [
            OutputDevice(number, str(found["name"]), NAME, default=number == default)
            for number, found in enumerate(sounddevice.query_devices())
            if found["max_output_channels"] > 0
        ]


def open_device(device: OutputDevice | None) -> "PortAudioOutput":
    """Opens a device, the default one for None. Raises as `devices` does, or OutputError."""
    return PortAudioOutput(device)


def look_again() -> None:
    """Makes PortAudio's list of devices anew, unless a stream is still open."""
    with contextlib.suppress(ImportError, OSError, OutputError), _asking() as sounddevice:
        if not _open_streams:
            sounddevice._terminate()
            sounddevice._initialize()


class PortAudioOutput:
    """Plays through PortAudio, which converts where the device wants another rate or format."""

    def __init__(self, device: OutputDevice | None) -> None:
        self.underflows = 0
        self._stopping = False
        self._pull: Pull = _silence
        with _asking() as sounddevice:
            number = device.id if device else None
            self.name = str(sounddevice.query_devices(number, "output")["name"])
            # blocksize 0 lets the device choose its own blocks: no second buffer in between.
            self._stream = sounddevice.OutputStream(
                samplerate=SAMPLE_RATE_HZ,
                channels=CHANNELS,
                dtype="float32",
                device=number,
                latency=LATENCY_S,
                blocksize=0,
                callback=self._play,
            )
        _open_streams.add(id(self._stream))

    @property
    def latency_s(self) -> float:
        return float(self._stream.latency)

    def start(self, pull: Pull) -> None:
        self._pull = pull
        with _asking():
            self._stream.start()

    def stop(self) -> None:
        if self._stopping:  # done, or under way in another thread; its memory is freed then
            return
        self._stopping = True
        self._stream.stop(ignore_errors=True)  # an unplugged device has nothing left to play
        self._stream.close(ignore_errors=True)
        _open_streams.discard(id(self._stream))

    def _play(self, out: Samples, _frame_count: int, _time: object, status: Any) -> None:
        if status.output_underflow:
            self.underflows += 1
        self._pull(out)


def _quiet_alsa() -> None:
    """Has ALSA say nothing: it reports underruns on the error stream, in the middle of a screen.

    What it wants is a C function that can be called by any thread at any time. `abs` is one, and
    does nothing.
    """
    with contextlib.suppress(OSError, AttributeError):  # there is no ALSA here
        handler = ctypes.cast(ctypes.CDLL(None).abs, ctypes.c_void_p)
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(handler)


def _silence(out: Samples) -> None:
    out.fill(0.0)


@contextmanager
def _asking() -> Iterator[Any]:
    with quiet_stderr():
        import sounddevice  # this starts PortAudio, and takes 50 ms

        _quiet_alsa()
        try:
            yield sounddevice
        except (sounddevice.PortAudioError, ValueError) as problem:
            raise OutputError(f"the sound device cannot be opened: {problem}") from problem
