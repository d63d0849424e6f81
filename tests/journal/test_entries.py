"""An entry written, edited by hand or damaged, and read again."""

import os
import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journals import ALONE, PLAYED, add, texts_in, written

from presence.columns import columns_of, printable
from presence.journal.entry import CheckedIn, Played, Reflection
from presence.journal.keeping import Journal, Kept
from presence.journal.reading import MOST_BYTES, Page, read_page
from presence.journal.telling import ROW_INDENT, as_markdown, row_of, shown
from presence.journal.writing import markdown_of, name_words

ENTRY = """\
---
exercise: arriving-together
title: Arriving Together
when: 2026-11-22 21:30
ended: to the end
minutes: 24
partners:
- Sam
- Alex
check-ins:
- at: '7:12'
  question: Would you like to go on?
  answers:
    Sam: 'yes'
    Alex: 'yes'
---

# Arriving Together

## What do you take with you?

### Sam

Your hands.
They were warm.

### Alex

The rain.
"""

KEPT = Kept(1, Path("2026-11-22T2130 arriving-together.md"), is_locked=False)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "data" / "journal")


def test_an_entry_is_plain_markdown() -> None:
    """Front matter for what happened, headings for questions and names, and the words."""
    answers = (("Sam", "Your hands.\nThey were warm.\n\n"), ("Alex", "The rain."))
    assert markdown_of(PLAYED, [Reflection(PLAYED.questions[0], answers)]) == ENTRY


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((("", "pause"), ("", "yes")), "  answers: pause, yes\n"),
        (
            (("Sam", "yes"), ("", "less"), ("Sam", "yes"), ("Alex", "yes")),
            "  answers:\n    Sam: yes, yes\n    one of you: less\n    Alex: 'yes'\n",
        ),
        ((), "  answers: {}\n"),
    ],
)
def test_every_answer_is_told(answers: tuple[tuple[str, str], ...], told: str) -> None:
    """All that were given, also those of a key that is nobody's; and they are read again.

    Only a second answer of the same person would show that the first is dropped.
    """
    text = markdown_of(replace(PLAYED, check_ins=(CheckedIn(5.0, "Go on?", answers),)), [])
    assert told in text
    (read,) = read_page(text.encode()).check_ins
    assert len(read.answers) == len({name for name, _ in answers})


def test_the_manual_shows_an_entry_as_it_is_written() -> None:
    """The one in docs/journal.md, to the letter."""
    manual = Path(__file__).parents[2] / "docs" / "journal.md"
    shown_there = manual.read_text(encoding="utf-8").split("```markdown\n")[1].split("```")[0]
    answers = (("Sam", "Your hands."), ("Alex", "The rain."))
    assert markdown_of(PLAYED, [Reflection(PLAYED.questions[0], answers)]) == shown_there


def test_somebody_alone_has_no_name() -> None:
    """No heading stands above the words of the only one who could have written them."""
    text = markdown_of(ALONE, written("Quiet.", name=""))
    assert text.endswith("## What do you take with you?\n\nQuiet.\n")
    assert "partners" not in text


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(
    st.builds(
        Played,
        exercise=LINES,
        title=LINES,
        began=st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)).map(
            lambda when: when.replace(second=0, microsecond=0)
        ),
        seconds=st.floats(0, 1e6),
        ended=LINES,
        partners=st.lists(LINES, max_size=3, unique=True).map(tuple),
        check_ins=st.lists(
            st.builds(
                CheckedIn,
                st.integers(0, 100_000).map(float),
                LINES,
                st.dictionaries(LINES.filter(bool), LINES, max_size=2).map(
                    lambda said: tuple(said.items())
                ),
            ),
            max_size=2,
        ).map(tuple),
    )
)
def test_what_happened_is_read_as_it_was_written(played: Played) -> None:
    """Whatever names and questions hold: colons, quotes, dashes, words that YAML takes for more."""
    page = read_page(markdown_of(played, ()).encode())
    assert page.problem == ""
    assert (page.exercise, page.title, page.ended) == (played.exercise, played.title, played.ended)
    assert (page.when, page.partners) == (played.began, played.partners)
    assert page.check_ins == played.check_ins
    assert page.minutes == round(played.seconds / 60, 1)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("---\nexercise", "exercise", "it has no front matter"),
        ("title: Arriving Together\n", 'title: "Arr\n', "line "),
        ("minutes: 24", "minutes: long", "'minutes' is not a number of minutes"),
        ("minutes: 24", "minutes: [1]", "'minutes' is not a text"),
        ("when: 2026-11-22 21:30", "when: tonight", "'when' is not a time such as"),
        ("ended: to the end", "ended: &x [*x]", "line 5: "),
        ("ended: to the end", "ended: !!python/name:os.system x", "line 5: "),
        ("ended: to the end", "ended: \x1b[2J", "line 5: it has a control character"),
        ("at: '7:12'", "at: noon", "'check-ins' is not a list with times such as 7:12"),
        ("ended: to the end", "ended: " + "x" * 70_000, "larger than 64 KiB"),
    ],
)
def test_damage_costs_what_is_damaged_only(old: str, new: str, problem: str) -> None:
    """A front matter edited badly is told of, and the words below it are read all the same."""
    assert old in ENTRY
    page = read_page(ENTRY.replace(old, new).encode())
    assert problem in page.problem
    assert "They were warm." in page.body


