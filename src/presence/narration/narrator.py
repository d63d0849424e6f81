"""Narrator: spoken cues in, shaped clips out, made once, in parallel, ahead of whoever listens."""

import os
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import Final, Self

from presence.audio import Clip
from presence.errors import NarrationError
from presence.narration.arenas import share_one_arena
from presence.narration.engine import Engine
from presence.narration.maker import Maker, Spoken
from presence.narration.silent import silence_for
from presence.narration.store import Store
from presence.units import SAMPLE_RATE_HZ

__all__ = ["AHEAD", "SOON", "Narrator", "Spoken"]

AHEAD: Final = 12
"""Lines that may be narrated before anybody has asked for them; each waits in memory whole."""
SOON: Final = 6
"""Lines that are made for a listener who may leap away; of the places before, some wait still."""
_LEAST_KEPT: Final = 3
_MOST_KEPT: Final = 8
"""Clips kept in memory after they were asked for: a block may hold two lines and a word."""
_KEPT_FRAMES: Final = 8 * SAMPLE_RATE_HZ
"""As many are kept as are this long together: many short words, few long lines."""


class Narrator:
    """Use as a context manager: leaving it ends the engine's processes.

    All of it may be called from any thread. Frame counts are remembered of every line that was
    made, its samples of a few. Where it is `lenient`, a line that a listener needs and that can't
    be made is silence of its estimated length, kept nowhere; `silent_lines` tells why.
    """

    def __init__(
        self,
        engine: Engine,
        store: Store,
        workers: int | None = None,
        *,
        lenient: bool = False,
        shared_engine: bool = False,
    ) -> None:
        """A `shared_engine` is somebody else's to close: closing leaves it alone, and waits for
        nothing that it may still be making."""
        share_one_arena()
        self._engine = engine
        self._shared_engine = shared_engine
        self._store = store
        self._maker = Maker(engine, store)
        self._lenient = lenient
        self._pool = ThreadPoolExecutor(workers or os.cpu_count() or 1, "narrator")
        # What is in the store already must not wait for a voice that hangs.
        self._fetcher = ThreadPoolExecutor(1, "narrator-fetch")
        self._scouts = ThreadPoolExecutor(2, "narrator-scout")  # one looks on, one makes
        self._lock = threading.Lock()  # of all that follows; nobody waits with it held
        self._closed = False
        self._plan: Iterator[Spoken] = iter(())
        self._making: OrderedDict[Spoken, Future[Clip]] = OrderedDict()
        self._kept: OrderedDict[Spoken, Clip] = OrderedDict()
        self._frame_counts: dict[Spoken, int] = {}
        self._scouted: Spoken | None = None  # in the making, and nobody has asked for it yet
        self.silent_lines: dict[Spoken, str] = {}
        """The lines that could not be made, each with the reason."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def made_count(self) -> int:
        """Lines that were synthesized, not found in the store."""
        return self._maker.made_count

    def plan(self, spoken: Iterable[Spoken]) -> None:
        """What will be asked for, in order; narration of the first lines begins at once."""
        with self._lock:
            self._plan = iter(dict.fromkeys(spoken))
            self._go_ahead()

    def scout(self, spoken: Iterable[Spoken]) -> None:
        """Makes all of it in the background, for the store and the frame counts alone.

        One line at a time, and only while nothing is being made that was asked for. A line that
        fails is left to whoever needs it.
        """
        self._scouts.submit(self._explore, dict.fromkeys(spoken))

    def clip(self, spoken: Spoken) -> Clip:
        """The clip, waiting until it is made. Raises NarrationError if it can't be."""
        while True:
            with self._lock:
                kept = self._kept.get(spoken)
                if kept is not None:
                    self._kept.move_to_end(spoken)
                    return kept
                future = self._asked(spoken)
            with suppress(CancelledError):  # it gave way to what is needed now; or all has ended
                return self._taken(spoken, future)

    def ready(self, *spoken: Spoken) -> bool:
        """Whether `clip` would wait for none of them. Never waits: begins to make the missing."""
        with self._lock:
            for line in spoken:
                if line in self._kept:
                    self._kept.move_to_end(line)
            missing = [line for line in spoken if line not in self._kept]
            if self._closed:
                return not missing
            if any(line not in self._making for line in missing):
                self._make_way(missing)
            making = [self._asked(line) for line in missing]  # each of them, before any is judged
            return all(future.done() for future in making)

    def expect(self, spoken: Iterable[Spoken], needed: Collection[Spoken] = ()) -> None:
        """What a listener will need soon, in order: begins to make the first SOON of them.

        What is `needed` now stays in memory, however much it is.
        """
        with self._lock:
            for line in islice(dict.fromkeys(spoken), 0 if self._closed else SOON):
                if line not in self._kept:
                    self._asked(line)
            self._forget_oldest(needed)

    def known_frame_count(self, spoken: Spoken) -> int | None:
        """How long the line is, once it was made; never waits."""
        return self._frame_counts.get(spoken)

    def frame_count(self, spoken: Spoken) -> int:
        """How long the line is, waiting until it is made. Raises NarrationError if it can't be."""
        known = self._frame_counts.get(spoken)
        return self.clip(spoken).frame_count if known is None else known

    def close(self) -> None:
        """Ends what is under way; whoever waits for a clip gets a NarrationError."""
        with self._lock:
            self._closed = True
        pools = (self._pool, self._fetcher, self._scouts)
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        if self._shared_engine:
            return
        self._engine.close()
        for pool in pools:
            pool.shutdown(wait=True)
        self._engine.close()  # a line under way may have brought up another worker
        if self._maker.kept_count:
            self._store.prune()

    def _asked(self, spoken: Spoken) -> Future[Clip]:
        """With the lock held: the line in the making, which begins now unless it has."""
        future = self._making.get(spoken)
        if future is None:
            if self._closed:
                raise NarrationError("the narration was closed")
            pool = self._fetcher if spoken in self._frame_counts else self._pool
            future = self._making[spoken] = pool.submit(self._make, spoken)
        elif spoken == self._scouted:
            self._scouted = None
        self._making.move_to_end(spoken)
        return future

    def _taken(self, spoken: Spoken, future: Future[Clip]) -> Clip:
        """Waits for the line, and moves it to those that were asked for."""
        try:
            clip = future.result()
        finally:
            with self._lock:
                if self._making.get(spoken) is future:
                    del self._making[spoken]
        with self._lock:
            self._kept[spoken] = clip
            self._kept.move_to_end(spoken)
            self._drop_oldest()
            self._go_ahead()
        return clip

    def _drop_oldest(self) -> None:
        frames = sum(clip.frame_count for clip in self._kept.values())
        while len(self._kept) > _MOST_KEPT or (
            len(self._kept) > _LEAST_KEPT and frames > _KEPT_FRAMES
        ):
            frames -= self._kept.popitem(last=False)[1].frame_count

    def _go_ahead(self) -> None:
        room = 0 if self._closed else AHEAD - len(self._making)
        for spoken in islice(self._plan, max(0, room)):
            self._asked(spoken)

    def _make_way(self, needed: Collection[Spoken]) -> None:
        """Calls off what has not begun: a listener waits, and will say again what comes next."""
        for spoken, future in list(self._making.items()):
            if spoken not in needed and future.cancel():
                del self._making[spoken]

    def _forget_oldest(self, needed: Collection[Spoken]) -> None:
        """Of what was expected at places left since; those in the making right now stay."""
        for spoken, future in list(self._making.items()):
            if len(self._making) <= AHEAD:
                return
            if spoken not in needed and (future.done() or future.cancel()):
                del self._making[spoken]

    def _make(self, spoken: Spoken) -> Clip:
        if spoken in self.silent_lines:  # made later, it would be of another length
            return silence_for(spoken)
        try:
            return self._measured(spoken, self._maker.make(spoken))
        except NarrationError as problem:
            return self._silence(spoken, problem)

    def _measured(self, spoken: Spoken, clip: Clip) -> Clip:
        self._frame_counts.setdefault(spoken, clip.frame_count)
        return clip

    def _silence(self, spoken: Spoken, problem: NarrationError) -> Clip:
        if self._closed or not self._lenient:
            raise problem
        self.silent_lines[spoken] = problem.message
        return self._measured(spoken, silence_for(spoken))

    def _explore(self, lines: Iterable[Spoken]) -> None:
        for spoken in lines:
            self._await_quiet()
            with self._lock:
                if self._closed:
                    return
                if spoken in self._frame_counts or spoken in self._making:
                    continue
                self._scouted = spoken
                future = self._scouts.submit(self._make_scouted, spoken)
                self._making[spoken] = future
            _await(future)

    def _await_quiet(self) -> None:
        """Returns once nothing that was asked for is being made."""
        with self._lock:
            making = [future for future in self._making.values() if not future.done()]
        for future in making:
            _await(future)

    def _make_scouted(self, spoken: Spoken) -> Clip:
        try:
            clip = self._measured(spoken, self._maker.make(spoken))
        except NarrationError as problem:
            if self._let_go(spoken):
                raise
            return self._silence(spoken, problem)
        self._let_go(spoken)
        return clip

    def _let_go(self, spoken: Spoken) -> bool:
        """Forgets a line that was scouted, unless somebody has asked for it meanwhile."""
        with self._lock:
            alone = self._scouted == spoken
            if alone:
                self._scouted = None
                self._making.pop(spoken, None)
            return alone


def _await(future: Future[Clip]) -> None:
    """Returns once the future is done, whatever its outcome."""
    with suppress(CancelledError):
        future.exception()
