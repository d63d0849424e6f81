"""A page for everybody: by keyboard alone, by screen reader, small, large, and without motion."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pages
import pytest
from browser import DESKTOP, PHONE, Tab, axe
from pages import WITH_QUESTIONS

from presence.narration.silent import SilentEngine

AXE = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.map(
  ({ id, nodes }) => [id, nodes.map((node) => [node.html.slice(0, 90), node.failureSummary])])
"""
STATES = {
    "start": "0",
    "playing": "begin(), 0",
    "paused": "begin(), dispatch('space'), 0",
    "question": "begin(), here = {segment: 0, frame: 0}, dispatch('question asked'), 0",
    "half answered": "begin(), dispatch('question asked'), dispatch('f'), 0",
    "gentler": "begin(), dispatch('g'), 0",
    "offer": "begin(), dispatch('g'), dispatch('gentler over'), 0",
    "resting": "begin(), dispatch('g'), dispatch('gentler over'), dispatch('g'), 0",
    "ended": "begin(), dispatch('exercise over'), 0",
    "help": "begin(), openDialog(document.getElementById('help')), 0",
    "sections": "begin(), document.getElementById('sections').click(), 0",
}
"""How the page is brought into each of its states at once."""


@pytest.fixture(scope="module")
def axe_program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """axe-core, installed once."""
    return axe(tmp_path_factory.mktemp("axe"))


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_in_any_state(
    browser: Any, page: Path, axe_program: str, window: dict[str, int]
) -> None:
    """Names, roles, contrast, order and landmarks, in each state that a page can be in."""
    for name, lead in STATES.items():
        tab = Tab(browser, page, viewport=window)
        tab.has(axe_program + "; 0")
        tab.has(lead)
        assert tab.has(AXE) == [], name
        tab.close()


@pytest.fixture(scope="module")
def long_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exercise whose texts are as unwieldy as texts can be."""
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    script = WITH_QUESTIONS.replace("A small evening", word * 2).replace("Sam", word)
    script = script.replace("Arriving", f"{word} and {word}").replace("still good", word)
    return pages.write(tmp_path_factory.mktemp("long"), script, engine=SilentEngine())


@pytest.mark.parametrize(
    "window",
    [{"width": 320, "height": 568}, {"width": 568, "height": 320}, PHONE, DESKTOP],
    ids=["small", "on its side", "phone", "desktop"],
)
def test_nothing_is_cut_off(browser: Any, long_words: Path, window: dict[str, int]) -> None:
    """At any size each state fits the width, and what is too high can be scrolled to; buttons are
    as large as a thumb."""
    tab = Tab(browser, long_words, viewport=window)
    for name, lead in STATES.items():
        tab.page.reload()
        tab.has(lead)
        assert tab.has("document.scrollingElement.scrollWidth") <= window["width"], name
        for box in tab.has(
            "[...document.querySelectorAll('button')].filter((b) => b.checkVisibility())"
            ".map((b) => b.getBoundingClientRect()).map(({ x, right, width, height, top }) =>"
            " [x, right, width, height, top + scrollY])"
        ):
            x, right, width, height, top = box
            assert x >= 0, name
            assert right <= window["width"] + 0.5, name
            assert min(width, height) >= 44, name
            assert top >= 0, name
    tab.close()


def focused(tab: Tab) -> str:
    """The id of what has the keyboard's focus."""
    return str(tab.has("document.activeElement.id"))


def test_the_keyboard_alone_is_enough(tab: Tab) -> None:
    """From the first Tab to the end, with the focus always on something that can be seen."""
    press = tab.page.keyboard.press
    press("Tab")
    assert focused(tab) == "each"
    press("Tab")
    assert focused(tab) == "begin"
    assert tab.has("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press("Enter")
    tab.until("playing === 'exercise' && sound.time() > 0")
    assert focused(tab) == "pause"
    press("Space")
    assert tab.mode() == "paused"
    press("ArrowRight")
    press("Space")
    assert tab.mode() == "playing"
    press("?")
    assert tab.has("document.getElementById('help').open")
    press("g")
    assert tab.mode() == "playing"  # what is behind a dialog hears nothing
    press("Escape")
    assert not tab.has("document.getElementById('help').open")
    press("PageDown")
    tab.until("state.stage === 'asked'")
    assert focused(tab) == "asked"
    press("Tab")
    assert "Sam" in tab.has("document.activeElement.textContent")
    press("Space")
    press("Tab")
    press("Enter")
    tab.until("here.segment === 1 && sound.time() > 0")
    assert focused(tab) == "pause"
    press("g")
    assert tab.mode() == "gentler"
    press("p")
    assert tab.mode() == "paused"
    press("q")
    tab.until_mode("ended")
    assert focused(tab) == "closed"
    press("Tab")
    assert focused(tab) == "again"


def test_single_keys_can_be_left_out(tab: Tab) -> None:
    """Whoever speaks to the computer may switch them off; buttons and arrows stay."""
    tab.page.click("#begin")
    tab.page.keyboard.press("?")
    tab.page.uncheck("#single-keys")
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("q")
    assert tab.mode() == "playing"
    tab.page.keyboard.press("Space")
    assert tab.mode() == "paused"


def test_a_screen_reader_is_not_talked_over(tab: Tab) -> None:
    """Lines are announced only where that was asked for; what waits for somebody always is."""
    assert tab.page.get_attribute("#line", "aria-live") == "off"
    assert tab.page.get_attribute("#status", "role") == "status"
    tab.has("begin(), dispatch('question asked'), 0")
    assert "waits for your answer" in tab.page.inner_text("#status")
    tab.page.keyboard.press("?")
    tab.page.check("#announce")
    assert tab.page.get_attribute("#line", "aria-live") == "polite"


def test_less_motion(browser: Any, page: Path) -> None:
    """Where less motion is asked for, the shape rests and a count leads the breath."""
    tab = Tab(browser, page, reduced_motion="reduce")
    tab.page.click("#begin")
    tab.has("startMain({segment: 0, frame: places.segments[0].breaths[0][0] + 9600})")
    tab.until("/Breathe in [12]/.test(document.getElementById('phase').textContent)")
    sizes = []
    for _ in range(5):
        sizes.append(tab.has("document.getElementById('shape').style.transform"))
        tab.page.wait_for_timeout(50)
    assert set(sizes) == {"scale(0.8)"}
    tab.close()


@pytest.fixture
def without_program(browser: Any, page: Path) -> Iterator[Tab]:
    """The page in a browser that runs no scripts."""
    opened = Tab(browser, page, java_script_enabled=False)
    yield opened
    opened.context.close()


def test_without_scripts_it_says_what_it_needs(without_program: Tab) -> None:
    """Instead of an empty page."""
    assert "allow JavaScript" in without_program.page.inner_text("noscript")


def test_zoom_is_not_locked(page: Path) -> None:
    """Who needs larger letters makes them larger."""
    (viewport,) = [
        marks["content"] or ""
        for tag, marks in pages.inside(page).tags
        if tag == "meta" and marks.get("name") == "viewport"
    ]
    assert "maximum-scale" not in viewport
    assert "user-scalable" not in viewport
