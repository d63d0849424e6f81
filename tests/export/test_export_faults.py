"""What can go wrong around an export: whatever does, the old file or the whole new one is there."""

import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest
from exercises import WITH_A_BED, written
from processes import PRESENCE, environment, run, start

from presence.export.formats import FORMATS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are POSIX's")

OLD = b"what was there before"
SUFFIXES = [*FORMATS, ".html"]
A_WHILE = f"{WITH_A_BED}  - section: Resting\n  - say: Nothing to do.\n  - pause: 12s\n"


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short exercise whose lines are all in the store, which lies beside it."""
    file = written(tmp_path_factory.mktemp("faults"), A_WHILE)
    done = exported(file, file.with_suffix(".wav"))
    assert done.returncode == 0, done.stderr
    return file


def exported(script: Path, target: Path, *prelude: str) -> subprocess.CompletedProcess[str]:
    """The export as a user runs it; or by a program that does something to itself before."""
    begin = ["-c", *prelude] if prelude else list(PRESENCE)
    return run([*begin, "export", script, "-o", target], store_of(script))


def store_of(script: Path) -> dict[str, str]:
    return environment(script.parent / "cache")


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
from presence.cli.main import run
sys.exit(run(sys.argv[1:]))
"""
UNPRIVILEGED = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP of CAP_DAC_OVERRIDE, from exec on
os.execv(sys.executable, [sys.executable, "-m", "presence", *sys.argv[1:]])
"""
"""Not even root may write where the permissions say no."""


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A folder with next to no room, and what a program needs so that this holds for it.

    A file system of its own where this machine lets us mount one; elsewhere, a limit to files.
    """
    folder = tmp_path / "full"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0  # noqa: S603
    except FileNotFoundError:
        mounted = False
    try:
        yield folder, () if mounted else (LIMITED,)
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk(full_disk: tuple[Path, tuple[str, ...]], script: Path, suffix: str) -> None:
    """Exit code 1, in words; the old file whole, and nothing beside it that takes up room."""
    folder, prelude = full_disk
    target = folder / f"out{suffix}"
    target.write_bytes(OLD)
    done = exported(script, target, *prelude)
    assert done.returncode == 1, done.stderr
    why = "file too large" if prelude else "no space left on device"
    assert f"{target} cannot be written: {why}" in done.stderr
    assert "untouched" in done.stderr
    assert "Traceback" not in done.stderr
    assert target.read_bytes() == OLD
    assert list(folder.iterdir()) == [target]


