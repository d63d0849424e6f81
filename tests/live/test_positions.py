"""Where an exercise was left: kept whole, found again, also in a script that has changed."""

import contextlib
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from silent_sessions import compiled

from presence.errors import PresenceError
from presence.live.positions import Ledger, Position, clear, load, position_file, save
from presence.sequence.cues import Bed, Sequence
from presence.sequence.settings import Settings

SCRIPT = """\
ambient: {sound: rain, level: -20 dB}
partners: [Sam, Alex]
steps:
  - section: One
  - say: The first line.
  - pause: 3s
  - section: Two
  - say: The second line.
  - each-partner:
      - say: "{partner}, your turn."
      - pause: 2s
  - section: Three
  - say: The last line.
"""


EXAMPLE = Position(
    title="A title",
    cues_left=3,
    rest_hash="abc",
    section="One",
    section_number=1,
    line="A line.",
    names=("Sam",),
    when="2026-01-01T10:00:00",
    begun_hash="abcd",
    asked={"0a": 1},
)
ASKING = """\
partners: [Sam, Alex]
steps:
  - section: One
  - say: The first line.
  - check-in: First question?
  - section: Two
  - say: The second line.
  - check-in: Second question?
  - section: Three
  - say: The last line.
"""


def words(sequence: Sequence, cue: int) -> str:
    return str(getattr(sequence.cues[cue], "caption", sequence.cues[cue]))


def cue_of(sequence: Sequence, text: str) -> int:
    return next(i for i in range(len(sequence.cues)) if text in words(sequence, i))


def test_it_is_kept_and_read_back(tmp_path: Path) -> None:
    """What is read is what was kept; the file and its folder are the user's alone."""
    file = position_file("shelf:arriving", tmp_path / "data")
    position = Ledger(compiled(tmp_path, SCRIPT)).position(4)
    save(file, position)
    assert load(file) == position
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    clear(file)
    assert load(file) is None
    clear(file)


def test_exercises_have_places_of_their_own(tmp_path: Path) -> None:
    """The name tells them apart, and does not tell what they are."""
    files = {position_file(name, tmp_path) for name in ("shelf:arriving", "/a/b.yaml", "/a/c.yaml")}
    assert len(files) == 3
    assert not any("arriving" in file.name for file in files)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"format": 2}',
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"format": 1, "title": 3, "cues_left": -1}',
    ],
)
def test_a_damaged_file_is_said(tmp_path: Path, content: bytes) -> None:
    """It is named, and no other fault comes of it."""
    file = tmp_path / "place.json"
    file.write_bytes(content)
    with pytest.raises(PresenceError, match="damaged"):
        load(file)


@given(st.binary(max_size=200), st.integers(0, 400))
def test_damage_of_any_kind(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    """Whatever a file holds, a position is read or it is said to be damaged."""
    folder = tmp_path_factory.mktemp("damage")
    file = folder / "positions" / "place.json"
    save(file, EXAMPLE)
    whole = file.read_bytes()
    file.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    with contextlib.suppress(PresenceError):
        assert isinstance(load(file), Position)


def test_every_place_is_found_again(tmp_path: Path) -> None:
    """In the same script each cue is found where it was, whatever bed there is, from a section on
    too, and with what lies before it changed."""
    sequence = compiled(tmp_path, SCRIPT)
    ledger = Ledger(sequence)
    for cue, happening in enumerate(sequence.cues):
        found = ledger.find(ledger.position(cue))
        assert (found.cue, found.changed) == (cue, False) or isinstance(happening, Bed)
    position = ledger.position(cue_of(sequence, "second"))
    for other in (
        compiled(tmp_path, SCRIPT, Settings(no_ambient=True)),
        compiled(tmp_path, SCRIPT, Settings(section="Two")),
        compiled(tmp_path, SCRIPT.replace("The first line", "Another line").replace("3s", "9s")),
    ):
        found = Ledger(other).find(position)
        assert words(other, found.cue) == "The second line."
        assert not found.changed


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("The last line.", "The very last line."), "The second line."),
        (("section: One", "section: Begin"), "The second line."),
        (("section: Two", "section: Middle"), "The second line."),
        (("  - section: One\n", "  - section: None\n  - section: One\n"), "The second line."),
    ],
)
def test_a_changed_script_goes_on_at_the_section(
    tmp_path: Path, change: tuple[str, str], line: str
) -> None:
    """By its title, else by its number."""
    before = compiled(tmp_path, SCRIPT)
    position = Ledger(before).position(cue_of(before, "Alex, your turn"))
    after = compiled(tmp_path, SCRIPT.replace(*change).replace("your turn", "it is your turn"))
    found = Ledger(after).find(position)
    assert found.changed
    spoken = next(i for i in range(found.cue, len(after.cues)) if hasattr(after.cues[i], "caption"))
    assert words(after, spoken) == line


def test_another_script_begins_at_the_start(tmp_path: Path) -> None:
    """Where neither title nor number is there."""
    before = compiled(tmp_path, SCRIPT)
    position = Ledger(before).position(len(before.cues) - 1)
    after = compiled(tmp_path, "steps: [{say: All is new.}]\n")
    assert (Ledger(after).find(position).cue, Ledger(after).find(position).changed) == (0, True)


def goes_on(script_before: str, script_after: str, folder: Path, settings: Settings) -> str:
    """The first words of a play that goes on from the last line of another."""
    before = compiled(folder, script_before, settings)
    ledger = Ledger(before, is_cut=settings.section is not None)
    position = ledger.position(cue_of(before, "The last line"))
    after = compiled(folder, script_after)
    found = Ledger(after).find(position)
    spoken = next(i for i in range(found.cue, len(after.cues)) if hasattr(after.cues[i], "caption"))
    assert found.unasked == words(after, spoken).endswith("?")
    return words(after, spoken)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("The first line", "Another line"), "The last line."),
        (("  - check-in: First question?\n", ""), "The last line."),
        (
            ("  - section: Three", "  - check-in: Third question?\n  - section: Three"),
            "Third question?",
        ),
        (("Second question?", "May I hold your hand?"), "May I hold your hand?"),
        (("steps:", "steps:\n  - check-in: Second question?"), "Second question?"),
        (("Sam, Alex", "Sam, Kim"), "The last line."),
    ],
)
@pytest.mark.parametrize("end", ["The last line.", "The very last line."])
def test_no_check_in_is_passed_that_was_not_answered(
    tmp_path: Path, change: tuple[str, str], said: str, end: str
) -> None:
    """One that came into the script since is asked, though what follows it is what it was.

    Only a script that has changed before the place would show that it is passed.
    """
    after = ASKING.replace(*change).replace("The last line.", end)
    wanted = end if said == "The last line." else said
    assert goes_on(ASKING, after, tmp_path, Settings()) == wanted


def test_what_was_left_out_by_choice_is_not_asked(tmp_path: Path) -> None:
    """Who began at a section, beyond a check-in, goes on beyond it; but not beyond one that came
    after that section since, nor where it can't be told any more."""
    three = Settings(section="Three")
    assert goes_on(ASKING, ASKING, tmp_path, three) == "The last line."
    more = ASKING.replace("section: Three", "section: Three\n  - check-in: Third question?")
    assert goes_on(ASKING, more, tmp_path, three) == "First question?"
    two = Settings(section="Two")
    assert goes_on(ASKING, ASKING, tmp_path, two) == "The last line."
