"""Several exercises, each with its order → their files; what is up to date is left alone."""

import contextlib
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from presence.errors import PresenceError
from presence.export.fulfilling import Made
from presence.export.making import Task, make
from presence.export.manifest import Inputs
from presence.export.order import Order, sounds_of
from presence.export.shaping_facts import facts_of, known_sha256
from presence.export.up_to_date import key_for, remember, standing
from presence.narration.engine import Engine
from presence.narration.store import Store
from presence.sequence.cues import Sequence
from presence.units import seconds_of

_LOOK_S: Final = 0.1
"""How often whoever waits is told how far things are."""
_STOP_S: Final = 0.02
_NARRATING: Final = 0.0


class State(StrEnum):
    """How it ended for one exercise."""

    MADE = "made"
    UP_TO_DATE = "up to date"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Request:
    """One exercise as it was asked for: by which name, and what it is to become."""

    exercise: str
    order: Order
    compose: Callable[[], tuple[Sequence, Inputs | None]]
    """The exercise, and what its manifest tells, if there is to be one. Raises PresenceError."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`files` are all that stand now, the sound or page first; `problem` tells why it failed."""

    exercise: str
    target: Path
    state: State
    files: tuple[Path, ...] = ()
    frame_count: int = 0
    lines_made: int = 0
    problem: PresenceError | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What all exercises of a batch are made with."""

    open_engine: Callable[[], Engine]
    store: Store
    settle: Callable[[Sequence, Engine, Store, Callable[[], None]], tuple[Sequence, int]]
    """As long as it was asked to be, and how many lines were made to know it; the last argument
    is called now and then, and may raise."""
    check: Callable[[Engine, Sequence], None]
    """Raises PresenceError where the engine can't do what was asked for."""
    workers: int  # lines that are narrated at once for one exercise


Look = Callable[[Mapping[str, float]], None]
"""Told now and then: what is under way, each with how far it is, 0…1."""


class _StoppedError(Exception):
    """Whoever asked for the exports has no more use for them."""


def carry_out_all(
    requests: Iterable[Request],
    desk: Desk,
    *,
    jobs: int,
    anew: bool = False,
    tell: Callable[[Outcome], None] = lambda _: None,
    look: Look = lambda _: None,
) -> list[Outcome]:
    """Makes what is not up to date, or all of it `anew`; the outcomes in the order of `requests`.

    `jobs` exercises at once. `tell` is called as each ends, on the caller's thread, and so is
    `look`. An exercise that fails stops no other. Any exception in the calling thread, such as
    KeyboardInterrupt, ends what is under way first: finished files stay. Raises PresenceError,
    with nothing made, where one exercise would overwrite what another is made from.
    """
    requests = list(requests)
    tasks: dict[int, Task] = {}
    outcomes: dict[int, Outcome] = {}
    for number, request in enumerate(requests):
        try:
            sequence, inputs = request.compose()
        except PresenceError as problem:
            outcomes[number] = _failed(request, problem)
            tell(outcomes[number])
        else:
            tasks[number] = Task(request.order, sequence, inputs)
    _check_overwriting(tasks.values())
    batch = _Batch(desk, jobs, anew)
    run = batch.run(((number, requests[number], task) for number, task in tasks.items()), look)
    with contextlib.closing(run):  # whatever `tell` raises, the jobs end first
        for number, outcome in run:
            outcomes[number] = outcome
            tell(outcome)
    return [outcomes[number] for number in range(len(requests))]


