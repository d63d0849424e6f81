"""The page's rules of consent are the live player's: both are walked through every state."""

from collections.abc import Iterator
from typing import Any

import pytest
from browser import Tab
from consent_tables import EVENTS, states

from presence.live.consent import begin, step
from presence.live.consent_words import State

TWIN = """
rows => rows.map(([state, event, wanted]) => {
  const [next, actions] = consent.step(state, event);
  const got = JSON.stringify([next, actions, consent.modeOf(next), consent.atQuestion(next)]);
  return got === JSON.stringify(wanted) ? null : [state, event, got];
}).filter(Boolean)
"""


def as_page(state: State) -> dict[str, Any]:
    """A state as the page writes it."""
    return {
        "voters": state.voters,
        "place": state.place,
        "stage": state.stage,
        "yes": sorted(state.yes),
        "paused": state.paused,
        "lost": state.lost,
        "over": state.over,
    }


def pairs(voters: int) -> Iterator[list[Any]]:
    """Each state with each event, and what the live player does then."""
    for state in states(voters):
        for event in EVENTS:
            after, actions = step(state, event)
            wanted = [as_page(after), [*actions], after.mode, after.at_question]
            yield [as_page(state), event, wanted]


@pytest.mark.parametrize("voters", [1, 2, 3])
def test_both_do_the_same_in_every_state(tab: Tab, voters: int) -> None:
    """Each state that can be reached, with each key and moment: the same state, the same deeds."""
    rows = list(pairs(voters))
    assert len(rows) > 1000
    assert tab.page.evaluate(TWIN, rows) == []


def test_both_begin_the_same(tab: Tab) -> None:
    """However many are asked."""
    for voters in range(1, 10):
        assert tab.has(f"consent.begin({voters})") == as_page(begin(voters))


def test_the_page_has_no_key_that_the_live_player_lacks(tab: Tab) -> None:
    """All keys that the page takes are keys of the live player's, so the walk above meets them."""
    assert set(tab.has("[...OURS]")) <= set(EVENTS)
    assert set(tab.has("consent.KEYS")) <= set(EVENTS)
