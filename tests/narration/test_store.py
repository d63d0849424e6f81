"""The clip store: shared, private, bounded, and never in the way."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import run, start

from presence.narration.store import Store, key_of, user_store

KEYS = [key_of("clip", number) for number in range(20)]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="modes and limits are POSIX's")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "clips")


def file_of(store: Store, key: str) -> Path:
    return store.folder / key[:2] / key


def test_what_is_put_is_got(store: Store) -> None:
    """By the same key the same bytes, also none at all; by another key nothing."""
    assert store.put(KEYS[0], b"sound")
    assert store.put(KEYS[1], b"")
    assert store.get(KEYS[0]) == b"sound"
    assert store.get(KEYS[1]) == b""
    assert store.get(KEYS[2]) is None


def test_a_later_run_finds_what_an_earlier_one_put(store: Store) -> None:
    """It is the folder that keeps, not the object."""
    store.put(KEYS[0], b"sound")
    assert Store(store.folder).get(KEYS[0]) == b"sound"


def test_a_key_is_made_of_every_part() -> None:
    """Equal parts are one key; none can be left out, moved or joined to its neighbour."""
    assert key_of("a", 1, None) == key_of("a", 1, None)
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("c", "ab")}) == 4


def folder_in_its_place(path: Path) -> None:
    path.unlink()
    (path / "inner").mkdir(parents=True)
    (path / "inner" / "file").write_text("x")


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut within the digest": lambda path: path.write_bytes(path.read_bytes()[:7]),
    "cut after the digest": lambda path: path.write_bytes(path.read_bytes()[:16]),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "a bit of the digest": lambda path: flip(path, 0),
    "a bit of the first byte": lambda path: flip(path, 16),
    "a bit of the last byte": lambda path: flip(path, -1),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a folder in its place": folder_in_its_place,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_entry_is_made_anew(store: Store, damage: Callable[[Path], object]) -> None:
    """Damage of every kind is noticed, its entry is none, and a new one takes the place."""
    content = bytes(range(256))
    store.put(KEYS[0], content)
    damage(file_of(store, KEYS[0]))
    assert store.get(KEYS[0]) is None
    assert store.put(KEYS[0], content)
    assert store.get(KEYS[0]) == content


def test_a_link_to_elsewhere_is_not_followed_when_it_goes(store: Store, tmp_path: Path) -> None:
    """A link in an entry's place goes; the folder it leads to stays as it was."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter").write_text("dear")
    file_of(store, KEYS[0]).parent.mkdir(parents=True)
    file_of(store, KEYS[0]).symlink_to(elsewhere)
    assert store.get(KEYS[0]) is None
    store.clear()
    assert (elsewhere / "letter").read_text() == "dear"


SHARER = """
import sys
from pathlib import Path
from presence.narration.store import Store, key_of
store = Store(Path(sys.argv[1]))
sys.stdin.readline()
for round in range(30):
    for number in range(20):
        key, content = key_of("clip", number), bytes([number]) * 5000
        found = store.get(key)
        assert found in (None, content), (number, found[:20])
        store.put(key, content)  # which may fail where another prunes what is half-written
        if round % 10 == 9 and number == 7:
            store.prune(20_000)
"""


def test_processes_share_it(store: Store) -> None:
    """Four at once put, get and prune the same keys: each sees whole entries or none."""
    sharers = [start(["-c", SHARER, store.folder]) for _ in range(4)]
    for sharer in sharers:
        assert sharer.stdin
        sharer.stdin.write(b"go\n")
        sharer.stdin.flush()
    said = [sharer.communicate()[1] for sharer in sharers]
    assert [sharer.returncode for sharer in sharers] == [0] * 4, said
    found = [store.get(key) for key in KEYS]
    assert all(content in (None, bytes([n]) * 5000) for n, content in enumerate(found))
    assert any(found)
    assert not list(store.folder.rglob("*.part"))


def age(store: Store, key: str, seconds: int) -> None:
    """As if the entry had been used last so long ago."""
    status = file_of(store, key).stat()
    os.utime(file_of(store, key), ns=(status.st_atime_ns, status.st_mtime_ns - seconds * 10**9))


def test_pruning_keeps_what_was_used_last(store: Store) -> None:
    """Getting is using: the oldest entry, got again, outlives those put after it."""
    for number, key in enumerate(KEYS[:5]):
        store.put(key, bytes(84))  # 100 bytes each with the digest
        age(store, key, 100 - number)
    store.get(KEYS[0])
    assert store.prune(250) == 3
    assert [store.get(key) is not None for key in KEYS[:5]] == [True, False, False, False, True]


