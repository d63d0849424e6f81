"""`presence journal` as it is run: listed, shown, searched, exported, deleted, locked."""

import json
import stat
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest
from command_line import Presence
from journals import PASSPHRASE, add, bytes_in, give_lock
from processes import PRESENCE, environment

from presence.journal.keeping import Journal

TEXTS = ["Your hands.", "The sea, and breath.", "Rain."]


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """Three entries, in the data folder that commands of this test use."""
    monkeypatch.setattr("command_line.environment", with_data(tmp_path / "data"))
    journal = Journal(tmp_path / "data" / "journal")
    add(journal, *TEXTS)
    return journal


def with_data(data: Path):  # type: ignore[no-untyped-def]
    def environ(cache: Path, **more: str) -> dict[str, str]:
        return environment(cache, PRESENCE_DATA=str(data), **more)

    return environ


@pytest.fixture
def locked(journal: Journal) -> Journal:
    """The same, locked with PASSPHRASE."""
    from presence.journal.sealing import lock_journal

    give_lock(journal)
    lock_journal(journal)
    return journal


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    """A file that has the passphrase, with a line end after it."""
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\r\nand what is no part of it\n")
    return path


def at_a_terminal(presence: Presence, journal: Journal, *words: str) -> pexpect.spawn:
    env = environment(presence.cache, PRESENCE_DATA=str(journal.folder.parent), TERM="xterm")
    arguments = [*PRESENCE, *words]
    return pexpect.spawn(sys.executable, arguments, env=env, encoding="utf-8", timeout=60)


def ended(child: pexpect.spawn) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


@pytest.mark.usefixtures("journal")
def test_the_list_has_the_latest_first(presence: Presence) -> None:
    """Number, date, title, how it ended, first words."""
    assert presence.fine("journal").splitlines() == [
        "   1  2026-11-24 21:30  Arriving Together · to the end · Rain.",
        "   2  2026-11-23 21:30  Arriving Together · to the end · The sea, and breath.",
        "   3  2026-11-22 21:30  Arriving Together · to the end · Your hands.",
    ]
    found = presence.json("journal")
    assert [entry["first_words"] for entry in found] == TEXTS[::-1]
    assert found[0]["exercise"] == "arriving-together"
    assert "text" not in found[0]


def test_an_empty_journal_says_where_it_will_be(presence: Presence, tmp_path: Path) -> None:
    """And makes nothing."""
    said = presence("journal", PRESENCE_DATA=str(tmp_path / "none")).stdout
    assert f"The journal is empty. After an exercise it is kept in {tmp_path / 'none'}" in said
    assert not (tmp_path / "none").exists()


def test_a_damaged_entry_is_listed_with_what_is_wrong(presence: Presence, journal: Journal) -> None:
    """And a Markdown file of another name is told of."""
    path = journal.entries()[0].path
    path.write_text(path.read_text().replace("minutes: 24", "minutes: long\x1b[2J"))
    (journal.folder / "letter.md").write_text("Dear")
    done = presence("journal")
    assert "2026-11-24 21:30" in done.stdout
    assert "control character" in done.stdout
    assert "\x1b" not in done.stdout
    assert "letter.md" in done.stderr


@pytest.mark.parametrize(
    ("which", "text"),
    [([], "Rain."), (["3"], "Your hands."), (["2026-11-23"], "The sea"), (["24T2130"], "Rain.")],
)
@pytest.mark.usefixtures("journal")
def test_an_entry_is_shown(presence: Presence, which: list[str], text: str) -> None:
    """The latest, or by number, date or name."""
    said = presence.fine("journal", "show", *which)
    assert text in said
    assert "Would you like to go on? Sam yes, Alex yes" in said
    assert text in json.loads(presence.fine("journal", "show", *which, "--json"))["text"]


def test_an_option_before_a_command_is_not_lost_in_silence(presence: Presence) -> None:
    """It would be taken for the list's, and do nothing."""
    said = presence.refused("journal", "--json", "show", code=2)
    assert "write options after 'show'" in said


@pytest.mark.usefixtures("journal")
def test_an_entry_that_is_not_there_or_several_are_said(presence: Presence) -> None:
    """With the numbers to choose from."""
    assert "no entry of the journal is 'moon'" in presence.refused("journal", "show", "moon")
    assert "is 3 entries" in presence.refused("journal", "show", "arriving")
    assert "3 (2026-11-22 21:30)" in presence.refused("journal", "delete", "2026-11", "--yes")


@pytest.mark.usefixtures("journal")
def test_searching_wants_all_words(presence: Presence) -> None:
    """In whatever case; nothing found is no error."""
    assert presence.fine("journal", "search", "BREATH", "sea").count("\n") == 1
    assert presence.fine("journal", "search", "arriving").count("\n") == 3
    assert presence.fine("journal", "search", "sea", "rain") == ""


