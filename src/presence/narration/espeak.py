"""The embedded engine: espeak-ng from the `espeakng-loader` wheel, no system package needed."""

import contextlib
import threading
import unicodedata
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from presence.errors import NarrationError
from presence.narration.engine import SYNTHESIS_LIMIT_S, VoiceInfo
from presence.narration.espeak_process import Worker, WorkerError
from presence.narration.languages import nearest_voice
from presence.sequence.cues import Utterance

if TYPE_CHECKING:
    from presence.audio import Clip

VARIANT: Final = "+f5"
"""Of the variants tried, the one that a speech recogniser understands best: docs/voices.md."""

_FULL_SCALE: Final = 32768.0
_SEE_ALL: Final = "See all: presence voices"


class EspeakEngine:
    """Lines are made by worker processes, as many as there are callers at once.

    `limit_s` is for one line.
    """

    name = "espeak"
    speaks = True

    def __init__(self, limit_s: float = SYNTHESIS_LIMIT_S) -> None:
        self._limit_s = limit_s
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Brings a first worker up in the background, so that the first line does not wait."""
        with contextlib.suppress(OSError):  # the first line will try again, and say why
            worker = Worker(*self._library, "en-us" + VARIANT)
            with self._lock:
                self._idle.append(worker)

    def version(self) -> str:
        """The wheel's version: it pins the library and its data, and no process need be asked."""
        return f"{self._bundled_version}{VARIANT}"

    def voices(self) -> list[VoiceInfo]:
        return list(self._voices)

    def resolve(self, utterance: Utterance) -> Utterance:
        voice = utterance.voice
        if voice is not None:
            resolved = self._named(voice)
        elif utterance.language.lower() == "en-us":
            resolved = "en-us" + VARIANT  # by far the most asked for: no need to read the list
        else:
            nearest = nearest_voice(utterance.language, self._voices)
            if nearest is None:
                message = f"the embedded voice does not speak {utterance.language}"
                raise NarrationError(message, "See what can speak here: presence voices")
            resolved = nearest.id
        return replace(utterance, voice=resolved)

    def synthesize(self, utterance: Utterance) -> "Clip":
        import numpy as np  # a worker is begun before this, which takes longer, is loaded

        from presence.audio import Clip, Word

        try:
            header, data = self._ask(
                voice=utterance.voice,
                rate_wpm=utterance.rate_wpm,
                pitch=utterance.pitch,
                text=as_words(utterance.text),
            )
        except (WorkerError, OSError) as problem:
            raise NarrationError(
                f"the embedded voice could not say '{utterance.text[:60]}': {problem}"
            ) from problem
        samples = np.frombuffer(data, dtype="<i2").astype(np.float32) / _FULL_SCALE
        words = tuple(Word(*word) for word in header["words"])
        return Clip(samples, header["samplerate_hz"], words)

    def close(self) -> None:
        """Lines under way end with a NarrationError."""
        with self._lock:
            idle, self._idle = self._idle, []
            for worker in self._busy:
                worker.kill("the engine was closed")  # whoever waits for it sees to the rest
        for worker in idle:
            worker.end()

    def _ask(self, **request: Any) -> tuple[dict[str, Any], bytes]:
        while worker := self._take_idle():
            with contextlib.suppress(BrokenPipeError):  # it was ended while it was idle
                return self._ask_of(worker, request)
        worker = Worker(*self._library, "en-us" + VARIANT)
        with self._lock:
            self._busy.add(worker)
        return self._ask_of(worker, request)

    def _take_idle(self) -> Worker | None:
        with self._lock:
            if not self._idle:
                return None
            worker = self._idle.pop()
            self._busy.add(worker)
            return worker

    def _ask_of(self, worker: Worker, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The worker goes back among the idle ones if all went well, and is ended if not."""
        reusable = False
        try:
            reply = worker.ask(request, self._limit_s)
            reusable = worker.reusable
        finally:
            with self._lock:
                self._busy.discard(worker)
                if reusable := reusable and not worker.is_killed:
                    self._idle.append(worker)
            if not reusable:
                worker.end()
        return reply

    def _named(self, wanted: str) -> str:
        """By id, by name or by language; after a plus sign, the variant, or none for the plain
        voice. Without a plus sign it is the variant that is understood best."""
        base, plus, variant = wanted.partition("+")
        voice = _find(base.lower(), self._voices)
        if voice is None:
            known = {
                spelling: _own(voice) for voice in self._voices for spelling in _spellings(voice)
            }
            message = f"the embedded engine has no voice '{wanted}'"
            raise NarrationError(message, _did_you_mean(base.lower(), known) + _SEE_ALL)
        own = _own(voice)
        if not plus:
            return own + VARIANT
        if not variant:
            return own
        if variant not in self._variants:
            message = f"the embedded voice '{own}' has no variant '{variant}'"
            raise NarrationError(
                message, _did_you_mean(variant, {name: name for name in self._variants}) + _SEE_ALL
            )
        return f"{own}+{variant}"

    @cached_property
    def _library(self) -> tuple[str, str]:
        import espeakng_loader

        return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()

    @cached_property
    def _data(self) -> Path:
        return Path(self._library[1])

    @cached_property
    def _bundled_version(self) -> str:
        """From the name of the folder that pip leaves beside the package: to ask
        `importlib.metadata` takes longer than to narrate a line."""
        library = Path(self._library[0])
        found = sorted(library.parents[1].glob("espeakng_loader-*.dist-info"))
        return found[-1].stem.partition("-")[2] if found else f"{library.stat().st_size}"

    @cached_property
    def _variants(self) -> frozenset[str]:
        """Names only: a voice's name may come from a script, and must not become a path."""
        return frozenset(file.name for file in (self._data / "voices" / "!v").iterdir())

    @cached_property
    def _voices(self) -> list[VoiceInfo]:
        """Read from the language files of the data folder; English (America) first.

        A language without its dictionary is left out: it makes no sound.
        """
        known = {file.name.removesuffix("_dict") for file in self._data.glob("*_dict")}
        files = (self._data / "lang").rglob("*")
        found = [entry for file in files if file.is_file() and (entry := _voice_of(file, known))]
        return [voice for _, voice in sorted(found, key=lambda entry: (entry[0], entry[1].name))]


def as_words(text: str) -> str:
    """The text, as long as before, with nothing in it that espeak-ng takes for a command.

    Control characters are commands to it, also to play a file; a zero ends the text.
    """
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def _voice_of(file: Path, dictionaries: set[str]) -> tuple[int, VoiceInfo] | None:
    """A rank and the voice: a file's number after a language is how poorly it fits, 5 if none.

    The voice's id is the file's name: espeak-ng finds no other for every voice.
    """
    name, languages, ranks = "", [], [0]
    dictionary = ""
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, rest = line.partition(" ")
        if key == "name":
            name = rest.partition("//")[0].strip()
        elif key == "dictionary":
            dictionary = rest.strip()
        elif key == "language" and rest.split():
            language, *rank = rest.split()
            languages.append(language.lower())
            ranks.append(int(rank[0]) if rank else 5)
    if not name or not languages:
        return None
    if (dictionary or languages[0].partition("-")[0]) not in dictionaries:
        return None
    worst = -1 if "en-us" in languages else max(ranks)
    return worst, VoiceInfo(file.name.lower() + VARIANT, name, tuple(languages))


def _own(voice: VoiceInfo) -> str:
    return voice.id.removesuffix(VARIANT)


def _spellings(voice: VoiceInfo) -> tuple[str, ...]:
    """What a voice may be called, the surest first."""
    return (_own(voice), voice.name.lower(), *voice.languages)


def _find(wanted: str, voices: list[VoiceInfo]) -> VoiceInfo | None:
    """By id before by name or language: of `en-us-nyc`, too, the language is en-us."""
    by_id = (voice for voice in voices if wanted == _own(voice))
    otherwise = (voice for voice in voices if wanted in _spellings(voice))
    return next(by_id, None) or next(otherwise, None)


def _did_you_mean(wanted: str, known: dict[str, str]) -> str:
    """`known`: what may be written, and the name that it stands for."""
    import difflib  # only where something is wrong already

    close = difflib.get_close_matches(wanted, sorted(known), n=5, cutoff=0.5)
    near = list(dict.fromkeys(known[spelling] for spelling in close))[:3]
    guess = f"Did you mean '{near[0]}'? " if near else ""
    return guess + (f"Also near: {', '.join(near[1:])}. " if near[1:] else "")