class _Batch:
    """The jobs of one `carry_out_all`: threads, because what takes time lets go of the
    interpreter, and because threads end with their process, however that ends."""

    def __init__(self, desk: Desk, jobs: int, anew: bool) -> None:
        self._desk = desk
        self._jobs = jobs
        self._anew = anew
        self._engines: list[Engine] = []
        self._idle: SimpleQueue[Engine] = SimpleQueue()
        self._under_way: dict[str, float] = {}
        self._lock = threading.Lock()  # of what is under way
        self._stopped = threading.Event()

    def run(
        self, requests: Iterable[tuple[int, Request, Task]], look: Look
    ) -> Generator[tuple[int, Outcome], None, None]:
        """Each outcome as it comes, with the number of its request."""
        with ThreadPoolExecutor(self._jobs, "export") as pool:
            for _ in range(self._jobs):
                self._engines.append(engine := self._desk.open_engine())
                self._idle.put(engine)
            futures = {
                pool.submit(self._job, request, task): number for number, request, task in requests
            }
            left = set(futures)
            try:
                while left:
                    done, left = wait(left, _LOOK_S, FIRST_COMPLETED)
                    for future in sorted(done, key=futures.__getitem__):
                        yield futures[future], future.result()
                    with self._lock:
                        under_way = dict(self._under_way)
                    look(under_way)
            except BaseException:
                self._stop(left)
                raise
            finally:
                self._close()

    def _stop(self, left: Iterable[Future[Outcome]]) -> None:
        """Returns when nothing is under way any more: no line, no file."""
        self._stopped.set()
        left = {future for future in left if not future.cancel()}
        while left:
            self._close()  # whoever waits for a line is told that there will be none
            _, left = wait(left, _STOP_S)

    def _close(self) -> None:
        for engine in self._engines:
            engine.close()

    def _job(self, request: Request, task: Task) -> Outcome:
        engine = self._idle.get()
        try:
            with self._told(request.exercise):
                return self._outcome(request, task, engine)
        except PresenceError as problem:
            self._go_on()
            return _failed(request, problem)
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            return _failed(request, PresenceError(reason))
        finally:
            self._idle.put(engine)

    def _outcome(self, request: Request, task: Task, engine: Engine) -> Outcome:
        desk, target = self._desk, task.order.target
        self._go_on()
        task.order.check(sounds_of(task.sequence))
        desk.check(engine, task.sequence)
        key = _key(task, engine)
        if not self._anew and (found := standing(desk.store, key, target.parent)):
            files = _first(target, found.files)
            state = State.UP_TO_DATE
            return Outcome(request.exercise, target, state, files, found.frame_count)
        sequence, lines_made = desk.settle(task.sequence, engine, desk.store, self._go_on)
        made, written = make(
            replace(task, sequence=sequence),
            engine,
            desk.store,
            workers=desk.workers,
            progress=lambda frames, left_s: self._advance(request.exercise, frames, left_s),
            is_noted=True,
        )
        remember(desk.store, key, target.parent, made.frame_count, written)
        files = _first(target, (file.path for file in written))
        return _made(request, made, files, lines_made)

    @contextlib.contextmanager
    def _told(self, name: str) -> Iterator[None]:
        with self._lock:
            self._under_way[name] = _NARRATING
        try:
            yield
        finally:
            with self._lock:
                del self._under_way[name]

    def _advance(self, name: str, frames: int, left_s: float) -> None:
        self._go_on()
        done_s = seconds_of(frames)
        with self._lock:
            self._under_way[name] = done_s / max(done_s + left_s, 1e-9)

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise _StoppedError


def _key(task: Task, engine: Engine) -> str:
    facts = facts_of(task.sequence, task.order, engine)
    if not task.inputs:
        return key_for(*facts)
    scripts = [known_sha256(path) for path in task.inputs.scripts]  # it tells their hashes
    return key_for(*facts, scripts, sorted(task.inputs.settings.items()))


def _check_overwriting(tasks: Iterable[Task]) -> None:
    """No file may be made over a sound that another exercise is made from."""
    tasks = list(tasks)
    sounds = {sound.resolve() for task in tasks for sound in sounds_of(task.sequence)}
    for task in tasks:
        if task.order.target.resolve() in sounds:
            message = f"{task.order.target} is a sound of these exercises, and would be overwritten"
            raise PresenceError(message, "Name another folder with -d.")


def _first(target: Path, files: Iterable[Path]) -> tuple[Path, ...]:
    """All of `files`, those first that are what was asked for: one, or its sections."""
    suffix = target.suffix

    def rank(path: Path) -> tuple[bool, bool, str]:
        return path != target, path.suffix != suffix, path.name

    return tuple(sorted(files, key=rank))


def _failed(request: Request, problem: PresenceError) -> Outcome:
    return Outcome(request.exercise, request.order.target, State.FAILED, problem=problem)


def _made(request: Request, made: Made, files: tuple[Path, ...], lines_made: int) -> Outcome:
    return Outcome(
        request.exercise,
        request.order.target,
        State.MADE,
        files,
        made.frame_count,
        made.lines_made + lines_made,
    )
