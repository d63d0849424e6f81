"""The silent engine: every line is as many frames of silence as it would take to say."""

import numpy as np

from presence.audio import Clip
from presence.narration.engine import VoiceInfo
from presence.sequence.cues import Recording, Utterance
from presence.sequence.lengths import spoken_s
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
        return silence_for(utterance)

    def close(self) -> None:
        return


def silence_for(spoken: Utterance | Recording) -> Clip:
    """A clip of silence, as long as it would probably take to say it."""
    frame_count = round(spoken_s(spoken) * SAMPLE_RATE_HZ)
    return Clip(np.zeros(frame_count, dtype=np.float32), SAMPLE_RATE_HZ)
