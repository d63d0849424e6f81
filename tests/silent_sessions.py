"""Scripts as text → Sequences, Timelines and Sessions; the silent engine if none is given."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presence.audio import Samples
from presence.mix.decoder import Decoder
from presence.mix.session import Session
from presence.mix.timeline import Timeline
from presence.narration.engine import Engine
from presence.narration.recordings import load_recording
from presence.narration.silent import SilentEngine
from presence.narration.store import Store
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Recording, Sequence, Utterance
from presence.sequence.settings import Settings

OPENING = "presence: 1\ntitle: A test\n"

Signal = NDArray[np.floating[Any]]


def compiled(folder: Path, script: str, settings: Settings | None = None) -> Sequence:
    """The Sequence of a script without its first two lines."""
    path = folder / "exercise.yaml"
    path.write_text(OPENING + script, encoding="utf-8")
    return compile_script(load(path), settings)


def silent_frames(spoken: Utterance | Recording) -> int:
    """How long the silent engine takes over a line; a recording is as long as it is."""
    if isinstance(spoken, Recording):
        return load_recording(spoken.file).frame_count
    return SilentEngine().synthesize(spoken).frame_count


@functools.cache
def bell_frames(path: Path) -> int:
    """How long a bell rings."""
    decoder = Decoder(path)
    decoder.close()
    return decoder.frame_count


def timeline_of(
    sequence: Sequence,
    clip_frames: Callable[[Utterance | Recording], int] = silent_frames,
) -> Timeline:
    """A Timeline of which nothing is placed yet."""
    return Timeline(sequence, clip_frames, bell_frames)


def placed(sequence: Sequence) -> Timeline:
    """A Timeline of which all is placed."""
    timeline = timeline_of(sequence)
    timeline.place_until(1 << 60)
    return timeline


def session_of(
    sequence: Sequence, folder: Path, engine: Engine | None = None, volume_db: float = 0.0
) -> Session:
    """A Session whose clips are kept in `folder`."""
    store = Store(folder / "clips")
    return Session(sequence, engine or SilentEngine(), store, volume_db=volume_db, workers=2)


def whole(session: Session, block_frames: int = 1 << 16) -> Samples:
    """All of a session, read from its start."""
    blocks, frame = [np.zeros((0, 2), dtype=np.float32)], 0
    while len(block := session.read(frame, block_frames)):
        blocks.append(block)
        frame += len(block)
    return np.concatenate(blocks)
