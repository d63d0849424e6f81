"""The memory that threads take and give back → one heap for all of them, where there is a choice.

glibc gives each thread a heap of its own, and each keeps what it needed at its most: clips pass
from thread to thread, so many of them would hold room for the same ones. And it gives what is large
back to the system at once, which then has to clear every page of it for the next clip or block:
that takes longer than what is done with most of them.
"""

import ctypes
import functools
import sys
from typing import Final

_ARENA_MAX: Final = -8
_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
"""Of mallopt(3): how many heaps, from which size on a piece is taken from the system by itself, and
how much may lie unused at the heap's end."""
_LARGEST_KEPT_BYTES: Final = 8 << 20
_MOST_UNUSED_BYTES: Final = 16 << 20


@functools.cache
def share_one_arena() -> None:
    """For threads that are begun from now on; once is enough. Does nothing but with glibc."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt:
        mallopt(_ARENA_MAX, 1)
        mallopt(_MMAP_THRESHOLD, _LARGEST_KEPT_BYTES)
        mallopt(_TRIM_THRESHOLD, _MOST_UNUSED_BYTES)
