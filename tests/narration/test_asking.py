"""A narrator that is asked without waiting: what is ready, what is near, and what can't be said."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from engines import ToneEngine
from speech import utterance
from waiting import until

from presence.audio import Clip
from presence.errors import NarrationError
from presence.narration.maker import REFERENCE
from presence.narration.narrator import AHEAD, SOON, Narrator
from presence.narration.store import Store
from presence.sequence.cues import Utterance

LINES = [utterance(f"This is line number {number}.") for number in range(40)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "clips")


@pytest.fixture
def engine() -> ToneEngine:
    return ToneEngine(fails=lambda text: "number 3." in text)


@pytest.fixture
def narrator(engine: ToneEngine, store: Store) -> Iterator[Narrator]:
    """A lenient one."""
    with Narrator(engine, store, workers=2, lenient=True) as made:
        yield made


def texts(engine: ToneEngine) -> list[str]:
    """What the engine was asked for, the passage that a voice's gain is found from left out."""
    return [text for text in engine.asked if text != REFERENCE]


def test_asking_begins_a_line_and_does_not_wait(narrator: Narrator, engine: ToneEngine) -> None:
    """Not ready at first, however often it is asked for; ready once made, and made once."""
    engine.gate.clear()
    assert not narrator.ready(LINES[0])
    assert engine.begun.acquire(timeout=10)
    assert not narrator.ready(LINES[0])
    assert narrator.known_frame_count(LINES[0]) is None
    engine.gate.set()
    until(lambda: narrator.ready(LINES[0]))
    assert narrator.known_frame_count(LINES[0]) == narrator.clip(LINES[0]).frame_count
    assert texts(engine) == [LINES[0].text]


def test_what_is_needed_now_comes_before_what_was_expected(store: Store) -> None:
    """After a leap the lines of the place before give way, but for the one under way."""
    engine = ToneEngine()
    engine.gate.clear()
    with Narrator(engine, store, workers=1, lenient=True) as narrator:
        narrator.expect(LINES[:SOON])
        assert engine.begun.acquire(timeout=10)
        assert not narrator.ready(LINES[30])
        engine.gate.set()
        until(lambda: narrator.ready(LINES[30]))
        assert texts(engine) == [LINES[0].text, LINES[30].text]


def test_a_line_that_gave_way_is_still_made_for_whoever_waits(store: Store) -> None:
    """A wait that began before the leap ends with its clip, not with an error."""
    engine = ToneEngine()
    engine.gate.clear()
    with Narrator(engine, store, workers=1) as narrator, ThreadPoolExecutor(1) as pool:
        narrator.expect(LINES[:2])
        assert engine.begun.acquire(timeout=10)
        waiting = pool.submit(narrator.clip, LINES[1])
        assert not narrator.ready(LINES[30])
        engine.gate.set()
        assert waiting.result(timeout=20).peak > 0


def test_leaping_about_keeps_few_clips(narrator: Narrator) -> None:
    """Lines expected at many places and never heard do not gather in memory."""
    for first in range(0, 40, 5):
        narrator.expect(LINES[first:])
        last = LINES[min(first + SOON, 40) - 1]
        until(partial(narrator.ready, last))
    assert len(narrator._making) <= AHEAD


def test_a_scout_makes_all_of_it_for_the_store_alone(
    narrator: Narrator, engine: ToneEngine, store: Store
) -> None:
    """Every length is known afterwards, no clip is in memory, and no line was made twice."""
    engine.fails = lambda _text: False
    narrator.scout([*LINES, *LINES])
    until(lambda: all(narrator.known_frame_count(line) for line in LINES))
    until(lambda: not narrator._making)
    assert not narrator._kept
    assert texts(engine) == [line.text for line in LINES]
    assert store.usage().entries == len(LINES) + 1  # and the gain
    assert narrator.clip(LINES[39]).peak > 0
    assert len(texts(engine)) == len(LINES)


def test_a_scout_stands_back_for_a_listener(store: Store) -> None:
    """While a line that was asked for is being made, nothing else is begun."""
    engine = ToneEngine()
    engine.gate.clear()
    with Narrator(engine, store, workers=2, lenient=True) as narrator:
        assert not narrator.ready(LINES[7])
        assert engine.begun.acquire(timeout=10)
        narrator.scout(LINES)
        assert not engine.begun.acquire(timeout=0.1)
        engine.gate.set()
        until(lambda: narrator.known_frame_count(LINES[39]))
        assert texts(engine)[0] == LINES[7].text
        assert len(texts(engine)) == len(LINES)


def test_a_listener_gets_the_line_that_a_scout_is_making(store: Store) -> None:
    """It is not begun a second time, and its clip is not let go."""
    engine = ToneEngine()
    engine.gate.clear()
    with Narrator(engine, store, workers=2, lenient=True) as narrator:
        narrator.scout(LINES[:1])
        assert engine.begun.acquire(timeout=10)
        assert not narrator.ready(LINES[0])
        engine.gate.set()
        until(lambda: narrator.ready(LINES[0]))
        assert narrator.clip(LINES[0]).peak > 0
        assert texts(engine) == [LINES[0].text]


