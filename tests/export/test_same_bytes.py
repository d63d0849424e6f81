"""The same exercise is the same file, whoever makes it and whenever."""

import os
from pathlib import Path

import pytest
from exercises import WITH_A_BED, written
from processes import PRESENCE, environment, run

from presence.export.exporter import export
from presence.export.formats import recipe_of
from presence.mix.session import Session
from presence.narration.espeak import EspeakEngine
from presence.narration.store import Store
from presence.script.reader import load
from presence.sequence.compiler import compile_script

KINDS = [
    ("wav", "16"),
    ("wav", "float"),
    ("flac", "24"),
    *((suffix, "") for suffix in ("opus", "ogg", "mp3", "m4a", "m4b")),
]


@pytest.mark.parametrize(("suffix", "bits"), KINDS)
def test_workers_and_stores_make_no_difference(tmp_path: Path, suffix: str, bits: str) -> None:
    """With 1, 2 and 4 workers, with nothing in the store and with everything."""
    sequence = compile_script(load(written(tmp_path, WITH_A_BED)))
    found = set()
    for workers in (1, 2, 4):
        store = Store(tmp_path / f"store{workers}")
        for run_number in ("cold", "warm"):
            path = tmp_path / f"{workers}{run_number}.{suffix}"
            with Session(sequence, EspeakEngine(), store, workers=workers) as session:
                export(session, path, recipe_of(path, bits or None))
                assert (session.made_count == 0) == (run_number == "warm")
            found.add(path.read_bytes())
    assert len(found) == 1


@pytest.mark.parametrize(("suffix", "bits"), KINDS)
def test_the_time_of_day_is_not_in_the_file(tmp_path: Path, suffix: str, bits: str) -> None:
    """Two processes, each in a second of its own, write the same bytes: nothing is stamped."""
    script = written(tmp_path, WITH_A_BED)
    files = [tmp_path / f"{number}.{suffix}" for number in (1, 2)]
    for number, file in enumerate(files):
        if number:
            wait_for_the_next_second(files[0])
        command: list[str | Path] = [*PRESENCE, "export", script, "-o", file]
        command += ["--bits", bits] if bits else []
        done = run(command, environment(tmp_path / f"cache{number}"))
        assert done.returncode == 0, done.stderr
    assert files[0].read_bytes() == files[1].read_bytes()
    assert int(files[0].stat().st_mtime) != int(files[1].stat().st_mtime)


def wait_for_the_next_second(file: Path) -> None:
    """Until a file written now would be dated a second later."""
    probe = file.with_suffix(".probe")
    while True:
        probe.write_bytes(b"x")
        os.utime(probe)
        if int(probe.stat().st_mtime) > int(file.stat().st_mtime):
            return
