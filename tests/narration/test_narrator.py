"""Narrator: each line made once, ahead of its listener, the same with any number of workers."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from engines import ToneEngine
from speech import utterance

from presence.audio import Clip
from presence.diagnostics import Span
from presence.errors import NarrationError
from presence.narration.espeak import EspeakEngine
from presence.narration.maker import REFERENCE
from presence.narration.narrator import AHEAD, Narrator
from presence.narration.recordings import load_recording
from presence.narration.silent import SilentEngine
from presence.narration.store import Store
from presence.sequence.cues import Recording, Utterance

LINES = [utterance(f"This is line number {number}.") for number in range(20)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "clips")


@pytest.fixture
def engine() -> ToneEngine:
    return ToneEngine()


@pytest.fixture
def narrator(engine: ToneEngine, store: Store) -> Iterator[Narrator]:
    with Narrator(engine, store, workers=2) as made:
        yield made


def texts(engine: ToneEngine) -> list[str]:
    """What the engine was asked for, the passage that a voice's gain is found from left out."""
    return [text for text in engine.asked if text != REFERENCE]


def hear(store: Store, lines: list[Utterance], workers: int = 2) -> tuple[list[bytes], int]:
    """The samples of every line, in order, and how many lines had to be made for them."""
    with Narrator(EspeakEngine(), store, workers) as narrator:
        narrator.plan(lines)
        return [narrator.clip(line).samples.tobytes() for line in lines], narrator.made_count


def test_a_line_is_made_once(narrator: Narrator, engine: ToneEngine) -> None:
    """However often and wherever it is said, also long after the clip was dropped from memory."""
    said = LINES + LINES + LINES[::-1]
    narrator.plan(said)
    for line in said:
        narrator.clip(line)
    assert sorted(texts(engine)) == sorted(line.text for line in LINES)
    assert narrator.made_count == len(LINES)


def test_a_second_run_makes_nothing(store: Store) -> None:
    """All is in the store, and every sample is the same as when it was made."""
    cold, made = hear(store, LINES[:6])
    warm, made_again = hear(store, LINES[:6])
    assert (made, made_again) == (6, 0)
    assert cold == warm


def test_changing_one_line_makes_one_line(store: Store) -> None:
    """The others are found, whatever stands between them now."""
    hear(store, LINES[:6])
    changed = [*LINES[:3], utterance("Something else."), *LINES[4:6]]
    assert hear(store, changed)[1] == 1


@pytest.mark.parametrize(
    "other",
    [
        utterance("One line.", rate_wpm=131),
        utterance("One line.", pitch=51),
        utterance("One line.", voice="low"),
        utterance("One line!"),
    ],
    ids=["rate", "pitch", "voice", "text"],
)
def test_all_that_shapes_a_line_tells_it_apart(
    narrator: Narrator, engine: ToneEngine, other: Utterance
) -> None:
    """Two lines that sound different are never one clip."""
    narrator.clip(utterance("One line."))
    narrator.clip(other)
    assert len(texts(engine)) == 2


def test_another_version_of_the_engine_makes_its_lines_anew(store: Store) -> None:
    """What an older version said is not passed off as what this one would say."""
    engine = ToneEngine()
    for version in ("1", "2", "1"):
        engine.own_version = version
        engine.closed = 0
        with Narrator(engine, store) as narrator:
            narrator.clip(LINES[0])
    assert len(texts(engine)) == 2


def test_the_same_voice_by_two_names_is_one_clip(narrator: Narrator, engine: ToneEngine) -> None:
    """The engine's own choice, asked for by name, is found in the store."""
    narrator.clip(utterance("One line."))
    narrator.clip(utterance("One line.", voice="tone"))
    assert len(texts(engine)) == 1


def test_workers_make_no_difference(tmp_path: Path) -> None:
    """One worker or four, each with a store of its own: identical clips."""
    one, _ = hear(Store(tmp_path / "one"), LINES, workers=1)
    four, _ = hear(Store(tmp_path / "four"), LINES, workers=4)
    assert one == four


def test_narration_runs_ahead_of_its_listener(engine: ToneEngine, store: Store) -> None:
    """The first lines are begun before anybody asks, in order, and not all of them at once."""
    with Narrator(engine, store, workers=1) as narrator:
        narrator.plan(LINES)
        for _ in range(AHEAD + 1):  # and the passage for the gain
            assert engine.begun.acquire(timeout=10)
        assert texts(engine) == [line.text for line in LINES[:AHEAD]]
        assert not engine.begun.acquire(blocking=False)
        narrator.clip(LINES[0])
        assert engine.begun.acquire(timeout=10)
        assert texts(engine)[-1] == LINES[AHEAD].text


