"""What all tests share."""

import signal

import pytest

pytest_plugins = ["audio_server", "command_line", "opened_pages"]

SOUNDING = {"null_sink", "own_server"}
"""Fixtures that stand for a sound server."""


def pytest_configure() -> None:
    """Has Ctrl-C work in what is started here: run in the background by a shell, it would not."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps what sounds on one worker: sound takes its time, and is upset by other sound.

    The other workers do the rest meanwhile. Before pytest-xdist looks, so that it sees the group.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("real_audio") or fixtures & SOUNDING:
            item.add_marker(pytest.mark.xdist_group("sound"))
