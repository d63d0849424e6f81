"""Sounds that a sequence names → loops and bells, opened on first use, a few of them kept."""

import functools
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from presence import resources
from presence.audio import Clip
from presence.errors import PresenceError
from presence.loudness import VOICE_LUFS, loudness_lufs
from presence.mix.decoder import Decoder
from presence.mix.loop import Loop
from presence.units import SAMPLE_RATE_HZ, gain_of_db

LONGEST_BELL_S: Final = 60
_LOOPS_KEPT: Final = 3
"""Each may hold 35 MB, and two are heard at once. A script may name any number of sounds."""
_BELLS_KEPT: Final = 4


class Sounds:
    """Opens each file on first use, or in the background as soon as `prepare` is told of it.

    What was not asked for lately is let go, and opened anew when it is.
    """

    def __init__(self) -> None:
        self._loops: OrderedDict[Path, Loop] = OrderedDict()
        self._bell = functools.lru_cache(maxsize=_BELLS_KEPT)(_load_bell)
        self._preparing: dict[Path, Future[Loop]] = {}
        self._opener = ThreadPoolExecutor(1, "sounds")

    def prepare(self, path: Path) -> None:
        """Begins to open a bed, so that it is there when the first line is."""
        if path not in self._preparing:
            self._preparing[path] = self._opener.submit(Loop, path)

    def is_ready(self, path: Path) -> bool:
        """Whether `loop` would answer at once; begins to open the bed if not."""
        if path in self._loops:
            return True
        self.prepare(path)
        return self._preparing[path].done()

    def loop(self, path: Path) -> Loop:
        """The bed. Raises PresenceError if the file can't be used."""
        loop = self._loops.get(path)
        if loop is None:
            preparing = self._preparing.pop(path, None)
            loop = self._loops[path] = preparing.result() if preparing else Loop(path)
            if len(self._loops) > _LOOPS_KEPT:
                self._loops.popitem(last=False)
        self._loops.move_to_end(path)
        return loop

    def bell(self, path: Path) -> Clip:
        """The whole ring, stereo, as loud as the voice. Raises PresenceError as `loop` does."""
        return self._bell(path)

    def close(self) -> None:
        """Lets go of every file and its sound."""
        self._opener.shutdown()
        self._preparing.clear()
        self._loops.clear()
        self._bell.cache_clear()


def _load_bell(path: Path) -> Clip:
    decoder = Decoder(path)
    try:
        if decoder.frame_count > LONGEST_BELL_S * SAMPLE_RATE_HZ:
            message = f"{path} is longer than {LONGEST_BELL_S} s; a bell rings within that"
            raise PresenceError(message, "Choose a shorter sound.")
        samples = decoder.read(0, decoder.frame_count)
    finally:
        decoder.close()
    known = resources.known_loudness_lufs(path)
    lufs = loudness_lufs(samples) if known is None else known
    if lufs < -100:
        raise PresenceError(f"{path} is silent", "Choose another sound for the bell.")
    return Clip(samples * gain_of_db(VOICE_LUFS - lufs), SAMPLE_RATE_HZ)
