"""How an exercise went, and people at a terminal → an entry of the journal, if somebody writes.

Nothing is recorded, and no folder is made, unless somebody does.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from presence.columns import printable
from presence.errors import PresenceError
from presence.journal.entry import HOW_WAS_THAT, Played, Reflection
from presence.journal.keeping import Journal
from presence.journal.talking import Editor, StreamTalk, Talk, TerminalTalk, editor_in

OFFER = "Write something for the journal? y, or Enter to leave it: "
TRY_AGAIN = "Enter tries again, when there is room; n leaves it unkept: "
EDIT, YES, NO = "e", ("y", "yes"), ("", "n", "no", "q")


def offer(
    played: Played,
    journal: Journal,
    *,
    stdin: TextIO,
    stdout: TextIO,
    environ: Mapping[str, str] = os.environ,
) -> Path | None:
    """Offers to write, where people are at a terminal; the entry's file, None if there is none.

    Ctrl-C and Ctrl-D end it and keep what was written by then; so does whatever else ends the
    process in a way it notices. Raises PresenceError and OSError where it can't be kept.
    """
    if not (stdin.isatty() and stdout.isatty()):
        return None
    talk = TerminalTalk(stdout) if _is_own(stdin) else StreamTalk(stdin, stdout)
    editor = None if journal.is_locked else editor_in(journal.folder, environ)
    return reflect(played, journal, talk, editor)


def reflect(played: Played, journal: Journal, talk: Talk, editor: Editor | None) -> Path | None:
    """As `offer`, with whoever talks. Without an `editor` the journal is locked: no draft of it
    may lie in a file in clear."""
    written = Writing(played, talk, editor)
    path, is_heard = None, False
    try:
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            written.ask()
        is_heard = True
    finally:
        if reflections := written.reflections():
            path = _add(played, reflections, journal, talk if is_heard else None)
            talk.say(f"\nKept in {path}" if editor else "\nKept, locked.")
    return path


def _add(
    played: Played, reflections: tuple[Reflection, ...], journal: Journal, talk: Talk | None
) -> Path:
    """Keeps an entry; where it can't be kept, as long as somebody is there who makes room for it,
    what was written is not lost. Raises PresenceError, OSError."""
    while True:
        try:
            return journal.add(played, reflections)
        except (PresenceError, OSError) as problem:
            if talk is None or not _tries_again(talk, problem):
                raise


def _tries_again(talk: Talk, problem: Exception) -> bool:
    what = problem.strerror if isinstance(problem, OSError) else None
    talk.say(f"\nThis can't be kept now: {printable(what or str(problem))}. It is not lost yet.")
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        return talk.ask(TRY_AGAIN).strip().lower() not in ("n", "no", "q")
    return False


class Writing:
    """The questions, asked of each partner in turn, and what has been written so far."""

    def __init__(self, played: Played, talk: Talk, editor: Editor | None) -> None:
        self._talk = talk
        self._editor = editor
        self._names = played.partners or ("",)
        self._questions = tuple(dict.fromkeys((*played.questions, HOW_WAS_THAT)))
        self._texts: dict[tuple[str, str], list[str]] = {}

    def ask(self) -> None:
        """Asks whether, then all. Raises EOFError and KeyboardInterrupt where they end it."""
        if not self._is_wanted():
            return
        self._talk.say("An empty line ends an answer, or leaves it out. Ctrl-D ends and keeps all.")
        self._talk.say(f"A line with only {EDIT} opens your editor." if self._editor else _LOCKED)
        for question in self._questions:
            self._talk.say(f"\n{printable(question)}")
            for name in self._names:
                self._answer(self._texts.setdefault((question, name), []), name)

    def reflections(self) -> tuple[Reflection, ...]:
        """What was written, under its questions; those without an answer left out."""
        return tuple(
            Reflection(question, answers)
            for question in self._questions
            if (answers := tuple(self._answers_to(question)))
        )

    def _answers_to(self, question: str) -> Iterator[tuple[str, str]]:
        for name in self._names:
            text = "\n".join(self._texts.get((question, name), ())).strip()
            if text:
                yield name, text

    def _is_wanted(self) -> bool:
        while True:
            said = self._talk.ask(OFFER).strip().lower()
            if said in YES:
                return True
            if said in NO:
                return False

    def _answer(self, lines: list[str], name: str) -> None:
        """One partner's answer: lines up to an empty one, each kept as it comes."""
        prompt = f"  {printable(name)}: " if name else "  > "
        while line := self._talk.ask(prompt, lines.append):
            if line.strip() == EDIT:
                lines.pop()
                if self._edit(lines):
                    return
            prompt = " " * (len(prompt) - 2) + "… " if lines else prompt

    def _edit(self, lines: list[str]) -> bool:
        """Whether the editor has had the last word; else writing goes on here."""
        if not self._editor:
            self._talk.say(_LOCKED)
            return False
        try:
            lines[:] = self._editor("\n".join(lines)).splitlines()
        except (OSError, PresenceError) as problem:
            self._talk.say(f"The editor did not work: {problem}. Please write here.")
            return False
        return True


_LOCKED = "The journal is locked: nothing of it is written to a file in clear, so write here."


def _is_own(stdin: TextIO) -> bool:
    """Whether it is the process's own terminal, where lines can be edited as in a shell."""
    try:
        return stdin.fileno() == 0
    except (OSError, ValueError):
        return False
