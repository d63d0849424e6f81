"""A browser for all tests of pages, and the pages, each written once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pages
import pytest
from browser import Tab, chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium; each test has windows of its own in it."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercise with two check-ins, for two."""
    return pages.write(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="session")
def page_for_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercise with one check-in, for one, without a bed."""
    return pages.write(tmp_path_factory.mktemp("one"), pages.FOR_ONE)


@pytest.fixture
def tab(browser: Any, page: Path) -> Iterator[Tab]:
    """The exercise for two, on a phone."""
    opened = Tab(browser, page)
    yield opened
    opened.close()


@pytest.fixture
def tab_for_one(browser: Any, page_for_one: Path) -> Iterator[Tab]:
    """The exercise for one, on a phone."""
    opened = Tab(browser, page_for_one)
    yield opened
    opened.close()