def test_a_stored_line_does_not_wait_for_a_voice_that_hangs(store: Store) -> None:
    """Both workers hang; what is known to be in the store is fetched past them."""
    engine = ToneEngine()
    with Narrator(engine, store, workers=2, lenient=True) as narrator:
        narrator.scout(LINES[:10])
        until(lambda: narrator.known_frame_count(LINES[9]))
        engine.gate.clear()
        assert not narrator.ready(LINES[20])
        assert not narrator.ready(LINES[21])
        for _ in range(10 + 1 + 2):  # the gain's passage too
            assert engine.begun.acquire(timeout=10)
        until(lambda: narrator.ready(LINES[5]))
        assert narrator.clip(LINES[5]).peak > 0


def test_a_line_that_cannot_be_made_is_silence_of_its_length(
    narrator: Narrator, store: Store
) -> None:
    """As long as its words take at its rate; told once with its reason, and kept nowhere."""
    until(lambda: narrator.ready(LINES[3]))
    clip = narrator.clip(LINES[3])
    assert (clip.peak, clip.frame_count) == (0.0, round(5 * 60 * 48_000 / LINES[3].rate_wpm))
    assert narrator.known_frame_count(LINES[3]) == clip.frame_count
    assert narrator.silent_lines == {LINES[3]: f"can't say '{LINES[3].text}'"}
    assert store.usage().entries == 0


def test_a_silent_line_stays_silent(narrator: Narrator, engine: ToneEngine) -> None:
    """Its length is on the timeline: made later it would run into what follows."""
    silent = narrator.clip(LINES[3]).frame_count
    engine.fails = lambda _text: False
    for line in LINES[4:20]:
        narrator.clip(line)
    again = narrator.clip(LINES[3])
    assert (again.peak, again.frame_count) == (0.0, silent)
    assert len(narrator.silent_lines) == 1


def test_what_a_scout_fails_at_is_tried_again_when_it_is_needed(
    narrator: Narrator, engine: ToneEngine
) -> None:
    """A voice that was stuck for a while has not cost the exercise a line that lies far ahead."""
    narrator.scout(LINES[:5])
    until(lambda: narrator.known_frame_count(LINES[4]))
    assert narrator.silent_lines == {}
    assert narrator.known_frame_count(LINES[3]) is None
    engine.fails = lambda _text: False
    assert narrator.clip(LINES[3]).peak > 0


def test_a_strict_narrator_is_ready_to_fail(engine: ToneEngine, store: Store) -> None:
    """Whoever asks for the clip is told at once: nobody would wait for it."""
    with Narrator(engine, store, workers=2) as narrator:
        until(lambda: narrator.ready(LINES[3]))
        with pytest.raises(NarrationError, match="can't say"):
            narrator.clip(LINES[3])


def test_closing_is_no_reason_for_silence(engine: ToneEngine, store: Store) -> None:
    """Lines under way are not counted among those that can't be said; asking is answered."""
    engine.gate.clear()
    narrator = Narrator(engine, store, workers=1, lenient=True)
    narrator.scout(LINES)
    assert not narrator.ready(LINES[0])
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(narrator.clip, LINES[1])
        assert engine.begun.acquire(timeout=10)
        narrator.close()
        with pytest.raises(NarrationError, match="closed"):
            waiting.result(timeout=20)
    assert narrator.silent_lines == {}
    assert not narrator.ready(LINES[2])
    narrator.expect(LINES)


def test_any_number_of_askers_get_the_same_clips(store: Store) -> None:
    """Threads that ask, wait, expect and scout at once: each line made once, each the same."""
    engine = ToneEngine()
    heard: list[dict[Utterance, bytes]] = []
    with Narrator(engine, store, workers=3, lenient=True) as narrator:
        narrator.scout(LINES)

        def listen(order: list[Utterance]) -> None:
            clips: dict[Utterance, Clip] = {}
            for place, line in enumerate(order):
                narrator.expect(order[place : place + 3])
                narrator.ready(line)
                clips[line] = narrator.clip(line)
            heard.append({line: clip.samples.tobytes() for line, clip in clips.items()})

        orders = [LINES, LINES[::-1], LINES[20:] + LINES[:20]]
        listeners = [threading.Thread(target=listen, args=(order,)) for order in orders]
        for listener in listeners:
            listener.start()
        for listener in listeners:
            listener.join(60)
    assert len(heard) == 3
    assert heard[0] == heard[1] == heard[2]
    assert sorted(texts(engine)) == sorted(line.text for line in LINES)


def test_an_engine_that_is_shared_goes_on_for_the_other(store: Store) -> None:
    """Closing what was prepared beside an exercise costs the exercise no line, and no wait."""
    engine = ToneEngine()
    engine.gate.clear()
    with Narrator(engine, store, workers=1, lenient=True) as narrator:
        beside = Narrator(engine, store, workers=1, lenient=True, shared_engine=True)
        assert not narrator.ready(LINES[0])
        assert not beside.ready(LINES[1])
        for _ in range(2):
            assert engine.begun.acquire(timeout=10)
        beside.close()
        assert engine.closed == 0
        engine.gate.set()
        assert narrator.clip(LINES[0]).peak > 0
        assert narrator.silent_lines == {}
        with pytest.raises(NarrationError, match="closed"):
            beside.clip(LINES[2])