@pytest.mark.usefixtures("journal")
def test_an_export_has_all_in_the_order_of_time(presence: Presence, tmp_path: Path) -> None:
    """As Markdown or JSON, the user's alone, in no other file's place unasked."""
    said = presence.fine("journal", "export", "-o", "all.md")
    assert "3 entries, in clear" in said
    text = (tmp_path / "all.md").read_text()
    assert [text.index(word) for word in TEXTS] == sorted(text.index(word) for word in TEXTS)
    assert stat.S_IMODE((tmp_path / "all.md").stat().st_mode) == 0o600
    assert "exists already" in presence.refused("journal", "export", "-o", "all.md")
    presence.fine("journal", "export", "1", "-o", "all.md", "--force")
    assert TEXTS[0] not in (tmp_path / "all.md").read_text()
    presence.fine("journal", "export", "-o", "all.json")
    assert len(json.loads((tmp_path / "all.json").read_text())) == 3
    assert "no entry" in presence.refused("journal", "export", "moon", "-o", "moon.md")
    assert TEXTS[1] in presence.fine("journal", "export", "-o", "-")


def test_deleting_asks(presence: Presence, journal: Journal) -> None:
    """At a terminal; without one it wants --yes."""
    assert "Add --yes" in presence.refused("journal", "delete", "1")
    child = at_a_terminal(presence, journal, "journal", "delete", "1")
    child.expect("Rain")
    child.expect("brought back")
    child.sendline("n")
    assert ended(child) == 130
    assert len(journal.entries()) == 3
    assert presence.fine("journal", "delete", "1", "--yes") == "1 entry deleted\n"
    assert len(journal.entries()) == 2


def test_locking_at_a_terminal(presence: Presence, journal: Journal) -> None:
    """It says first that a lost passphrase loses all, asks twice, and shows nothing typed."""
    child = at_a_terminal(presence, journal, "journal", "lock")
    child.expect("If it is lost")
    child.expect("A passphrase")
    child.sendline("secret words")
    child.expect("again")
    child.sendline("secret wards")
    child.expect("not the same")
    assert ended(child) == 1
    assert not journal.is_locked
    child = at_a_terminal(presence, journal, "journal", "lock")
    child.expect("A passphrase")
    child.sendline("secret words")
    child.expect("again")
    assert "secret words" not in child.before
    child.sendline("secret words")
    child.expect("3 entries locked")
    assert ended(child) == 0
    assert b"Rain" not in bytes_in(journal.folder)


def test_a_locked_journal_asks_once(presence: Presence, locked: Journal) -> None:
    """However many entries it has."""
    child = at_a_terminal(presence, locked, "journal")
    child.expect("Passphrase: ")
    child.sendline(PASSPHRASE)
    child.expect("Your hands")
    assert ended(child) == 0


@pytest.mark.usefixtures("locked")
def test_a_locked_journal_in_scripts(presence: Presence, passphrase: Path) -> None:
    """Dates without a passphrase; with one from a file, all."""
    done = presence("journal")
    assert (done.returncode, done.stdout.count("locked\n")) == (0, 3)
    assert "--passphrase-file" in done.stderr
    assert "no terminal" in presence.refused("journal", "show")
    from_file = ("--passphrase-file", passphrase)
    assert "Rain." in presence.fine("journal", *from_file)
    assert "Rain." in presence.fine("journal", "show", *from_file)
    assert "Add --yes" in presence.refused("journal", "export", "-o", "x.md", *from_file)
    assert "Rain." in presence.fine("journal", "export", "-o", "-", "--yes", *from_file)
    assert presence.fine("journal", "delete", "1", "--yes") == "1 entry deleted\n"


@pytest.mark.usefixtures("locked")
def test_a_wrong_passphrase_is_a_clear_error(presence: Presence, tmp_path: Path) -> None:
    """Exit code 1 and words; so is a file that isn't there, or isn't text."""
    (tmp_path / "wrong").write_text("wrong")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for file, words in [
        ("wrong", "this is not the passphrase of the journal"),
        ("none", "the passphrase can't be read from none: no such file"),
        ("binary", "is not UTF-8 text"),
    ]:
        assert words in presence.refused("journal", "show", "--passphrase-file", file)


def test_the_whole_way_of_a_lock(
    presence: Presence, journal: Journal, passphrase: Path, tmp_path: Path
) -> None:
    """Locked, its passphrase changed, unlocked: each from a script; the texts come back."""
    before = bytes_in(journal.folder)
    lock = ("--passphrase-file", passphrase)
    assert presence.fine("journal", "lock", *lock) == "3 entries locked\n"
    assert presence.fine("journal", "lock") == "0 entries locked\n"
    (tmp_path / "new").write_text("another")
    presence.fine("journal", "passphrase", *lock, "--new-passphrase-file", "new")
    presence.refused("journal", "unlock", *lock)
    assert presence.fine("journal", "unlock", "--passphrase-file", "new") == "3 entries in clear\n"
    assert sorted(bytes_in(journal.folder).split(b"\n")) == sorted(before.split(b"\n"))
    assert presence.fine("journal", "unlock") == "The journal is not locked.\n"
    assert "is not locked" in presence.refused("journal", "passphrase")
