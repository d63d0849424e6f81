"""A device in, an Output through miniaudio out: it brings its own back ends, PortAudio or not."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np

from presence.audio import CHANNELS
from presence.errors import OutputError
from presence.play.output import OutputDevice, Pull
from presence.play.quiet import quiet_stderr
from presence.units import SAMPLE_RATE_HZ, frames_of

NAME: Final = "miniaudio"
_PERIOD_S: Final = 0.025
_PERIODS: Final = 8
"""With four of them, as PortAudio takes, a busy machine left gaps."""
_FRAME_BYTES: Final = CHANNELS * 4
_BACKENDS: Final = ("WASAPI", "DSOUND", "WINMM", "COREAUDIO", "PULSEAUDIO", "ALSA", "JACK")
"""All but its null device: an exercise nobody hears is not played."""


def devices() -> list[OutputDevice]:
    """All that can play; the first is the default. Raises ImportError or OutputError."""
    with _asking() as miniaudio:
        found = miniaudio.Devices(_backends(miniaudio)).get_playbacks()
        return [
            OutputDevice(number, str(playback["name"]), NAME, default=number == 0)
            for number, playback in enumerate(found)
        ]


def open_device(device: OutputDevice | None) -> "MiniaudioOutput":
    """Opens a device, the default one for None. Raises ImportError or OutputError."""
    return MiniaudioOutput(device)


class MiniaudioOutput:
    """Plays through miniaudio, which converts where the device wants another rate or format."""

    underflows = 0  # it reports none

    def __init__(self, device: OutputDevice | None) -> None:
        self.name = device.name if device else "default"
        self.latency_s = _PERIODS * _PERIOD_S
        with _asking() as miniaudio:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=CHANNELS,
                sample_rate=SAMPLE_RATE_HZ,
                buffersize_msec=round(1000 * _PERIOD_S),
                callback_periods=_PERIODS,
                device_id=self._native_id(miniaudio, device),
                backends=_backends(miniaudio),
                app_name="Presence",
            )

    def start(self, pull: Pull) -> None:
        blocks = _blocks(pull)
        next(blocks)
        with _asking():
            self._device.start(blocks)

    def stop(self) -> None:
        self._device.close()

    def _native_id(self, miniaudio: Any, device: OutputDevice | None) -> Any:
        if device is None:
            return None
        self._listed = miniaudio.Devices(_backends(miniaudio))  # it owns the ids' memory
        return self._listed.get_playbacks()[device.id]["id"]


def _blocks(pull: Pull) -> Generator[memoryview, int, None]:
    """Is sent frame counts and yields so many frames as bytes, always in the same memory."""
    block = np.zeros((frames_of(_PERIOD_S), CHANNELS), dtype=np.float32)
    octets = memoryview(block.data).cast("B")
    frame_count = yield octets[:0]
    while True:
        if frame_count > len(block):  # once at most: a device does not change its mind
            block = np.zeros((frame_count, CHANNELS), dtype=np.float32)
            octets = memoryview(block.data).cast("B")
        pull(block[:frame_count])
        frame_count = yield octets[: frame_count * _FRAME_BYTES]


def _backends(miniaudio: Any) -> list[Any]:
    return [miniaudio.Backend[name] for name in _BACKENDS]


@contextmanager
def _asking() -> Iterator[Any]:
    with quiet_stderr():
        import miniaudio

        try:
            yield miniaudio
        except (miniaudio.MiniaudioError, IndexError) as problem:
            raise OutputError(f"the sound device cannot be opened: {problem}") from problem
