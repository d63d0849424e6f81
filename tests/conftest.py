"""What all tests share."""

import pytest

pytest_plugins = ["audio_server", "command_line", "opened_pages"]

SOUNDING = {"null_sink", "own_server"}
"""Fixtures that stand for a sound server."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps what sounds on one worker: sound takes its time, and is upset by other sound.

    The other workers do the rest meanwhile. Before pytest-xdist looks, so that it sees the group.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("real_audio") or fixtures & SOUNDING:
            item.add_marker(pytest.mark.xdist_group("sound"))
