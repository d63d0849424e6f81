"""One spoken cue → its shaped clip, from the store or from the engine, at once."""

import math
import struct
import threading
from typing import Final

from presence.audio import Clip
from presence.errors import NarrationError
from presence.loudness import VOICE_LUFS, loudness_lufs
from presence.narration.codec import decode, encode
from presence.narration.engine import Engine
from presence.narration.recordings import content_of, load_recording
from presence.narration.shaping import SHAPING_VERSION, levelled, to_mix_rate, trimmed
from presence.narration.store import Store, key_of
from presence.sequence.cues import (
    DEFAULT_PITCH,
    DEFAULT_RATE_WPM,
    Recording,
    Utterance,
)

REFERENCE: Final = (
    "Find a comfortable place to sit. Let your shoulders soften, and feel the ground under you."
)
"""What a voice's gain is found from: the sounds and the pace of the lines it will say."""

_GAIN: Final = struct.Struct("<d")

Spoken = Utterance | Recording


class Maker:
    """Makes lines on the caller's thread, any number of them at once."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store
        self._gains: dict[str | None, float] = {}
        self._gain_lock = threading.Lock()
        self._count_lock = threading.Lock()
        self.kept_count = 0
        """Entries put into the store."""
        self.made_count = 0
        """Lines that were synthesized, not found in the store."""

    def make(self, spoken: Spoken) -> Clip:
        """The clip. Raises NarrationError if it can't be made."""
        clip = self._recorded(spoken) if isinstance(spoken, Recording) else self._spoken(spoken)
        _ = clip.peak  # found here, so that whoever mixes need not
        return clip

    def _spoken(self, spoken: Utterance) -> Clip:
        utterance = self._engine.resolve(spoken)
        key = self._key("clip", utterance)
        return self._stored(key) or self._kept_as(key, self._narrated(utterance))

    def _recorded(self, cue: Recording) -> Clip:
        key = key_of("recording", SHAPING_VERSION, content_of(cue.file))
        return self._stored(key) or self._kept_as(key, load_recording(cue.file))

    def _narrated(self, utterance: Utterance) -> Clip:
        clip = trimmed(to_mix_rate(self._engine.synthesize(utterance)))
        with self._count_lock:
            self.made_count += 1
        if not self._engine.speaks:
            return clip
        if clip.peak == 0.0:
            raise NarrationError(f"the voice made no sound of '{utterance.text[:60]}'")
        return levelled(clip, self._gain_db(utterance))

    def _gain_db(self, utterance: Utterance) -> float:
        """What brings this voice to the level all voices have; found once, then kept."""
        with self._gain_lock:
            if utterance.voice not in self._gains:
                reference = Utterance(
                    REFERENCE, "en-US", utterance.voice, DEFAULT_RATE_WPM, DEFAULT_PITCH
                )
                key = self._key("gain", reference)
                stored = self._store.get(key) or b""
                if len(stored) != _GAIN.size:
                    stored = _GAIN.pack(self._measure(reference))
                    self._keep(key, stored)
                self._gains[utterance.voice] = _GAIN.unpack(stored)[0]
            return self._gains[utterance.voice]

    def _measure(self, reference: Utterance) -> float:
        clip = trimmed(to_mix_rate(self._engine.synthesize(reference)))
        loudness = loudness_lufs(clip.samples)
        if math.isinf(loudness):
            raise NarrationError(f"the voice '{reference.voice}' makes no sound")
        return VOICE_LUFS - loudness

    def _key(self, kind: str, utterance: Utterance) -> str:
        return key_of(
            kind,
            SHAPING_VERSION,
            self._engine.name,
            self._engine.version(),
            utterance.voice,
            utterance.rate_wpm,
            utterance.pitch,
            utterance.text,
        )

    def _stored(self, key: str) -> Clip | None:
        content = self._store.get(key)
        try:
            return decode(content) if content else None
        except (
            ValueError,
            KeyError,
            TypeError,
        ):  # whole, but of a layout that is no longer written
            return None

    def _kept_as(self, key: str, clip: Clip) -> Clip:
        """Stored, and read back: the first hearing is the same samples as every later one."""
        content = encode(clip)
        self._keep(key, content)
        return decode(content)

    def _keep(self, key: str, content: bytes) -> None:
        if self._store.put(key, content):
            with self._count_lock:
                self.kept_count += 1
