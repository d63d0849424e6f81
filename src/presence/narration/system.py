"""The system's voices through pyttsx3; an utterance in, a clip that has been looked at out."""

import contextlib
import re
import sys
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from presence.audio import Clip, Samples
from presence.errors import NarrationError
from presence.narration.engine import SYNTHESIS_LIMIT_S, VoiceInfo
from presence.narration.system_process import WorkerError, WorkerProcesses, WorkersEndedError
from presence.narration.system_voices import Catalogue
from presence.sequence.cues import Utterance
from presence.sequence.lines import LONGEST_PIECE

WORKER: Final = (
    sys.executable,
    "-P",  # nothing is imported from the folder in which the user happens to be
    "-Xutf8",  # pyttsx3 prints the file's name, and fails where it can't
    str(Path(__file__).with_name("system_worker.py")),
)

_ATTEMPTS: Final = 2
_LETTERS_A_WORD: Final = 5
"""The usual definition of 'words a minute'."""
_SHORTEST: Final = 0.1
"""Of the time that so many words take. Real lines take half of it or more; 600 times 'x', 0.19."""
_QUIETEST: Final = 1e-4
"""Peak, −80 dB: below it nothing was said."""
_HEADERS: Final = {(b"RIFF", b"WAVE"), (b"FORM", b"AIFF"), (b"FORM", b"AIFC")}
"""macOS writes AIFF whatever the file's name."""

_Made = TypeVar("_Made")


class SystemEngine:
    """macOS's, Windows' or espeak's voices. A fresh process for each line makes it.

    `worker` is the command of that process: with another Python, other voices may be in reach,
    as with a 32-bit one on Windows. `limit_s` is for one line, the second attempt included.
    """

    name = "pyttsx3"
    speaks = True

    def __init__(self, worker: Sequence[str] = WORKER, limit_s: float = SYNTHESIS_LIMIT_S) -> None:
        self._processes = WorkerProcesses(worker, limit_s / _ATTEMPTS)
        self._known: Catalogue | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Asks for the voices in the background: every line needs them first."""
        threading.Thread(target=self._get_ready, name="system-voices", daemon=True).start()

    def version(self) -> str:
        """pyttsx3's version, its driver and the version of what makes the sound."""
        return self._catalogue().version

    def voices(self) -> list[VoiceInfo]:
        return list(self._catalogue().voices)

    def resolve(self, utterance: Utterance) -> Utterance:
        """A voice is meant by its id, or by a part of its name, or by the language alone."""
        voice = self._catalogue().id_for(utterance.voice, utterance.language)
        return replace(utterance, voice=voice)

    def synthesize(self, utterance: Utterance) -> Clip:
        """As the protocol says; `pitch` is heeded by the espeak driver only."""
        if len(utterance.text) > LONGEST_PIECE:
            raise NarrationError(
                f"a line of {len(utterance.text)} characters is too long for a system's voice",
                f"Split it into lines of at most {LONGEST_PIECE} characters.",
            )
        if not any(map(str.isalnum, utterance.text)):
            raise NarrationError(f"there is nothing to say in '{utterance.text}'")
        utterance = self.resolve(utterance)  # an unknown voice would be another one, or a hang
        text = as_words(utterance.text, self._catalogue().driver)

        def attempt() -> Clip:
            told, sound = self._processes.ask(
                task="say",
                text=text,
                voice=utterance.voice,
                rate_wpm=utterance.rate_wpm,
                pitch=utterance.pitch,
            )
            check_told(told, utterance)
            return checked_clip(sound, utterance)

        try:
            return _retried(attempt)
        except WorkerError as failure:
            raise NarrationError(
                f"the voice '{utterance.voice}' could not say '{utterance.text[:60]}': {failure}"
            ) from failure

    def close(self) -> None:
        """Lines under way end with a NarrationError."""
        self._processes.end()

    def _get_ready(self) -> None:
        with contextlib.suppress(NarrationError):  # whoever asks for a line is told
            self._catalogue()

    def _catalogue(self) -> Catalogue:
        """Asked for once: a process costs more than a line."""
        with self._lock:
            if self._known is None:
                try:
                    self._known = _retried(self._describe)
                except WorkerError as failure:
                    raise NarrationError(
                        f"the system's voices can't be reached: {failure}",
                        "The embedded voice needs nothing of the system: --engine espeak",
                    ) from failure
            return self._known

    def _describe(self) -> Catalogue:
        told, _ = self._processes.ask(task="describe")
        if told.get("error"):
            raise WorkerError(told["error"])
        return Catalogue.of(told)


def _retried(attempt: Callable[[], _Made]) -> _Made:
    """The first or the second outcome; an engine that was closed is not asked again."""
    try:
        return attempt()
    except WorkersEndedError:
        raise
    except WorkerError:
        return attempt()


def as_words(text: str, driver: str) -> str:
    """The text with nothing left in it that this driver would take for a command.

    Control characters are commands to espeak, `[[…]]` to macOS, and Windows takes a text that
    begins with `<` for XML, which may name files.
    """
    said = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text).strip()
    if driver == "nsss":
        return re.sub(r"\[(?=\[)", "[ ", said)
    if driver == "sapi5" and said.startswith("<"):
        return f", {said}"
    return said


def check_told(told: dict[str, Any], utterance: Utterance) -> None:
    """Raises WorkerError unless the worker says that all was as it was asked for."""
    if told.get("error"):
        raise WorkerError(told["error"])
    if not str(told["voice"]).casefold().endswith(str(utterance.voice).casefold()):
        raise WorkerError(f"it was said by '{told['voice']}'")
    if told["rate_wpm"] != utterance.rate_wpm:
        raise WorkerError(f"the rate was {told['rate_wpm']}, not {utterance.rate_wpm}")


def checked_clip(sound: bytes, utterance: Utterance) -> Clip:
    """The clip in a sound file's content, mono, −1…1. WorkerError if it is no such line."""
    if (sound[:4], sound[8:12]) not in _HEADERS:
        found = f"begins with {sound[:12]!r}" if sound else "is missing or empty"
        raise WorkerError(f"the sound file {found}; expected is WAV or AIFF")
    import soundfile

    try:
        samples, samplerate_hz = soundfile.read(BytesIO(sound), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as problem:
        raise WorkerError(f"the sound file can't be read: {problem}") from problem
    mono: Samples = np.clip(samples.mean(axis=1), -1.0, 1.0)
    clip = Clip(mono, samplerate_hz)
    if not clip.peak >= _QUIETEST:  # written so that 'not a number' is refused too
        raise WorkerError("the sound file is silent")
    seconds = clip.frame_count / samplerate_hz
    if seconds < shortest_s(utterance):
        raise WorkerError(f"the sound file is {seconds:.2f} s long, far too short for this text")
    return clip


def shortest_s(utterance: Utterance) -> float:
    """Seconds: less is a line broken off, whatever the voice."""
    words = sum(map(str.isalnum, utterance.text)) / _LETTERS_A_WORD
    return _SHORTEST * words * 60 / utterance.rate_wpm
