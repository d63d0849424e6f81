"""Standard error in, the same terminal as a stream of our own out: libraries write elsewhere."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TextIO


@contextlib.contextmanager
def own_terminal() -> Iterator[TextIO]:
    """A stream to the terminal behind standard error. Meanwhile whatever else is written there is
    dropped: sound libraries tell of a lost device in C, into the middle of a picture.

    Where standard error is no terminal, it is itself, and nothing is dropped.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield sys.stderr
        return
    sys.stderr.flush()
    shared = sys.stderr.fileno()
    own = os.dup(shared)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        with open(own, "w", encoding=sys.stderr.encoding, closefd=False) as stream:
            os.dup2(nowhere, shared)
            try:
                yield stream
            finally:
                os.dup2(own, shared)
    finally:
        os.close(nowhere)
        os.close(own)
