"""Engines whose every step a test sees and decides."""

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from presence.audio import Clip
from presence.errors import NarrationError
from presence.narration.engine import VoiceInfo
from presence.sequence.cues import Utterance


class ToneEngine:
    """Each text is a tone of its own; says what it was asked, in order, and `fails` on demand."""

    name = "tone"
    speaks = True

    def __init__(self, fails: Callable[[str], bool] = lambda _text: False) -> None:
        self.fails = fails
        self.asked: list[str] = []
        self.own_version = "1"
        self.closed = 0
        self.gate = threading.Event()
        """Lines wait until it is set."""
        self.gate.set()
        self.begun = threading.Semaphore(0)
        """Released once for each line begun."""

    def start(self) -> None:
        return

    def version(self) -> str:
        return self.own_version

    def voices(self) -> list[VoiceInfo]:
        return [VoiceInfo("tone", "Tone", ("en-us",))]

    def resolve(self, utterance: Utterance) -> Utterance:
        if utterance.voice not in (None, "tone", "low"):
            raise NarrationError(f"no voice '{utterance.voice}'")
        return replace(utterance, voice=utterance.voice or "tone")

    def synthesize(self, utterance: Utterance) -> Clip:
        self.asked.append(utterance.text)
        self.begun.release()
        self.gate.wait()
        if self.closed:
            raise NarrationError("the engine was closed")
        if self.fails(utterance.text):
            raise NarrationError(f"can't say '{utterance.text}'")
        pitch_hz = 200 + sum(utterance.text.encode()) % 400
        times = np.arange(8000) / 16000
        sound = 0.4 * np.sin(2 * np.pi * pitch_hz * times)
        return Clip(np.pad(sound, 500).astype(np.float32), 16000)

    def close(self) -> None:
        self.closed += 1
        self.gate.set()
