"""A device in, an Output through PortAudio (the sounddevice package) out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from presence.audio import CHANNELS, Samples
from presence.errors import OutputError
from presence.play.output import LATENCY_S, OutputDevice, Pull
from presence.play.quiet import quiet_stderr
from presence.units import SAMPLE_RATE_HZ

NAME: Final = "PortAudio"


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


class PortAudioOutput:
    """Plays through PortAudio, which converts where the device wants another rate or format."""

    def __init__(self, device: OutputDevice | None) -> None:
        self.underflows = 0
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

    @property
    def latency_s(self) -> float:
        return float(self._stream.latency)

    def start(self, pull: Pull) -> None:
        self._pull = pull
        with _asking():
            self._stream.start()

    def stop(self) -> None:
        self._stream.stop(ignore_errors=True)  # an unplugged device has nothing left to play
        self._stream.close(ignore_errors=True)

    def _play(self, out: Samples, _frame_count: int, _time: object, status: Any) -> None:
        if status.output_underflow:
            self.underflows += 1
        self._pull(out)


def _silence(out: Samples) -> None:
    out.fill(0.0)


@contextmanager
def _asking() -> Iterator[Any]:
    with quiet_stderr():
        import sounddevice  # this starts PortAudio, and takes 50 ms

        try:
            yield sounddevice
        except (sounddevice.PortAudioError, ValueError) as problem:
            raise OutputError(f"the sound device cannot be opened: {problem}") from problem
