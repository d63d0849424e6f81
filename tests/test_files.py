"""Files appear whole or not at all, whoever is killed when, and nothing is left beside them."""

import errno
import os
import random
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from processes import start

from presence import files
from presence.errors import PresenceError
from presence.files import noting, replacing, sha256_of, write_whole
from presence.locks import try_lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks and links are POSIX's")

OLD, NEW = b"what was there before", b"what comes after"
KILLS = 100


@pytest.fixture(params=["nameless", "named", "unlinkable"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The ways of different file systems: files without a name, with one, and without links."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    if request.param == "named":
        monkeypatch.setattr(files, "_NAMELESS", 0)
    elif request.param == "unlinkable":
        monkeypatch.setattr(os, "link", refuse)
    return str(request.param)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("before", [None, OLD])
@pytest.mark.parametrize("durable", [False, True])
def test_a_file_appears_at_the_end(tmp_path: Path, before: bytes | None, durable: bool) -> None:
    """Until then the old one stands there; then the new one, with its permissions, alone."""
    path = tmp_path / "file"
    if before:
        path.write_bytes(before)
    with replacing(path, 0o640, durable=durable) as descriptor:
        os.write(descriptor, NEW)
        assert (path.read_bytes() if path.exists() else None) == before
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 & ~umask()
    assert list(tmp_path.iterdir()) == [path]


def umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


@pytest.mark.usefixtures("way")
def test_an_exception_leaves_the_old_file(tmp_path: Path) -> None:
    """Half a file replaces nothing, and goes."""
    path = tmp_path / "file"
    path.write_bytes(OLD)

    def half() -> None:
        with replacing(path) as descriptor:
            os.write(descriptor, NEW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("way")
def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    """It says so in words, and leaves nothing beside it."""
    (tmp_path / "file").mkdir()
    with pytest.raises(PresenceError, match="cannot be written"):
        write_whole(tmp_path / "file", NEW)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    """What a symbolic link points to is not what was asked for."""
    (tmp_path / "other").write_bytes(OLD)
    (tmp_path / "file").symlink_to("other")
    write_whole(tmp_path / "file", NEW)
    assert (tmp_path / "other").read_bytes() == OLD
    assert not (tmp_path / "file").is_symlink()


def test_litter_of_the_dead_goes_and_nothing_else(tmp_path: Path) -> None:
    """Of files beside the target only our own go, and of those only what nobody is writing."""
    path = tmp_path / "file"
    kept = [".file.0123456g.part", ".other.01234567.part", "file.01234567.part", "file.part"]
    for name in [".file.01234567.part", *kept]:
        (tmp_path / name).write_bytes(OLD)
    (tmp_path / ".file.abcdef01.part").symlink_to("file.part")
    (tmp_path / ".file.abcdef02.part").mkdir()
    in_use = tmp_path / ".file.abcdef03.part"
    in_use.write_bytes(OLD)
    with in_use.open() as file:
        assert try_lock(file.fileno())
        write_whole(path, NEW)
    left = {path.name for path in tmp_path.iterdir()}
    links = {".file.abcdef01.part", ".file.abcdef02.part", in_use.name}
    assert left == {"file", *kept, *links}


def test_one_writer_leaves_the_other_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that write to one place at once both succeed; the last to end has its way.

    Without a lock on the file being written, the second would take the first's for litter.
    """
    monkeypatch.setattr(files, "_NAMELESS", 0)
    path = tmp_path / "file"
    with replacing(path) as first:
        write_whole(path, OLD)
        os.write(first, NEW)
    assert path.read_bytes() == NEW
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("way")
def test_what_is_noted_is_what_was_written(tmp_path: Path) -> None:
    """Not what somebody else has put into its place since; and nothing that failed."""
    path = tmp_path / "file"
    with noting() as written:
        write_whole(path, NEW)
        with pytest.raises(ValueError, match="enough"), replacing(tmp_path / "other"):
            raise ValueError("enough")
    digest = sha256_of(path)
    write_whole(path, OLD)
    assert [(note.path, note.size_bytes, note.sha256) for note in written] == [
        (path, len(NEW), digest)
    ]


WRITING = """
import sys
from pathlib import Path
from presence import files
if sys.argv[2] == "named":
    files._NAMELESS = 0
for number in range(1_000_000):
    with files.replacing(Path(sys.argv[1])) as descriptor:
        with open(descriptor, "wb", closefd=False) as file:
            for _ in range(64):
                file.write(b"%06d\\n" % number * 100)
    sys.stdout.write("x")
    sys.stdout.flush()
"""


def killed_at_random(words: list[Any], chance: random.Random) -> None:
    """Runs a program that says `x` at each step, and kills it after a random number and time."""
    process = start(["-c", *words])
    assert process.stdout
    process.stdout.read(chance.randint(1, 8))
    try:
        process.wait(timeout=chance.uniform(0, 0.004))
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()


@pytest.mark.parametrize("how", ["nameless", "named"])
def test_whoever_is_killed_the_file_is_whole(tmp_path: Path, how: str) -> None:
    """After each of 100 kills at random moments one whole version stands there.

    A file without a name leaves no trace at all; one with a name may, until the next write.
    """
    chance = random.Random(how)  # noqa: S311 - moments, not secrets
    path = tmp_path / "file"
    litter = 0
    for _ in range(KILLS):
        killed_at_random([WRITING, path, how], chance)
        lines = path.read_bytes().splitlines()
        assert len(lines) == 6400
        assert len(set(lines)) == 1
        litter += len(list(tmp_path.iterdir())) - 1
        assert len(list(tmp_path.iterdir())) <= 2
    if how == "nameless" and files._NAMELESS:
        # Between two names for a whole file, a few steps of the kernel apart: rare, and less so on
        # a busy machine. With a name all the time it is every third kill.
        assert litter <= KILLS // 10
    else:
        assert litter > 0  # or the kills came too late to prove anything
    write_whole(path, NEW)
    assert list(tmp_path.iterdir()) == [path]
