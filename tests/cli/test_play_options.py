"""What presence play is asked for beside the exercise, and what it can't be asked for."""

from command_line import Presence
from exercises import PARTNERS, SHORT, written


def test_both_takes_two(presence: Presence) -> None:
    """An exercise for one has nobody else to ask."""
    written(presence.folder, SHORT)
    said = presence.refused("play", "mine.yaml", "--ask", "both", "--engine", "silent")
    assert "for one person" in said
    assert "--ask" in said


def test_one_beginning(presence: Presence) -> None:
    """--resume and --from can't both be heeded."""
    written(presence.folder, SHORT)
    said = presence.refused("play", "mine.yaml", "--resume", "--from", "1", code=2)
    assert "--resume and --from" in said


def test_more_partners_than_keys(presence: Presence) -> None:
    """Who could not answer is not left out silently."""
    names = ", ".join(f"n{number}" for number in range(10))
    written(presence.folder, PARTNERS.replace("first, second", names))
    said = presence.refused("play", "mine.yaml", "--engine", "silent")
    assert "--ask one" in said