@pytest.mark.parametrize("text", ["---\n---\nHere.", "---\n- a\n---\nHere.", "Here.", "---\nHere."])
def test_a_front_matter_that_says_nothing(text: str) -> None:
    """It is told of, and the words are there."""
    page = read_page(text.encode())
    assert page.problem
    assert page.first_words in ("Here.", "---")


@given(st.binary(max_size=300), st.text(max_size=300))
def test_no_bytes_break_reading_or_the_terminal(tail: bytes, text: str) -> None:
    """Whatever an entry holds, it is read, and what is shown has no character that steers."""
    for data in (tail, ENTRY.encode() + tail, f"---\n{text}\n---\n{text}".encode(errors="replace")):
        page = read_page(data)
        for row in (row_of(KEPT, page), *shown(KEPT, page).split("\n")):
            assert printable(row) == " ".join(row.split()), row
        as_markdown({KEPT: page})


def test_a_row_fits_the_terminal() -> None:
    """Number, date and as many first words as there is room for."""
    page = replace(read_page(ENTRY.encode()), title="広い" * 30)
    for columns in (30, 40, 80):
        row = row_of(KEPT, page, columns)
        assert columns_of(row) <= columns
    assert row_of(KEPT, read_page(ENTRY.encode()), 60) == (
        "   1  2026-11-22 21:30  Arriving Together · to the end · Yo…"
    )
    assert len("   1  2026-11-22 21:30  ") == ROW_INDENT


@pytest.mark.parametrize(
    ("exercise", "words"),
    [
        ("arriving-together", "arriving-together"),
        ("/home/sam/My evening.yaml", "My-evening"),
        (r"C:\scripts\con.yml", "con"),
        ("../../etc/passwd", "passwd"),
        ("Frühling: ein Abend?", "Frühling-ein-Abend"),
        ("...", "exercise"),
        ("a" * 300, "a" * 40),
        ("a\x00b\nc", "a-b-c"),
    ],
)
def test_a_name_is_safe_on_every_platform(exercise: str, words: str) -> None:
    """Letters, digits and hyphens, whatever the exercise is called."""
    assert name_words(exercise) == words


def test_an_entry_is_the_users_alone_and_replaces_none(journal: Journal) -> None:
    """Two of one minute have names of their own; 0600 in 0700."""
    first, second = (journal.add(PLAYED, written(text)) for text in ("One.", "Two."))
    assert first.name == "2026-11-22T2130 arriving-together.md"
    assert second.name == "2026-11-22T2130 arriving-together 2.md"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.folder.stat().st_mode) == 0o700
    assert texts_in(journal) == ["One.", "Two."]


def test_what_is_not_an_entry_is_left_alone(journal: Journal, tmp_path: Path) -> None:
    """No stranger's file is listed, no link followed; Markdown of another name is told of."""
    add(journal, "One.")
    (journal.folder / "letter.md").write_text("Dear")
    (journal.folder / "2026-11-22T2130 x.txt").write_text("Dear")
    (tmp_path / "secret").write_text("Secret.")
    (journal.folder / "2026-11-23T2130 link.md").symlink_to(tmp_path / "secret")
    (journal.folder / "2026-11-24T2130 folder.md").mkdir()
    os.mkfifo(journal.folder / "2026-11-25T2130 pipe.md")
    assert texts_in(journal) == ["One."]
    assert journal.strangers() == ["letter.md"]


def test_an_entry_that_grew_too_large_is_told_of(journal: Journal) -> None:
    """It is not read into memory, and stays in the list."""
    (path,) = add(journal, "One.")
    os.truncate(path, MOST_BYTES + 1)
    (kept,) = journal.entries()
    assert journal.read(kept) == Page(problem="it is larger than 16 MiB")


def test_the_list_is_in_the_order_of_time(journal: Journal) -> None:
    """The latest is number 1, also among a dozen of one minute."""
    for number in range(12):
        journal.add(PLAYED, written(f"{number}."))
    assert texts_in(journal) == [f"{number}." for number in range(12)]
    assert [kept.number for kept in journal.entries()] == list(range(1, 13))
