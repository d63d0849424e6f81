"""A device's name or number in, an Output out: what the player knows of devices."""

import contextlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from presence.audio import Samples
from presence.errors import OutputError

Pull = Callable[[Samples], None]
"""Fills an (n, CHANNELS) float32 array in place; neither waits, allocates samples, nor raises."""

LATENCY_S: Final = 0.15
"""Asked of a device: at 0.1 s a machine with twice as much to do as it can left gaps, at 0.15 s
none; and a pause still answers before one wonders."""

EXPORT_HINT: Final = "Export it as a file instead: presence export NAME -o file.wav"

_UNAVAILABLE: Final = (ImportError, OSError, OutputError)
"""What a backend raises where it can't play: its library is missing, or there is no device."""


class Output(Protocol):
    """A place where frames go at 48 kHz, in the time they take. It is started once."""

    @property
    def name(self) -> str:
        """What a person calls it."""
        ...

    @property
    def latency_s(self) -> float:
        """From a pull to the ear, as far as the device says."""
        ...

    @property
    def underflows(self) -> int:
        """Times the device itself reported that it had nothing to play."""
        ...

    def start(self, pull: Pull) -> None:
        """Calls `pull` from a thread of its own until stopped. Raises OutputError."""
        ...

    def stop(self) -> None:
        """Plays what was pulled, then lets go of the device. After it `pull` isn't called again.

        May be called before `start`, and more than once.
        """
        ...


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """A device that can play. `id` is its number, as a person may give it."""

    id: int
    name: str
    backend: str
    default: bool


class Backend(Protocol):
    """A library that reaches devices, as a module of this package."""

    NAME: str

    def devices(self) -> list[OutputDevice]:
        """All that can play. Raises ImportError, OSError or OutputError."""
        ...

    def open_device(self, device: OutputDevice | None) -> Output:
        """Opens a device, the default one for None. Raises as `devices` does."""
        ...


def devices() -> list[OutputDevice]:
    """The devices of the first library that finds any; empty where there are none."""
    return _found()[1]


def open_output(wanted: str | None = None) -> Output:
    """Opens the default device, or the one whose number or part of its name is `wanted`.

    PortAudio first; miniaudio where that is missing or has no device that opens. Raises
    OutputError.
    """
    _let_processes_start_aside()
    return _open_default() if wanted is None else _open_wanted(wanted)


def _let_processes_start_aside() -> None:
    """From now on a process is started by fork, not by vfork: see "Disabling use of vfork()" in
    the documentation of `subprocess`.

    With vfork the interpreter stands still until the new program runs, and a device's callback
    with it: 0.1 s and more on a busy machine, as long as a device holds out. With fork it is 3 ms.
    """
    vars(subprocess)["_USE_VFORK"] = False


def _open_default() -> Output:
    problems = []
    for backend in _backends():
        try:
            return backend.open_device(None)
        except _UNAVAILABLE as problem:
            problems.append(f"{backend.NAME}: {problem}")
    raise OutputError(f"no sound device to play on was found ({'; '.join(problems)})", EXPORT_HINT)


def _open_wanted(wanted: str) -> Output:
    backend, found = _found()
    if backend is None:
        return _open_default()  # which finds none either, and says why
    matches = _matching(wanted, found)
    if len(matches) == 1:
        return backend.open_device(matches[0])
    problem = "several sound devices match" if matches else "no sound device matches"
    lines = [f"  {device.id}  {device.name}" for device in matches or found]
    hint = "\n".join(["Choose one by its number or a part of its name:", *lines])
    raise OutputError(f"{problem} '{wanted}'", hint)


def _found() -> tuple[Backend | None, list[OutputDevice]]:
    for backend in _backends():
        with contextlib.suppress(*_UNAVAILABLE):  # the next library may do better
            if found := backend.devices():
                return backend, found
    return None, []


def _backends() -> list[Backend]:
    from presence.play import mini, portaudio

    return [portaudio, mini]


def _matching(wanted: str, found: list[OutputDevice]) -> list[OutputDevice]:
    """By number; by the whole name; by a part of it."""
    folded = wanted.strip().casefold()
    if folded.isdecimal():
        return [device for device in found if device.id == int(folded)]
    whole = [device for device in found if device.name.casefold() == folded]
    return whole or [device for device in found if folded in device.name.casefold()]
