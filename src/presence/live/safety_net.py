"""A terminal and what puts it right in; written there if this process is gone without doing it."""

import subprocess
import sys
from contextlib import suppress
from typing import Final, TextIO

_WAIT: Final = 'read -r done || { printf %s "$1"; stty icanon echo <&1; }'
"""Keys are read one by one; a shell wants them by lines again, and seen. The pipe it reads from
ends when the process at its other end does, by `kill -9` too."""


class SafetyNet:
    """A shell that waits from `spread` to `fold`. Where none can be had, there is no net."""

    def __init__(self, stream: TextIO, puts_right: str) -> None:
        self._stream = stream
        self._puts_right = puts_right
        self._shell: subprocess.Popen[bytes] | None = None

    def spread(self) -> None:
        if sys.platform == "win32" or self._shell is not None:
            return
        with suppress(OSError):
            self._shell = subprocess.Popen(  # noqa: S603 - its words are all our own
                ["/bin/sh", "-c", _WAIT, "sh", self._puts_right],
                stdin=subprocess.PIPE,
                stdout=self._stream,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C and a hang-up are not for it
            )

    def fold(self) -> None:
        """All is well: it goes without a word, and has gone on return."""
        shell, self._shell = self._shell, None
        if shell is not None:
            shell.communicate(b"\n")
