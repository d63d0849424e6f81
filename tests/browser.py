"""Real headless Chromium, driven by Playwright: pages as a person has them, from a file, offline.

Chromium is the system's own (Debian: chromium). Where it or Playwright is missing, the tests are
skipped; in CI they fail (see needs.py).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from needs import npm_package, program, skip_or_fail

AXE_VERSION: Final = "4.14.1"
LONGEST_S: Final = 120
LONGEST_WAIT_S: Final = 30
PHONE: Final = {"width": 390, "height": 844}
DESKTOP: Final = {"width": 1280, "height": 800}
_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
)
_WATCHING: Final = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@contextmanager
def chromium() -> Iterator[Any]:
    """A Playwright Browser of its own, with an empty profile."""
    executable = program(*_PROGRAMS)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        skip_or_fail("Playwright is not installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, headless=True, args=[*_FLAGS])
        yield browser
        browser.close()


class Tab:
    """A page open in a window of its own; `page` is Playwright's."""

    def __init__(self, browser: Any, path: Path, before: str = "", **window: Any) -> None:
        self.context = browser.new_context(**{"viewport": PHONE, "offline": True, **window})
        self.context.add_init_script(_WATCHING + before)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.said: list[str] = []
        self.requested: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda problem: self.said.append(str(problem)))
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.goto(path.as_uri())

    def until(self, condition: str) -> None:
        """Waits for a condition, in JavaScript.

        It is asked for from here: within the page its own policy forbids to evaluate a text.
        """
        deadline = time.monotonic() + LONGEST_WAIT_S
        while not self.has(condition):
            assert time.monotonic() < deadline, f"{condition}: it never came to that"
            self.page.wait_for_timeout(20)

    def has(self, value: str) -> Any:
        """What an expression is worth there."""
        return self.page.evaluate(value)

    def mode(self) -> str:
        """The one word for what the exercise does."""
        return str(self.page.locator("body").get_attribute("data-mode"))

    def until_mode(self, mode: str) -> None:
        """Waits until the exercise does this."""
        self.until(f"document.body.dataset.mode === '{mode}'")

    def check(self) -> None:
        """Nothing was refused, nothing went wrong, and nothing was asked of any network."""
        assert self.has("window.refused") == []
        assert self.said == []
        assert {url.partition(":")[0] for url in self.requested} <= {"file", "blob", "data"}

    def close(self) -> None:
        """Closes the window, once all is as it must be."""
        self.check()
        self.context.close()


def axe(folder: Path) -> str:
    """The program of axe-core, which npm brings into `folder`."""
    package = npm_package(folder, f"axe-core@{AXE_VERSION}")
    return (package / "axe.min.js").read_text(encoding="utf-8")
