"""Words to people and lines from them, at a terminal; and their editor for longer ones."""

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol, TextIO

from presence.errors import PresenceError
from presence.folders import make_private
from presence.journal.drafts import draft
from presence.journal.reading import MOST_BYTES

Editor = Callable[[str], str]
Keep = Callable[[str], object]
_USUAL: Final = ("sensible-editor", "nano", "vi", "notepad")


class Talk(Protocol):
    """Whoever is asked."""

    def say(self, text: str) -> None: ...

    def ask(self, prompt: str, keep: Keep | None = None) -> str:
        """A line without its end. `keep` is handed it too, if it is not empty; also what was typed
        of a line when Ctrl-C ended it. Raises EOFError, KeyboardInterrupt."""
        ...


class StreamTalk:
    """Over two streams."""

    def __init__(self, lines: TextIO, words: TextIO) -> None:
        self._lines = lines
        self._words = words

    def say(self, text: str) -> None:
        self._words.write(f"{text}\n")
        self._words.flush()

    def ask(self, prompt: str, keep: Keep | None = None) -> str:
        self._words.write(prompt)
        self._words.flush()
        line = self._lines.readline()
        if not line:
            raise EOFError
        line = line.rstrip("\r\n")
        if keep and line:
            keep(line)
        return line


class TerminalTalk:
    """At the process's own terminal: lines of any length, edited as in a shell, and forgotten."""

    def __init__(self, words: TextIO) -> None:
        self._words = words
        self._readline = None
        with contextlib.suppress(ImportError):  # Windows edits lines by itself
            import readline

            self._readline = readline
            readline.set_auto_history(False)

    def say(self, text: str) -> None:
        self._words.write(f"{text}\n")
        self._words.flush()

    def ask(self, prompt: str, keep: Keep | None = None) -> str:
        line = ""
        try:
            line = input(prompt)
        except KeyboardInterrupt:
            if self._readline:
                line = self._readline.get_line_buffer()
            raise
        finally:
            if keep and line:
                keep(line)
        return line


def editor_in(folder: Path, environ: Mapping[str, str]) -> Editor:
    """The user's editor, on a draft within `folder`: text in, what was made of it out.

    It raises OSError and PresenceError where that fails; the text is as it was then.
    """

    def edit(text: str) -> str:
        command = editor_command(environ)
        was_there = folder.is_dir()
        make_private(folder)
        try:
            with draft(folder, text) as path:
                _run([*command, str(path)])
                content = path.read_bytes()
        finally:
            if not was_there:
                with contextlib.suppress(OSError):  # nothing is left there unless it is kept
                    folder.rmdir()
        if len(content) > MOST_BYTES:
            raise PresenceError(f"a text has at most {MOST_BYTES >> 20} MiB")
        return content.decode("utf-8", errors="replace")

    return edit


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """VISUAL, EDITOR, or what is usual here. Raises PresenceError where there is none."""
    named = environ.get("VISUAL") or environ.get("EDITOR")
    if named:
        try:
            return shlex.split(named, posix=sys.platform != "win32")
        except ValueError as problem:
            raise PresenceError(f"'{named}' can't be read as a command") from problem
    found = next((path for name in _USUAL if (path := shutil.which(name))), None)
    if not found:
        raise PresenceError("there is none; name one in the variable EDITOR")
    return [found]


def _run(command: list[str]) -> None:
    code = subprocess.run(command, check=False, env=os.environ).returncode  # noqa: S603 (the user's own editor)
    if code:
        raise PresenceError(f"'{command[0]}' ended with {code}")
