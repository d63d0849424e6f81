"""FLAC, of which a library writes the sound by itself, and we the head in front of it."""

import io
import sys
from pathlib import Path

import mutagen
import pytest
import soundfile
from export_sources import noise
from processes import environment, run

from presence.export.flac import FlacWriter
from presence.export.tags import NO_TAGS, Chapter, Tags

FRAMES = 30_000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\1\0\0\0\1" + bytes(300_000)
TAGS = [
    NO_TAGS,
    Tags(title="x"),
    Tags(title="x" * 5000, artwork=PNG, chapters=(Chapter("One"), Chapter("Two"))),
]


def write(writer: FlacWriter, starts: tuple[int, ...]) -> None:
    for block in (noise(FRAMES)[:20_000], noise(FRAMES)[20_000:]):
        writer.write(block)
    writer.close(starts)


@pytest.mark.parametrize("tags", TAGS)
@pytest.mark.parametrize("bits", ["16", "24"])
def test_it_is_the_same_where_there_is_no_descriptor(tmp_path: Path, tags: Tags, bits: str) -> None:
    """In memory, and on Windows, the library hands its bytes over; on a disk it writes them."""
    starts = tuple(range(len(tags.chapters)))
    memory, path = io.BytesIO(), tmp_path / "out.flac"
    write(FlacWriter(memory, bits, tags), starts)
    with path.open("w+b", buffering=0) as file:
        write(FlacWriter(file, bits, tags), starts)
    assert memory.getvalue() == path.read_bytes()
    assert soundfile.info(path).frames == FRAMES
    assert [picture.data for picture in mutagen.File(path).pictures] == (
        [tags.artwork] if tags.artwork else []
    )


LIMITED = """
import io, resource, sys
from export_sources import noise
from presence.export.flac import FlacWriter
limit = int(sys.argv[2])
with open(sys.argv[1], "w+b", buffering=0) as file:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    writer = FlacWriter(file, "16")
    try:
        writer.write(noise(30_000))
        writer.close()
    except OSError as problem:
        print(problem.strerror)
"""
"""A writer that has room for so many bytes."""


@pytest.mark.skipif(sys.platform == "win32", reason="such limits are POSIX's")
@pytest.mark.parametrize("missing", ["all but the head", "half", "one byte", "nothing"])
def test_wherever_the_room_ends_it_is_said(tmp_path: Path, missing: str) -> None:
    """Also within the very last bytes, of which the library itself tells nobody."""
    whole = io.BytesIO()
    writer = FlacWriter(whole, "16")
    writer.write(noise(FRAMES))
    writer.close()
    size = len(whole.getvalue())
    room = {"all but the head": 200, "half": size // 2, "one byte": size - 1, "nothing": size}
    target = tmp_path / "out.flac"
    tests = str(Path(__file__).parents[1])
    done = run(["-c", LIMITED, target, str(room[missing])], environment(tmp_path, PYTHONPATH=tests))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ("" if missing == "nothing" else "File too large\n")
    if missing == "nothing":
        assert target.read_bytes() == whole.getvalue()
