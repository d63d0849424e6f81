"""A process's own peak of memory, for programs that tests run."""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_bytes() -> int:
    """What this program had in memory at its most.

    Not `ru_maxrss` on Linux: that remembers the process which started this one, and so the whole
    size of a long run of tests.
    """
    if _STATUS.exists():
        line = next(x for x in _STATUS.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