def test_a_failing_line_fails_alone(store: Store) -> None:
    """Its own asker gets the error, and again when asking again; all others get their clips."""
    engine = ToneEngine(fails=lambda text: "number 3." in text)
    with Narrator(engine, store, workers=2) as narrator:
        narrator.plan(LINES)
        for number, line in enumerate(LINES):
            if number == 3:
                for _ in range(2):
                    with pytest.raises(NarrationError, match=r"can't say .* number 3\."):
                        narrator.clip(line)
            else:
                assert narrator.clip(line).peak > 0


def test_a_line_without_sound_is_an_error(store: Store) -> None:
    """A voice that says nothing of a text is found out, rather than a silence kept for it."""
    silent = SilentEngine()
    silent.speaks = True
    with (
        Narrator(silent, store) as narrator,
        pytest.raises(NarrationError, match="no sound of 'This is line"),
    ):
        narrator.clip(LINES[0])
    assert store.usage().entries == 0


def test_closing_frees_whoever_waits(engine: ToneEngine, store: Store) -> None:
    """A listener that waits for a line when the player ends gets an error, not a wait for ever."""
    engine.gate.clear()
    narrator = Narrator(engine, store, workers=1)
    narrator.plan(LINES)
    with ThreadPoolExecutor(2) as pool:
        now, later = pool.submit(narrator.clip, LINES[0]), pool.submit(narrator.clip, LINES[5])
        assert engine.begun.acquire(timeout=10)
        narrator.close()
        for waiting in (now, later):
            with pytest.raises(NarrationError, match="closed"):
                waiting.result()


def test_no_thread_outlives_it(engine: ToneEngine, store: Store) -> None:
    """Closed with lines still planned, it leaves no worker behind."""
    before = set(threading.enumerate())
    with Narrator(engine, store, workers=4) as narrator:
        narrator.plan(LINES)
        narrator.clip(LINES[0])
    assert set(threading.enumerate()) <= before
    assert engine.closed


@pytest.mark.parametrize("content", [b"", b"old layout", b"{}\n", b"[1]\n", b"null\n"])
def test_a_stale_layout_is_made_anew(store: Store, content: bytes) -> None:
    """Whole entries of another layout, clips and gains alike, are replaced."""
    fresh, _ = hear(store, LINES[:2])
    for file in store.folder.glob("??/*"):
        store.put(file.name, content)
    again, made = hear(store, LINES[:2])
    assert (again, made) == (fresh, 2)
    assert hear(store, LINES[:2]) == (fresh, 0)


def test_a_damaged_clip_is_made_anew(store: Store) -> None:
    """One flipped bit in each entry: all is made again and sounds as before."""
    fresh, _ = hear(store, LINES[:3])
    for file in store.folder.glob("??/*"):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 4
        file.write_bytes(content)
    assert hear(store, LINES[:3]) == (fresh, 3)


def test_a_store_that_keeps_nothing_is_no_failure(tmp_path: Path) -> None:
    """Where nothing can be written every line is still heard, the same as ever."""
    (tmp_path / "file").write_text("in the way")
    nowhere, made = hear(Store(tmp_path / "file"), LINES[:3])
    kept, _ = hear(Store(tmp_path / "folder"), LINES[:3])
    assert (nowhere, made) == (kept, 3)


def test_the_store_is_held_within_its_bound(tmp_path: Path) -> None:
    """Leaving the narrator prunes what is over the bound, the oldest first."""
    store = Store(tmp_path / "clips", limit_bytes=100_000)
    with Narrator(ToneEngine(), store) as narrator:
        for line in LINES:
            narrator.clip(line)
    usage = store.usage()
    assert 0 < usage.size_bytes <= 100_000


def test_a_recording_is_made_once(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time the file is not even decoded; a changed file is another clip."""
    import soundfile

    opened: list[Path] = []

    def load(file: Path) -> Clip:
        opened.append(file)
        return load_recording(file)

    monkeypatch.setattr("presence.narration.maker.load_recording", load)
    times = np.arange(24000) / 48000
    file = tmp_path / "line.wav"
    recording = Recording(file, "Said.", 0.0, None, Span("x.yaml", 1, 1, 1, 2))
    for pitch_hz in (300, 300, 400):
        soundfile.write(file, 0.2 * np.sin(2 * np.pi * pitch_hz * times), 48000)
        with Narrator(SilentEngine(), store) as other:
            assert other.clip(recording).peak > 0
    assert len(opened) == 2


def test_the_silent_engine_counts_words(store: Store) -> None:
    """Six words at 120 a minute are three seconds, to the frame, and no sound is no failure."""
    with Narrator(SilentEngine(), store) as narrator:
        clip = narrator.clip(utterance("one two three four five six", rate_wpm=120))
    assert (clip.frame_count, clip.peak) == (144_000, 0.0)
