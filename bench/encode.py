"""MIXED TARGET: float samples that are mixed already → the same file as an export would write.

The encoder by itself, as `bench/encoders.py` measures it: the writer of the target's format in the
thread that it has in an export, with nothing to narrate, to mix or to tag.
"""

import sys
from pathlib import Path
from typing import Any

import soundfile

from presence.audio import Samples
from presence.export.exporter import carry, opened
from presence.export.formats import recipe_of

NO_SOURCE: Any = None
"""Asked for nothing where nobody wants to know of progress."""


def encode(mixed: Path, target: Path) -> None:
    """Block by block, as they are read."""
    with soundfile.SoundFile(mixed) as file, opened(target, recipe_of(target)) as writer:

        def read(_start_frame: int, frame_count: int) -> tuple[Samples]:
            return (file.read(frame_count, dtype="float32", always_2d=True),)

        carry(NO_SOURCE, read, [writer])
        writer.close()


if __name__ == "__main__":
    encode(Path(sys.argv[1]), Path(sys.argv[2]))
