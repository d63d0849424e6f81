"""The memory that threads take and give back → one heap for all of them, where there is a choice.

glibc gives each thread a heap of its own, and each keeps what it needed at its most: clips pass
from thread to thread, so many of them would hold room for the same ones.
"""

import ctypes
import functools
import sys
from typing import Final

_ARENA_MAX: Final = -8
"""M_ARENA_MAX of mallopt(3)."""


@functools.cache
def share_one_arena() -> None:
    """For threads that are begun from now on; once is enough. Does nothing but with glibc."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt:
        mallopt(_ARENA_MAX, 1)
