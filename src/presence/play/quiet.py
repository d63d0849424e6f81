"""An opening of a device in, a clean terminal out: sound libraries print on the error stream."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

_one_at_a_time = threading.Lock()


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """File descriptor 2 leads to nowhere inside; what Python wrote before still arrives.

    ALSA and PortAudio write there themselves, about devices that nobody asked for. It holds for
    the whole process, so it is for opening and listing devices, never for playing.
    """
    with _one_at_a_time:
        sys.stderr.flush()
        try:
            kept = os.dup(2)
        except OSError:  # there is no error stream to keep clean
            yield
            return
        try:
            _lead_to_nowhere()
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _lead_to_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
    finally:
        os.close(nowhere)
