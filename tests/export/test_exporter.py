"""An export appears whole or not at all, and says at the start what it can't do."""

import gc
import os
from pathlib import Path

import numpy as np
import pytest
from export_sources import Known, noise

from presence.errors import NarrationError, PresenceError
from presence.export.exporter import BLOCK_FRAMES, check_target, export
from presence.export.formats import FORMATS

SUFFIXES = list(FORMATS)


def failing_after(blocks: int, failure: BaseException) -> Known:
    """A source that raises once so many blocks have been read."""

    def fail(frame: int) -> None:
        if frame >= blocks * BLOCK_FRAMES:
            raise failure

    return Known(noise(BLOCK_FRAMES * (blocks + 1)), fail)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "failure", [NarrationError("no voice"), KeyboardInterrupt(), SystemExit(143), MemoryError()]
)
def test_a_failure_midway_leaves_what_was_there(
    tmp_path: Path, suffix: str, failure: BaseException
) -> None:
    """The failure comes out as it was, the old file is whole, and nothing lies beside it."""
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"what was there before")
    with pytest.raises(type(failure)) as caught:
        export(failing_after(3, failure), path)
    assert caught.value is failure
    assert path.read_bytes() == b"what was there before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_failed_export_writes_nothing_more(tmp_path: Path, suffix: str) -> None:
    """An encoder finishes its file when it is let go of: by then the descriptor is another's."""
    with pytest.raises(NarrationError) as caught:
        export(failing_after(1, NarrationError("no voice")), tmp_path / f"out{suffix}")
    others = [os.open(tmp_path / f"letter{n}", os.O_RDWR | os.O_CREAT) for n in range(8)]
    del caught
    gc.collect()
    assert [os.fstat(other).st_size for other in others] == [0] * 8
    for other in others:
        os.close(other)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_finished_export_replaces_what_was_there(tmp_path: Path, suffix: str) -> None:
    """The new file stands under the name, with the permissions that any new file has."""
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"what was there before")
    (tmp_path / "usual").write_bytes(b"")
    export(Known(noise(100)), path)
    assert b"what was there before" not in path.read_bytes()
    assert path.stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert sorted(tmp_path.iterdir()) == sorted([path, tmp_path / "usual"])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_samples_are_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    """Two files of one source differ in nothing."""
    for name in ("a", "b"):
        export(Known(noise(BLOCK_FRAMES + 99)), tmp_path / f"{name}{suffix}")
    first, second = ((tmp_path / f"{name}{suffix}").read_bytes() for name in "ab")
    assert first == second


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    """Frames written and seconds left, after each block; at the end nothing is left."""
    told: list[tuple[int, float]] = []
    export(
        Known(noise(BLOCK_FRAMES * 2 + 5)),
        tmp_path / "out.flac",
        progress=lambda frames, left_s: told.append((frames, left_s)),
    )
    assert [frames for frames, _ in told] == [BLOCK_FRAMES, BLOCK_FRAMES * 2, BLOCK_FRAMES * 2 + 5]
    assert told[-1][1] == 0.0
    assert told[0][1] > told[1][1] > 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("out", "has no suffix"),
        ("out.docx", r"'\.docx' is no format"),
        ("out.wav.txt", r"'\.txt' is no format"),
        ("none/out.wav", "there is no folder"),
        ("folder.wav", "is a folder"),
        ("sound.wav", "is a sound of this exercise"),
    ],
)
def test_what_can_not_be_written_is_said_at_once(tmp_path: Path, name: str, said: str) -> None:
    """Before a line is narrated, with what was found and what to do instead."""
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "sound.wav").write_bytes(b"bed")
    (tmp_path / "link.wav").symlink_to(tmp_path / "sound.wav")
    with pytest.raises(PresenceError, match=said) as caught:
        check_target(tmp_path / name, [tmp_path / "gone.wav", tmp_path / "link.wav"])
    assert caught.value.hint


@pytest.mark.parametrize("name", ["out.wav", "OUT.WAV", "a.b.flac", "sound2.wav"])
def test_what_can_be_written_is_not_refused(tmp_path: Path, name: str) -> None:
    """A suffix in capitals, further dots and a file that is there already are all fine."""
    (tmp_path / "sound2.wav").write_bytes(b"old")
    check_target(tmp_path / name)
    check_target(tmp_path / name, [tmp_path / "sound.wav"])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_is_not_written(tmp_path: Path, suffix: str) -> None:
    """An exercise without a frame, of sections only, is an error rather than an empty file."""
    with pytest.raises(PresenceError, match="takes no time at all"):
        export(Known(noise(0)), tmp_path / f"out{suffix}")
    assert not list(tmp_path.iterdir())


def test_long_names_are_written(tmp_path: Path) -> None:
    """A name as long as a disk takes it leaves room for the file beside it."""
    path = tmp_path / ("🌊" * 62 + ".wav")
    export(Known(np.zeros((5, 2), dtype=np.float32)), path)
    assert path.is_file()
