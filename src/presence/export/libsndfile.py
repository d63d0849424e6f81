"""Blocks → what libsndfile makes of them: in a file, or handed on as it comes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presence.audio import CHANNELS
from presence.units import SAMPLE_RATE_HZ

_FROM_START, _FROM_END = 0, 2

Take = Callable[[int, bytes], object]
"""The place, in bytes from the start, and what libsndfile writes there."""


class LibsndfileEncoder:
    """One stream, to a file descriptor or to a function.

    libsndfile tells nobody of a write that failed. Whatever the function raises, this raises to
    whoever writes; of a descriptor it only tells that something failed.
    """

    def __init__(
        self, to: int | Take, form: str, subtype: str, level: float, comment: str = ""
    ) -> None:
        """`form` and `subtype` are libsndfile's names; the level of compression is 0…1."""
        import soundfile

        self._failures = (soundfile.SoundFileError, AssertionError)  # it asserts that all is taken
        self._tap = None if isinstance(to, int) else _Tap(to)
        self._file: Any = soundfile.SoundFile(
            self._tap or to,
            "w",
            samplerate=SAMPLE_RATE_HZ,
            channels=CHANNELS,
            format=form,
            subtype=subtype,
            compression_level=level,
            closefd=False,
        )
        if comment:
            self._file.comment = comment

    def write(self, block: NDArray[Any]) -> None:
        """(n, CHANNELS), of the type that the subtype is made from. Raises OSError."""
        with self._told_of_failures():
            self._file.write(np.ascontiguousarray(block))

    def finish(self) -> None:
        """Has it write what is left. Raises OSError."""
        with self._told_of_failures():
            self._file.close()

    @contextmanager
    def _told_of_failures(self) -> Iterator[None]:
        failed: Exception | None = None
        try:
            yield
        except self._failures as problem:
            failed = problem
        if self._tap and self._tap.failure:
            raise self._tap.failure
        if failed:
            raise OSError(0, "the encoder failed") from failed


class _Tap:
    """The file as libsndfile calls it: it is written to only, now and then at an earlier place."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._place = 0
        self._length = 0
        self.failure: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            if not self.failure:
                self._take(self._place, data)
        except (OSError, ValueError) as failure:  # full; or closed, where all was given up
            self.failure = failure
        self._place += len(data)
        self._length = max(self._length, self._place)
        return len(data)

    def seek(self, offset: int, whence: int = _FROM_START) -> int:
        base = {_FROM_START: 0, _FROM_END: self._length}.get(whence, self._place)
        self._place = base + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 (it is written to only)
        return b""

    def readinto(self, buffer: bytearray) -> int:  # noqa: ARG002 (as above)
        return 0
