"""A terminal and what puts it right in; written there if this process is gone without doing it."""

import subprocess
import sys
from typing import Final, Self, TextIO

_WAIT: Final = 'read -r done || printf %s "$1"'
"""The pipe it reads from ends when the process at its other end does, by `kill -9` too."""


class SafetyNet:
    """A shell that waits, for as long as it is entered. Where none can be had, there is no net."""

    def __init__(self, stream: TextIO, puts_right: str) -> None:
        self._stream = stream
        self._puts_right = puts_right
        self._shell: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if sys.platform == "win32":
            return self
        try:
            self._shell = subprocess.Popen(  # noqa: S603 - its words are all our own
                ["/bin/sh", "-c", _WAIT, "sh", self._puts_right],
                stdin=subprocess.PIPE,
                stdout=self._stream,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C and a hang-up are not for it
            )
        except OSError:
            self._shell = None
        return self

    def __exit__(self, *_: object) -> None:
        """All is well: it goes without a word."""
        if self._shell is None:
            return
        try:
            self._shell.communicate(b"\n")
        finally:
            self._shell = None
