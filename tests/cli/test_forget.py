"""`presence forget`: what is kept is shown, and after a question gone; nothing else is."""

import json
import sys
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pytest
from command_line import Presence
from journals import add, give_lock
from processes import PRESENCE, environment

from presence.journal.keeping import Journal
from presence.live.positions import Position, position_file, save
from presence.narration.store import Store, key_of

POSITION = Position("T", 3, "hash", "s", 1, "line", (), "2026-11-22T21:30:00+01:00", "", {})


@pytest.fixture
def data(tmp_path: Path, presence: Presence) -> Path:
    """One position, two clips, and three journal entries, one of them locked."""
    data = tmp_path / "data"
    journal = Journal(data / "journal")
    add(journal, "One.", "Two.")
    give_lock(journal)
    add(journal, "Three.")
    (journal.folder / ".key.age.01234567.part").write_bytes(b"litter")
    save(position_file("x", data), POSITION)
    for number in range(2):
        assert Store(presence.cache).put(key_of(number), b"sound")
    return data


@pytest.fixture
def strangers(data: Path, presence: Presence, tmp_path: Path) -> list[Path]:
    """Files of somebody else's in the same folders, and links to more of them."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "2026-11-22T2130 x.md").write_text("mine")
    files = [
        tmp_path / "mine" / "2026-11-22T2130 x.md",
        data / "journal" / "letter.md",
        data / "journal" / "photo.part",
        data / "positions" / "mine.json",
        data / "notes.txt",
        presence.cache / "mine.txt",
    ]
    for file in files:
        file.write_text("mine")
    link = data / "journal" / "2026-11-30T2130 link.md"
    link.symlink_to(files[0])
    return [*files, link]


def forget(presence: Presence, data: Path, *words: str) -> Any:
    return presence("forget", *words, PRESENCE_DATA=str(data))


def kept(presence: Presence, data: Path) -> dict[str, int]:
    told = json.loads(forget(presence, data, "--json").stdout)
    assert told["removed"] is False
    return {name: found["count"] for name, found in told["kept"].items()}


def test_it_shows_what_is_kept(presence: Presence, data: Path) -> None:
    """How many of each, their size, and where; and without a terminal removes nothing."""
    done = forget(presence, data)
    assert done.returncode == 1
    assert "Add --yes" in done.stderr
    for words in ("2 narrated lines", "1 place where", "3 journal entries", str(data / "journal")):
        assert words in done.stdout
    assert kept(presence, data) == {"clips": 2, "positions": 1, "journal": 3}


def test_it_asks_first(presence: Presence, data: Path) -> None:
    """A no leaves all; a yes removes all, folders too."""
    env = environment(presence.cache, PRESENCE_DATA=str(data), TERM="xterm")
    for answer, code, left in [
        ("n", 130, {"clips": 2, "positions": 1, "journal": 3}),
        ("y", 0, {}),
    ]:
        words = [*PRESENCE, "forget"]
        child = pexpect.spawn(sys.executable, words, env=env, encoding="utf-8", timeout=30)
        child.expect("brought back")
        child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == code
        assert data.exists() == bool(left)
        if left:
            assert kept(presence, data) == left
    assert not presence.cache.exists()


def test_nobody_elses_file_goes(presence: Presence, data: Path, strangers: list[Path]) -> None:
    """Of all that lies in its folders only its own is removed, and no link is followed."""
    assert forget(presence, data, "--yes").returncode == 0
    assert kept(presence, data) == {"clips": 0, "positions": 0, "journal": 0}
    left = {path for path in (*data.rglob("*"), *presence.cache.rglob("*")) if not path.is_dir()}
    assert left | {strangers[0]} == set(strangers)
    assert strangers[0].read_text() == "mine"
    assert "Nothing is kept." in forget(presence, data).stdout


@pytest.mark.parametrize("name", ["clips", "positions", "journal"])
def test_one_kind_alone_can_go(presence: Presence, data: Path, name: str) -> None:
    """The others stay."""
    before = kept(presence, data)
    assert forget(presence, data, "--only", name, "--yes").returncode == 0
    assert kept(presence, data) == {**before, name: 0}


def test_a_folder_that_is_a_link_is_not_followed(presence: Presence, tmp_path: Path) -> None:
    """What it leads to is not known to be Presence's own."""
    add(Journal(tmp_path / "elsewhere"), "One.")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "journal").symlink_to(tmp_path / "elsewhere")
    assert forget(presence, tmp_path / "linked", "--yes").returncode == 0
    assert len(list((tmp_path / "elsewhere").iterdir())) == 1
