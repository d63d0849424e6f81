"""The embedded engine: espeak-ng from the `espeakng-loader` wheel, no system package needed."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from presence.audio import Clip, Word
from presence.errors import NarrationError
from presence.narration.engine import SYNTHESIS_LIMIT_S, VoiceInfo
from presence.narration.languages import nearest_voice
from presence.sequence.cues import Utterance

VARIANT: Final = "+f2"
"""Of the variants tried, the one that a speech recogniser understands best, by far: docs/voices.md."""

_WORKER: Final = Path(__file__).with_name("espeak_worker.py")
_FULL_SCALE: Final = 32768.0


class EspeakEngine:
    """Lines are made by worker processes, as many as there are callers at once."""

    name = "espeak"
    speaks = True

    def __init__(self) -> None:
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()

    def start(self) -> None:
        """Brings a first worker up in the background, so that the first line does not wait."""
        self._idle.put(_Worker(*self._library))

    def version(self) -> str:
        return f"{self._bundled_version}{VARIANT}"

    def voices(self) -> list[VoiceInfo]:
        return self._voices

    def resolve(self, utterance: Utterance) -> Utterance:
        voice = utterance.voice
        if voice is None and utterance.language.lower() == "en-us":
            resolved = "en-us" + VARIANT  # by far the most asked for: no need to read the list
        elif voice is None:
            nearest = nearest_voice(utterance.language, self._voices)
            if nearest is None:
                raise NarrationError(
                    f"the embedded voice does not speak {utterance.language}",
                    "See what can speak here: presence voices",
                )
            resolved = nearest.id
        else:
            resolved = self._named(voice)
        return Utterance(
            utterance.text, utterance.language, resolved, utterance.rate_wpm, utterance.pitch
        )

    def synthesize(self, utterance: Utterance) -> Clip:
        header, data = self._ask(
            voice=utterance.voice,
            rate_wpm=utterance.rate_wpm,
            pitch=utterance.pitch,
            text=utterance.text,
        )
        samples = np.frombuffer(data, dtype="<i2").astype(np.float32) / _FULL_SCALE
        words = tuple(Word(*word) for word in header["words"])
        return Clip(samples, header["samplerate_hz"], words)

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get().end()

    def _ask(self, **request: Any) -> tuple[dict[str, Any], bytes]:
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            worker = _Worker(*self._library)
        try:
            header, data = worker.ask(request)
        except (OSError, ValueError) as problem:
            worker.end()
            raise NarrationError(
                f"the embedded voice did not answer within {SYNTHESIS_LIMIT_S:g} s, or was ended"
            ) from problem
        if worker.reusable:
            self._idle.put(worker)
        else:
            worker.end()
        if "error" in header:
            raise NarrationError(f"the embedded voice could not say this: {header['error']}")
        return header, data

    def _named(self, wanted: str) -> str:
        base, plus, variant = wanted.partition("+")
        for voice in self._voices:
            own = voice.id.removesuffix(VARIANT)
            if base.lower() in (own.lower(), voice.name.lower()) or wanted == voice.id:
                if not plus:
                    return own
                if (self._data / "voices" / "!v" / variant).is_file():
                    return f"{own}+{variant}"
        import difflib  # only where something is wrong already

        known = [voice.id.removesuffix(VARIANT) for voice in self._voices]
        close = difflib.get_close_matches(base.lower(), known, n=3, cutoff=0.4)
        raise NarrationError(
            f"the embedded engine has no voice '{wanted}'",
            (f"Near it are {', '.join(close)}. " if close else "") + "See all: presence voices",
        )

    @cached_property
    def _library(self) -> tuple[str, str]:
        import espeakng_loader

        return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()

    @cached_property
    def _data(self) -> Path:
        return Path(self._library[1])

    @cached_property
    def _bundled_version(self) -> str:
        """The wheel's version: it pins the library and its data, and no process need be asked."""
        from importlib.metadata import version

        return version("espeakng-loader")

    @cached_property
    def _voices(self) -> list[VoiceInfo]:
        """Read from the language files of the data folder; English (America) first."""
        files = (self._data / "lang").rglob("*")
        found = [entry for file in files if file.is_file() and (entry := _voice_of(file))]
        return [voice for _, voice in sorted(found, key=lambda entry: (entry[0], entry[1].name))]


def _voice_of(file: Path) -> tuple[int, VoiceInfo] | None:
    """A rank and the voice: a file's number after a language is how poorly it fits, 5 if none."""
    name, languages, ranks = "", [], [0]
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, rest = line.partition(" ")
        if key == "name":
            name = rest.strip()
        elif key == "language" and rest.split():
            language, *rank = rest.split()
            languages.append(language.lower())
            ranks.append(int(rank[0]) if rank else 5)
    if not name or not languages:
        return None
    worst = -1 if "en-us" in languages else max(ranks)
    return worst, VoiceInfo(languages[0] + VARIANT, name, tuple(languages))


class _Worker:
    """A process that has loaded the library and answers one request at a time."""

    def __init__(self, library: str, data: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (our own program, our own arguments)
            [sys.executable, "-I", "-S", str(_WORKER), library, data],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the player, which then ends its workers
        )
        self.reusable = hasattr(os, "fork")

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The reply's header and samples. OSError or ValueError if the process is gone."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        watchdog = threading.Timer(SYNTHESIS_LIMIT_S, self._kill)
        watchdog.start()
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            header: dict[str, Any] = json.loads(process.stdout.readline())
            data = process.stdout.read(header["bytes"])
        finally:
            watchdog.cancel()
        if len(data) < header["bytes"]:
            raise OSError("the reply broke off")
        return header, data

    def end(self) -> None:
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _kill(self) -> None:
        """Ends the process and the child that may be speaking for it."""
        if self._process.poll() is not None:
            return
        if hasattr(os, "killpg"):
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
