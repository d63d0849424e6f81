"""The silent engine: every line is as many frames of silence as it would take to say."""

import numpy as np

from presence.audio import Clip
from presence.narration.engine import VoiceInfo
from presence.sequence.cues import Utterance
from presence.units import SAMPLE_RATE_HZ


class SilentEngine:
    """For tests and outlines: exact lengths, any voice, any language, at once."""

    name = "silent"
    speaks = False

    def start(self) -> None:
        return

    def version(self) -> str:
        return "1"

    def voices(self) -> list[VoiceInfo]:
        return [VoiceInfo("silence", "Silence", ("en-us",))]

    def resolve(self, utterance: Utterance) -> Utterance:
        return utterance

    def synthesize(self, utterance: Utterance) -> Clip:
        """Words divided by the rate, to the frame."""
        words = len(utterance.text.split())
        frame_count = round(words * 60 * SAMPLE_RATE_HZ / utterance.rate_wpm)
        return Clip(np.zeros(frame_count, dtype=np.float32), SAMPLE_RATE_HZ)

    def close(self) -> None:
        return
