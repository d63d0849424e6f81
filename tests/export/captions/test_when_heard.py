"""Real lines, hours apart, come in; each is heard exactly where its caption says."""

import math
from collections.abc import Iterator

import numpy as np
import pysubs2
import pytest
import srt
import webvtt
from silent_sessions import compiled

from presence.export.captions.captions import captions_of
from presence.export.captions.files import KINDS
from presence.mix.session import Session
from presence.narration.espeak import EspeakEngine
from presence.narration.store import Store

LINES = (
    "Let your shoulders soften.", "And your jaw.", "Stop.", "Yes, that is enough for today.",
    "Hush.", "See what is there, and let it be.", "Breathe.", "Thank you both.",
)  # fmt: skip
AROUND = 24_000
"""Frames of silence that are looked at on either side of a line."""


def hours_long() -> str:
    """The lines, with pauses between them that no clock divides: over eight hours of them."""
    pauses = ("1s", "2s", "3601.0007s", "0.7001s", "1h59m59.9999s", "5h0.3333s", "1.5s", "2s")
    steps = [
        f"{{say: '{line}'}}, {{pause: {pause}}}" for line, pause in zip(LINES, pauses, strict=True)
    ]
    return f"steps: [{{pause: 3s}}, {', '.join(steps)}]"


def seconds(time: str) -> float:
    """`01:02:03.004` in seconds; LRC has no hours."""
    parts = [float(part) for part in time.split(":")]
    return math.fsum(part * 60**place for place, part in enumerate(reversed(parts)))


def spans_of(kind: str, text: str) -> list[tuple[float, float]]:
    """Each caption's start and end in seconds, as another reader has them."""
    if kind == ".vtt":
        cues = webvtt.from_string(text).captions
        return [(seconds(cue.start), seconds(cue.end)) for cue in cues]
    if kind == ".srt":
        return [(cue.start.total_seconds(), cue.end.total_seconds()) for cue in srt.parse(text)]
    if kind == ".ass":
        return [(cue.start / 1000, cue.end / 1000) for cue in pysubs2.SSAFile.from_string(text)]
    times = [seconds(row[1 : row.index("]")]) for row in text.splitlines()[2:]]
    return list(zip(times[::2], times[1::2], strict=True))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The exercise, all of it narrated."""
    folder = tmp_path_factory.mktemp("heard")
    sequence = compiled(folder, hours_long())
    with Session(sequence, EspeakEngine(), Store(folder / "clips")) as made:
        made.finish()
        yield made


@pytest.mark.parametrize("kind", KINDS)
def test_each_caption_holds_the_sound_of_its_line(session: Session, kind: str) -> None:
    """Sound begins and ends with the caption within 20 ms, in the first minute and after eight
    hours; half a second before and behind it there is none."""
    captions = captions_of(
        session.sequence, session.timeline, lambda spoken: session.clip(spoken).words
    )
    assert captions.end_frame > 8 * 3600 * 48_000
    spans = spans_of(kind, KINDS[kind](captions))
    assert len(spans) == len(LINES)
    for start_s, end_s in spans:
        first = round(start_s * 48_000) - AROUND
        block = session.read(first, round((end_s - start_s) * 48_000) + 2 * AROUND)
        sounding = np.flatnonzero(np.abs(block).max(axis=1) > 0)
        onset_s, offset_s = (first + sounding[[0, -1]]) / 48_000
        assert abs(onset_s - start_s) <= 0.020
        assert abs(offset_s - end_s) <= 0.020


def test_words_lie_in_their_line_and_in_order(session: Session) -> None:
    """The engine times its words: each piece of a line that is shown begins within its sound."""
    captions = captions_of(
        session.sequence, session.timeline, lambda spoken: session.clip(spoken).words
    )
    for line in captions.lines:
        pieces = list(line.pieces())
        starts = [frame for frame, _ in pieces]
        assert starts == sorted(starts)
        assert line.start_frame <= starts[0] <= starts[-1] < line.end_frame
        assert "".join(text for _, text in pieces) == line.text
    assert sum(len(list(line.pieces())) for line in captions.lines) > 2 * len(LINES)
