"""Kill -9 at random moments of writing, locking, unlocking and changing the passphrase."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from journals import add, key
from processes import environment, start
from pyrage import x25519

from presence.journal.keeping import Journal
from presence.journal.sealing import lock_journal
from presence.live.positions import load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX's")

KILLS, KILLS_IN_A_FOLDER = 200, 4

WORKING = """
import os, sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from pyrage.x25519 import Identity
from journals import PLAYED, written
from presence import files
from presence.journal.keeping import Journal
from presence.journal.sealing import lock_journal, unlock_journal
from presence.live.positions import Position, position_file, save

data, secret, number, *keys, way = sys.argv[1:]
data, number = Path(data), int(number)
if way == "named":
    files._NAMELESS = 0
journal, identity = Journal(data / "journal"), Identity.from_str(secret)
sealed = [bytes.fromhex(key) for key in keys]

def done(word):
    os.write(1, f"{word}\\n".encode())

while True:
    for _ in range(2):
        number += 1
        played = replace(PLAYED, began=PLAYED.began + timedelta(days=number))
        journal.add(played, written(f"{number}."))
        done(f"entry {number}")
    if journal.lock.holds:
        journal.lock.write_key(sealed[number % 2])
        done("key")
        unlock_journal(journal, identity)
        done("unlocked")
    else:
        journal.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        journal.lock.write_key(sealed[0])
        journal.lock.write_recipient(identity)
        lock_journal(journal)
        done("locked")
    when = "2026-11-22T21:30:00+01:00"
    position = Position("T", number, "h", "s", 1, "l" * number, (), when, "", {})
    save(position_file("x", data), position)
    done("position")
"""
"""Does all that touches the disk, again and again, and says each time what is done by now. The
keys are made before: what is dear of a passphrase touches no file."""


def killed_at_random(data: Path, first: int, way: str, chance: random.Random) -> list[str]:
    """What a worker said was done when it was killed at a random moment."""
    identity, sealed = key()
    keys = [sealed.hex(), (sealed[:-1] + b"x").hex()]
    env = environment(data, PYTHONPATH=str(Path(__file__).parents[1]))
    process = start(["-c", WORKING, data, str(identity), str(first), *keys, way], env)
    assert process.stdout
    assert process.stderr
    said = [process.stdout.readline() for _ in range(chance.randint(1, 7))]
    try:
        process.wait(timeout=chance.uniform(0, 0.02))
    except subprocess.TimeoutExpired:
        process.kill()
    said += process.stdout.readlines()
    errors = process.stderr.read().decode()
    process.communicate()
    assert not errors, errors
    return b"".join(said).decode().splitlines()


def check(data: Path, identity: x25519.Identity, entries: list[str]) -> list[str]:
    """Every entry that was done is whole, and there once; the key and the position are whole."""
    journal = Journal(data / "journal")
    pages = [journal.read(kept, identity) for kept in reversed(journal.entries())]
    assert not [page.problem for page in pages if page.problem]
    found = [page.first_words for page in pages]
    assert found[: len(entries)] == entries
    assert len(found) <= len(entries) + 1  # it may have been kept, and not said any more
    sealed = journal.folder / "key.age"
    if sealed.exists():
        assert sealed.read_bytes()[:-1] == key()[1][:-1]
    for path in (data / "positions").glob("*.json"):
        position = load(path)
        assert position
        assert position.line == "l" * position.cues_left
        assert json.loads(path.read_bytes())["title"] == "T"
    return found


@pytest.mark.parametrize("way", ["nameless", "named"])
def test_whenever_it_is_killed_all_is_readable(tmp_path: Path, way: str) -> None:
    """200 kills, half of them where files have names while they are written; then a whole lock,
    after which nothing is left but entries and their keys."""
    chance = random.Random(way)  # noqa: S311 - moments, not secrets
    identity = key()[0]
    killed: set[str] = set()
    for folder in range(KILLS // 2 // KILLS_IN_A_FOLDER):
        data = tmp_path / str(folder)
        entries: list[str] = []
        for _ in range(KILLS_IN_A_FOLDER):
            said = killed_at_random(data, len(entries), way, chance)
            entries += [f"{line.split()[1]}." for line in said if line.startswith("entry ")]
            entries = check(data, identity, entries)
            killed.add(said[-1].split()[0])
        journal = Journal(data / "journal")
        journal.lock.write_key(key()[1])
        journal.lock.write_recipient(identity)
        add(journal, "After.", exercise="last")
        lock_journal(journal)
        left = [path.name for path in journal.folder.iterdir()]
        assert len(left) == len(entries) + 3, left
    assert len(killed) >= 3, "the kills came at moments too much alike to prove anything"
