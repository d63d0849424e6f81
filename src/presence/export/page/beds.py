"""The sounds of beds → loops that a page plays while an exercise waits, each once."""

from pathlib import Path
from typing import Final

import numpy as np

from presence.audio import Samples
from presence.export.page.sounds import SoundWriter
from presence.loudness import VOICE_LUFS
from presence.mix.loop import Loop
from presence.mix.ramps import fade_in, fade_out
from presence.sequence.cues import Bed
from presence.units import SAMPLE_RATE_HZ, gain_of_db, seconds_of

KBPS: Final = 64
_LEVEL_DB: Final = -16.0
"""Under the voice; the page plays a bed louder or softer than this as its script says."""
_MARGIN_FRAMES: Final = SAMPLE_RATE_HZ
"""Around the loop, of the loop itself: decoders differ in where they let an MP3 begin."""
_SHORTEST_FRAMES: Final = 4 * SAMPLE_RATE_HZ
_LONGEST_FRAMES: Final = 60 * SAMPLE_RATE_HZ
"""The browser holds it decoded: 23 MB."""
_FADE_FRAMES: Final = 3 * SAMPLE_RATE_HZ


class BedTable:
    """Gathers the beds that an exercise may wait on; `write` puts them into the page at its end."""

    def __init__(self, volume_db: float) -> None:
        self._volume_db = volume_db
        self._numbers: dict[Path, int] = {}

    def entry(self, bed: Bed | None) -> tuple[int, float]:
        """The number of its loop and the factor for its level; −1 where there is no bed."""
        if bed is None or bed.sound is None:
            return -1, 0.0
        number = self._numbers.setdefault(bed.sound, len(self._numbers))
        return number, round(gain_of_db(bed.level_db - _LEVEL_DB), 5)

    def write(self, sounds: SoundWriter) -> list[dict[str, float]]:
        """For each loop its sound, from when and how long it goes round, in seconds."""
        return [self._one(path, sounds) for path in self._numbers]

    def _one(self, path: Path, sounds: SoundWriter) -> dict[str, float]:
        loop = Loop(path)
        try:
            turn = _turn(loop)
            gain = gain_of_db(VOICE_LUFS + _LEVEL_DB + self._volume_db - loop.lufs)
        finally:
            loop.close()
        samples = np.take(turn, range(-_MARGIN_FRAMES, len(turn) + _MARGIN_FRAMES), 0, mode="wrap")
        number = sounds.write([samples * np.float32(gain)], KBPS)
        return {
            "sound": number,
            "start": seconds_of(_MARGIN_FRAMES // 2),
            "length": seconds_of(len(turn)),
        }


def _turn(loop: Loop) -> Samples:
    """(n, CHANNELS) whose end leads to its beginning: whole turns, or a long one's first minute."""
    if loop.period <= _LONGEST_FRAMES:
        turns = -(-_SHORTEST_FRAMES // loop.period)
        return np.array(loop.read(loop.period, turns * loop.period))  # from its second turn on
    samples = np.array(loop.read(loop.period, _LONGEST_FRAMES + _FADE_FRAMES))
    head, tail = samples[:_FADE_FRAMES], samples[_LONGEST_FRAMES:]
    rising, falling = fade_in(_FADE_FRAMES), fade_out(_FADE_FRAMES)
    samples[:_FADE_FRAMES] = head * rising[:, np.newaxis] + tail * falling[:, np.newaxis]
    return samples[:_LONGEST_FRAMES]