def test_pruning_within_the_bound_removes_nothing(store: Store) -> None:
    """Exactly at the bound is within it; usage tells the same sizes."""
    for key in KEYS[:3]:
        store.put(key, bytes(84))
    assert store.prune(300) == 0
    usage = store.usage()
    assert (usage.entries, usage.size_bytes) == (3, 300)
    assert store.clear() == 3
    assert store.usage().entries == 0


def test_what_a_killed_process_left_goes_too(store: Store) -> None:
    """A process killed while it wrote leaves a half-written file: it counts, and it is pruned."""
    program = (
        "import os, sys; from pathlib import Path; from presence import files\n"
        "files._NAMELESS = 0  # as on a file system where each file has a name\n"
        "with files.replacing(Path(sys.argv[1])) as descriptor:\n"
        "    os.write(descriptor, bytes(1000)); os.abort()"
    )
    store.put(KEYS[0], b"sound")
    assert run(["-c", program, file_of(store, KEYS[0])]).returncode != 0
    (left,) = store.folder.rglob("*.part")
    os.utime(left, (1, 1))
    assert store.usage().entries == 2
    assert store.prune(100) == 1
    assert store.get(KEYS[0]) == b"sound"
    assert not left.exists()


def test_what_is_not_its_own_stays(tmp_path: Path) -> None:
    """In a folder full of somebody's files, clearing removes the store's entries only."""
    kept = [tmp_path / "xx" / "letter.txt", tmp_path / "ab" / ("f" * 40), tmp_path / "ab" / "ab12"]
    for file in kept:
        file.parent.mkdir(exist_ok=True)
        file.write_text("dear")
    store = Store(tmp_path)
    store.put(KEYS[0], b"sound")
    assert store.clear() == 1
    assert all(file.read_text() == "dear" for file in kept)


@posix_only
def test_it_is_the_users_alone(tmp_path: Path) -> None:
    """Folders 0700 and files 0600, also where the umask would allow more."""
    before = os.umask(0)
    try:
        store = Store(tmp_path / "new" / "clips")
        store.put(KEYS[0], b"sound")
    finally:
        os.umask(before)
    folders = (store.folder, file_of(store, KEYS[0]).parent)
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700, 0o700]
    assert file_of(store, KEYS[0]).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_can_not_be_is_no_failure(tmp_path: Path) -> None:
    """A file where the folder should be: nothing is kept, and nothing raised."""
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file")
    assert not store.put(KEYS[0], b"sound")
    assert store.get(KEYS[0]) is None
    assert (store.prune(), store.clear(), store.usage().entries) == (0, 0, 0)


@posix_only
def test_a_full_disk_is_no_failure(store: Store) -> None:
    """Where no file may grow beyond 1000 bytes a larger one is not kept, nor is half of it."""
    program = (
        "import resource, sys; from pathlib import Path; from presence.narration.store import *\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "store = Store(Path(sys.argv[1]))\n"
        f"print([store.put({KEYS[0]!r}, bytes(5000)), store.put({KEYS[1]!r}, bytes(500))])"
    )
    said = run(["-c", program, store.folder]).stdout
    assert json.loads(said.lower()) == [False, True]
    assert store.get(KEYS[0]) is None
    assert store.get(KEYS[1]) == bytes(500)
    assert store.usage().entries == 1


def test_the_user_store_is_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PRESENCE_CACHE names the folder; it is made, with all above it."""
    monkeypatch.setenv("PRESENCE_CACHE", str(tmp_path / "a" / "b"))
    assert user_store().folder == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


def test_the_user_store_falls_back_to_a_passing_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the folder can't be, a temporary one serves, and is gone with the store."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("PRESENCE_CACHE", str(tmp_path / "file"))
    store = user_store()
    folder = store.folder
    assert store.put(KEYS[0], b"sound")
    assert store.get(KEYS[0]) == b"sound"
    assert tmp_path not in folder.parents
    del store
    assert not folder.exists()


def test_a_store_that_vanishes_is_made_again(store: Store) -> None:
    """Somebody empties the cache while an exercise is narrated."""
    store.put(KEYS[0], b"sound")
    shutil.rmtree(store.folder)
    assert store.get(KEYS[0]) is None
    assert store.put(KEYS[0], b"sound")
    assert store.get(KEYS[0]) == b"sound"
