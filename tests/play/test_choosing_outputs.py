"""Choosing a device: by number, by name, by default; and what is said where there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from audio_server import NullSink

from presence.errors import OutputError
from presence.play import output
from presence.play.output import OutputDevice, devices, open_output
from presence.play.quiet import quiet_stderr
from presence.play.recording import RecordingOutput

WITHOUT_A_DEVICE = """
from presence.errors import OutputError
from presence.play.output import devices, open_output
assert devices() == []
for wanted in (None, "speakers"):
    try:
        open_output(wanted)
    except OutputError as problem:
        print(problem.message, "|", problem.hint)
"""


class Shelf:
    """A backend whose devices are its list; it notes which one was opened."""

    def __init__(self, name: str, *names: str) -> None:
        self.NAME = name
        self.names = names
        self.opened: list[OutputDevice | None] = []

    def devices(self) -> list[OutputDevice]:
        if not self.names:
            raise OSError("library not found")
        return [OutputDevice(i, name, self.NAME, i == 0) for i, name in enumerate(self.names)]

    def open_device(self, device: OutputDevice | None) -> RecordingOutput:
        self.devices()
        self.opened.append(device)
        return RecordingOutput()


@pytest.fixture
def speakers(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Four devices of the second library; the first one is missing."""
    shelf = Shelf("second", "Speakers", "Headphones (USB)", "Headphones", "USB display")
    monkeypatch.setattr(output, "_backends", lambda: [Shelf("first"), shelf])
    return shelf


@pytest.mark.parametrize(
    ("wanted", "number"),
    [("2", 2), ("speak", 0), ("headphones", 2), ("(usb)", 1), (" Display ", 3)],
)
def test_choosing(speakers: Shelf, wanted: str, number: int) -> None:
    """A number, a whole name or a part that only one name has; capitals and spaces aside."""
    open_output(wanted)
    assert [device.id for device in speakers.opened if device] == [number]


def test_the_default_comes_from_the_first_library_that_works(speakers: Shelf) -> None:
    """With nothing wanted, a library that is missing gives way to the next."""
    assert [device.backend for device in devices()] == ["second"] * 4
    open_output()
    assert speakers.opened == [None]


@pytest.mark.parametrize(
    ("wanted", "message", "listed"),
    [
        ("piano", "no sound device matches 'piano'", ["0  Speakers", "3  USB display"]),
        ("9", "no sound device matches '9'", ["0  Speakers", "3  USB display"]),
        ("usb", "several sound devices match 'usb'", ["1  Headphones (USB)", "3  USB display"]),
    ],
)
@pytest.mark.usefixtures("speakers")
def test_no_match_lists_the_candidates(wanted: str, message: str, listed: list[str]) -> None:
    """The fault names what was wanted, the hint what there is to choose from."""
    with pytest.raises(OutputError) as caught:
        open_output(wanted)
    assert caught.value.message == message
    assert all(line in caught.value.hint for line in listed)


def has_sound_card() -> bool:
    """Whether ALSA knows a card; without one, and without a server, there is no device."""
    cards = Path("/proc/asound/cards")
    return sys.platform != "linux" or (cards.exists() and "[" in cards.read_text())


@pytest.mark.skipif(has_sound_card(), reason="this machine has a device that cannot be hidden")
def test_no_device_at_all() -> None:
    """The real libraries, led to no device, end in one message, a way out and a clean terminal."""
    environ = {name: value for name, value in os.environ.items() if name != "ALSA_CONFIG_PATH"}
    environ |= {"PULSE_SERVER": "unix:/nonexistent/native", "JACK_NO_START_SERVER": "1"}
    run = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-W", "error", "-c", WITHOUT_A_DEVICE],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = run.stdout.splitlines()
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("no sound device to play on was found")
        assert line.endswith("presence export NAME -o file.wav")
    assert run.stderr == ""


@pytest.mark.real_audio
@pytest.mark.parametrize("library", ["PortAudio", "miniaudio"])
def test_real_devices_open_by_number_and_name(
    null_sink: NullSink, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a library lists can be opened, by its number and by its name."""
    assert null_sink.environ
    chosen = [backend for backend in output._backends() if library == backend.NAME]
    monkeypatch.setattr(output, "_backends", lambda: chosen)
    found = devices()
    assert [device.default for device in found].count(True) == 1
    default = next(device for device in found if device.default)
    for wanted in (str(default.id), default.name):
        opened = open_output(wanted)
        assert opened.name == default.name
        opened.stop()


def test_the_error_stream_is_quiet_only_inside(capfd: pytest.CaptureFixture[str]) -> None:
    """What libraries write to descriptor 2 is dropped inside, also where that ends in a fault."""

    def opens_a_device() -> None:
        with quiet_stderr():
            os.write(2, b"inside ")
            raise OutputError("busy")

    os.write(2, b"before ")
    with pytest.raises(OutputError):
        opens_a_device()
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


@pytest.mark.usefixtures("speakers")
def test_a_process_is_started_beside_the_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """With an output open, the start of a process does not hold up the callback until that runs:
    a quiet machine would hide it, as there it takes a few milliseconds."""
    monkeypatch.setattr(subprocess, "_USE_VFORK", True)
    open_output()
    assert not vars(subprocess)["_USE_VFORK"]
