"""Several exports at once, in threads: told as they end, ended when nobody wants them any more."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from engines import ToneEngine
from exercises import SHORT, written

from presence.export.batch import Desk, Outcome, Request, State, carry_out_all
from presence.export.order import Order
from presence.narration.engine import Engine
from presence.narration.silent import SilentEngine
from presence.narration.store import Store
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Sequence


def request(folder: Path, name: str, text: str = SHORT) -> Request:
    """An exercise of its own that is to become a WAV."""
    script = written(folder, text.replace("shoulders", f"shoulders {name}"), f"{name}.yaml")
    return Request(
        name, Order(folder / f"{name}.wav"), lambda: (compile_script(load(script)), None)
    )


def desk(folder: Path, open_engine: Callable[[], Engine]) -> Desk:
    """Nobody asks for a length or for a voice."""

    def settle(sequence: Sequence, *_: object) -> tuple[Sequence, int]:
        return sequence, 0

    return Desk(open_engine, Store(folder / "store"), settle, lambda *_: None, workers=1)


def test_outcomes_come_in_the_order_asked_for(tmp_path: Path) -> None:
    """Though they are told as they end: here the first waits for the last."""
    engines = [ToneEngine(), ToneEngine()]
    engines[0].gate.clear()
    left = list(engines)
    told: list[str] = []

    def tell(outcome: Outcome) -> None:
        told.append(outcome.exercise)
        engines[0].gate.set()

    requests = [request(tmp_path, "one"), request(tmp_path, "two")]
    outcomes = carry_out_all(requests, desk(tmp_path, lambda: left.pop(0)), jobs=2, tell=tell)
    assert sorted(told) == ["one", "two"]
    assert [outcome.exercise for outcome in outcomes] == ["one", "two"]
    assert {outcome.state for outcome in outcomes} == {State.MADE}
    assert all(outcome.files == (outcome.target,) for outcome in outcomes)


def test_a_line_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    """Ctrl-C while every voice hangs: it ends at once, with no file, no thread and no half line."""
    engines: list[ToneEngine] = []

    def open_engine() -> Engine:
        engines.append(ToneEngine())
        engines[-1].gate.clear()
        return engines[-1]

    def look(under_way: Mapping[str, float]) -> None:
        if len(under_way) == 2 and all(engine.asked for engine in engines):
            raise KeyboardInterrupt

    requests = [request(tmp_path, name) for name in ("one", "two", "three")]
    told: list[Outcome] = []
    with pytest.raises(KeyboardInterrupt):
        carry_out_all(requests, desk(tmp_path, open_engine), jobs=2, tell=told.append, look=look)
    assert not told
    assert not list(tmp_path.glob("*.wav"))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("export")]


def test_no_more_at_once_than_asked_for(tmp_path: Path) -> None:
    """Each job has an engine to itself, which another would close under it, and keeps it."""
    opened: list[Engine] = []
    seen: list[int] = []

    def open_engine() -> Engine:
        opened.append(SilentEngine())
        return opened[-1]

    outcomes = carry_out_all(
        [request(tmp_path, f"number-{number}") for number in range(6)],
        desk(tmp_path, open_engine),
        jobs=2,
        look=lambda under_way: seen.append(len(under_way)),
    )
    assert {outcome.state for outcome in outcomes} == {State.MADE}
    assert len(opened) == 2
    assert max(seen) <= 2


def test_a_line_that_fails_fails_its_exercise_alone(tmp_path: Path) -> None:
    """With its place; what was at its target before is untouched."""
    (tmp_path / "one.wav").write_bytes(b"before")
    requests = [request(tmp_path, "one"), request(tmp_path, "two")]
    engines = [ToneEngine(lambda text: "one" in text), ToneEngine(lambda text: "one" in text)]
    outcomes = carry_out_all(requests, desk(tmp_path, engines.pop), jobs=2)
    assert [outcome.state for outcome in outcomes] == [State.FAILED, State.MADE]
    assert outcomes[0].problem
    assert "one.yaml:5:" in outcomes[0].problem.message
    assert (tmp_path / "one.wav").read_bytes() == b"before"


def test_another_version_of_the_engine_is_another_file(tmp_path: Path) -> None:
    """Its clips are made anew, and so is what is made of them."""

    def engine_of(version: str) -> Callable[[], Engine]:
        def open_engine() -> Engine:
            engine = ToneEngine()
            engine.own_version = version
            return engine

        return open_engine

    found = [
        carry_out_all([request(tmp_path, "one")], desk(tmp_path, engine_of(version)), jobs=1)
        for version in ("1", "1", "2", "2")
    ]
    states = [outcomes[0].state for outcomes in found]
    assert states == [State.MADE, State.UP_TO_DATE] * 2
