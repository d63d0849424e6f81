"""A real `presence export` that is ended, killed or out of room: the old file stays whole."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from exercises import written
from processes import PRESENCE, environment, run, start
from speech import descendants

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")

OLD = b"what was there before"
HOURS = "presence: 1\ntitle: Hours\nambient: {sound: rain}\nsteps:\n  - say: Hello.\n" + (
    "  - pause: 2h\n  - say: Still here.\n" * 5
)

REPORTING = """
import sys
from presence.cli.main import run
from presence.export import flac, m4a, mp3, opus, vorbis, wav
for writer in (
    wav.WavWriter, flac.FlacWriter, opus.OpusWriter,
    vorbis.VorbisWriter, mp3.Mp3Writer, m4a.M4aWriter,
):
    def write(self, block, write=writer.write):
        write(self, block)
        sys.stderr.write("x")
        sys.stderr.flush()
    writer.write = write
sys.exit(run(sys.argv[1:]))
"""
"""The command itself, with a letter on stderr for each block that is written."""


@pytest.fixture(params=["wav", "flac", "opus", "ogg", "mp3", "m4a"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "out" / f"out.{request.param}"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


@pytest.fixture
def exporting(target: Path, tmp_path: Path) -> Iterator[Popen[bytes]]:
    """An export of hours that has written its first blocks."""
    script = written(tmp_path, HOURS)
    arguments: list[str | Path] = ["-c", REPORTING, "export", script, "-o", target]
    process = start(arguments, environment(tmp_path / "cache"), PIPE, new_group=True)
    assert process.stderr
    assert process.stderr.read(3) == b"xxx"
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_an_ended_export_leaves_no_trace(
    exporting: Popen[bytes], target: Path, number: int, code: int
) -> None:
    """Ctrl-C, a shutdown, a closed terminal: the old file whole, nothing beside it, no process."""
    helpers = descendants(exporting.pid)
    os.kill(exporting.pid, number)
    _, said = exporting.communicate(timeout=30)
    assert exporting.returncode == code, said
    assert b"Traceback" not in said
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]
    assert not [helper for helper in helpers if Path(f"/proc/{helper}/exe").exists()]


def test_a_killed_export_leaves_the_old_file_whole(exporting: Popen[bytes], target: Path) -> None:
    """Nothing can be tidied up after kill -9, but nothing was touched either."""
    exporting.kill()
    exporting.communicate(timeout=30)
    assert target.read_bytes() == OLD


LIMITED = """
import resource, sys
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from presence.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def limited_export(script: Path, target: Path, size: int) -> tuple[int, str]:
    """The exit code and the words of an export that may write no file larger than `size`."""
    done = run(
        ["-c", LIMITED, str(size), "export", script, "-o", target],
        environment(script.parent / "cache"),
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("size", [0, 10, 3000, 8000])
def test_a_full_disk_is_said_in_words(tmp_path: Path, target: Path, size: int) -> None:
    """At whatever byte the room ends: exit code 1, what and why, and the old file whole."""
    code, said = limited_export(written(tmp_path), target, size)
    assert code == 1
    assert f"{target} cannot be written: file too large" in said
    assert "untouched" in said
    assert "Traceback" not in said
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


def test_room_that_ends_with_the_last_bytes_is_noticed(tmp_path: Path, target: Path) -> None:
    """An encoder writes its end as it closes, and libsndfile would say nothing of a failure."""
    script = written(tmp_path)
    whole = target.with_stem("whole")
    assert limited_export(script, whole, 1 << 30)[0] == 0
    size = whole.stat().st_size
    assert limited_export(script, target, size)[0] == 0
    assert target.read_bytes() == whole.read_bytes()
    target.write_bytes(OLD)
    for missing in (1, 100, 2000):
        code, said = limited_export(script, target, size - missing)
        assert (code, "cannot be written" in said) == (1, True), missing
        assert target.read_bytes() == OLD


def test_nohup_is_heeded(tmp_path: Path) -> None:
    """A command begun with SIGHUP ignored, as nohup does, goes on when the terminal goes."""
    program = (
        "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from presence.cli.main import run; code = run(sys.argv[1:])\n"
        "signal.raise_signal(signal.SIGHUP); sys.exit(code)"
    )
    done = run(["-c", program, "list"], environment(tmp_path / "other"))
    assert done.returncode == 0, done.stderr


def test_the_presence_command_is_this_package(tmp_path: Path) -> None:
    """`python -m presence`, as these tests call it, is what the entry point calls."""
    done = run([*PRESENCE, "--version"], environment(tmp_path))
    assert done.stdout.startswith("presence, version ")