def test_a_full_disk_and_several_files(
    full_disk: tuple[Path, tuple[str, ...]], script: Path
) -> None:
    """Not one of the sections appears, though the first may have had its room."""
    folder, prelude = full_disk
    begin = ["-c", *prelude] if prelude else list(PRESENCE)
    options = ["--split", "section", "--no-artwork", "--captions", "vtt"]
    done = run([*begin, "export", script, "-o", folder / "out.opus", *options], store_of(script))
    assert (done.returncode, "cannot be written" in done.stderr) == (1, True), done.stderr
    assert not list(folder.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_that_can_not_be_written_to(tmp_path: Path, script: Path, suffix: str) -> None:
    """Its permissions say no; it is said which file, and that nothing was touched."""
    target = tmp_path / "closed" / f"out{suffix}"
    target.parent.mkdir()
    target.write_bytes(OLD)
    target.parent.chmod(0o500)
    done = exported(script, target, UNPRIVILEGED)
    target.parent.chmod(0o700)
    assert done.returncode == 1, done.stderr
    assert f"{target} cannot be written: permission denied" in done.stderr
    assert "Traceback" not in done.stderr
    assert (target.read_bytes(), list(target.parent.iterdir())) == (OLD, [target])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_protected(tmp_path: Path, script: Path, suffix: str) -> None:
    """Who takes the right to write from a file wants to keep it, though renaming could pass it."""
    target = tmp_path / f"out{suffix}"
    target.write_bytes(OLD)
    target.chmod(0o400)
    done = exported(script, target, UNPRIVILEGED)
    assert done.returncode == 1, done.stderr
    assert f"{target} is protected from being written to" in done.stderr
    assert target.read_bytes() == OLD


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_target_that_is_a_folder(tmp_path: Path, script: Path, suffix: str) -> None:
    """It stays one, with all that is in it."""
    target = tmp_path / f"out{suffix}"
    target.mkdir()
    (target / "kept").write_bytes(OLD)
    done = exported(script, target)
    assert done.returncode == 1, done.stderr
    assert f"{target} is a folder" in done.stderr
    assert [path.read_bytes() for path in target.iterdir()] == [OLD]


NAMED = """
import os, sys
if hasattr(os, "O_TMPFILE"):
    del os.O_TMPFILE
from presence.cli.main import run
sys.exit(run(sys.argv[1:]))
"""
"""As where files have names from the start, and a killed export leaves one behind."""
KILLED = [f"out{suffix}" for suffix in SUFFIXES if suffix != ".m4b"] + ["stems.flac"]
KILLS = 200 // len(KILLED)
LANES = 3
"""As many at once as keep the machine busy."""


@dataclass(frozen=True)
class Exports:
    """Exports of one script to one name, each in a folder of its own."""

    script: Path
    name: str

    def start(self, folder: Path, *prelude: str) -> subprocess.Popen[bytes]:
        options = ["--stems"] if self.name == "stems.flac" else []
        begin = ["-c", *prelude] if prelude else list(PRESENCE)
        words: list[str | Path] = [
            *begin,
            "export",
            self.script,
            "-o",
            folder / self.name,
            *options,
        ]
        return start(words, store_of(self.script), subprocess.DEVNULL)

    def whole(self, folder: Path) -> tuple[dict[str, bytes], float]:
        """All that there is in the folder after an export to its end, and how long that took."""
        folder.mkdir(exist_ok=True)
        begun = monotonic()
        process = self.start(folder)
        process.communicate(timeout=60)
        assert process.returncode == 0
        length_s = monotonic() - begun
        return {path.name: path.read_bytes() for path in folder.iterdir()}, length_s

    def killed(self, folder: Path, after_s: float, *prelude: str) -> int:
        """Killed after so long; its exit code, 0 if it had come to its end."""
        process = self.start(folder, *prelude)
        assert process.stdout
        select.select([process.stdout], [], [], after_s)  # it says what it wrote when it has
        process.kill()
        process.communicate(timeout=60)
        return process.returncode


@pytest.mark.parametrize("name", KILLED)
def test_kill_9_at_any_moment(tmp_path: Path, script: Path, name: str) -> None:
    """Each file is the old or the whole new one, and the next export leaves nothing but its own.

    Half of the exports have a name for what they write from the start: without that, as on most
    systems other than Linux, nothing would be left over that could be tidied up.
    """
    exports = Exports(script, name)
    folders = [tmp_path / f"lane{number}" for number in range(LANES)]
    moments = random.Random(name)  # noqa: S311 (no secrets)

    with ThreadPoolExecutor(LANES) as pool:
        ends = list(pool.map(exports.whole, folders))
        (new, *others), lengths_s = zip(*ends, strict=True)
        assert others == [new] * len(others)
        spread = [moments.uniform(0, 1.05) * max(lengths_s) for _ in range(KILLS)]

        def lane(number: int) -> list[int]:
            codes = []
            for turn, after_s in enumerate(spread[number::LANES]):
                for file in new:
                    (folders[number] / file).write_bytes(OLD)
                prelude = (NAMED,) if turn % 2 else ()
                codes.append(exports.killed(folders[number], after_s, *prelude))
                for file in new:
                    found = (folders[number] / file).read_bytes()
                    assert found in (OLD, new[file]), f"{file} after {after_s:.3f} s"
            return codes

        codes = [code for codes in pool.map(lane, range(LANES)) for code in codes]
        assert set(codes) <= {-signal.SIGKILL, 0}
        assert codes.count(-signal.SIGKILL) > KILLS // 2
        for there, _ in pool.map(exports.whole, folders):
            assert there == new
