"""`presence export -o page.html`: the command writes the page, or says why it can't."""

from command_line import Presence
from exercises import written
from pages import FOR_ONE, inside


def test_the_suffix_asks_for_a_page(presence: Presence) -> None:
    """With the length of the exercise and of the file, as for a sound."""
    script = written(presence.folder, FOR_ONE)
    page = presence.folder / "one.html"
    told = presence.json("export", script, "-o", page, "--engine", "silent")
    assert told["path"] == str(page)
    assert told["bytes"] == page.stat().st_size
    assert inside(page).exercise["seconds"] == told["seconds"]
    assert told["lines_made"] > 3


def test_a_page_is_as_loud_as_asked(presence: Presence) -> None:
    """`--volume` is the level of all that is inside."""
    script = written(presence.folder, FOR_ONE)
    peaks = []
    for volume in ("0", "-12"):
        page = presence.folder / f"at{volume}.html"
        presence.fine("export", script, "-o", page, "--volume", volume)
        peaks.append(abs(inside(page).samples(0)[0]).max())
    assert 0.2 < peaks[1] / peaks[0] < 0.3


def test_what_a_page_has_no_place_for_is_refused(presence: Presence) -> None:
    """Nothing is written then."""
    script = written(presence.folder, FOR_ONE)
    page = presence.folder / "one.html"
    said = presence.refused("export", script, "-o", page, "--bits", "24")
    assert "a page is for a browser: it has no --bits" in said
    assert not page.exists()
    said = presence.refused("export", script, "-o", presence.folder / "none" / "one.html")
    assert "there is no folder" in said
