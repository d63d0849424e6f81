"""Nothing → a tone from the default device: the least that a Python program needs to be heard."""

import time
from typing import Any

import sounddevice

RATE_HZ = 48_000
TONE = b"\x00\x40" * 24 + b"\x00\xc0" * 24  # one period of 1 kHz, 16 bit mono


def fill(out: Any, frame_count: int, _time: Any, _status: Any) -> None:
    """A square wave that begins with the first block and breaks off at each block's end."""
    out[:] = (TONE * (frame_count // 48 + 1))[: 2 * frame_count]


if __name__ == "__main__":
    with sounddevice.RawOutputStream(
        samplerate=RATE_HZ, channels=1, dtype="int16", latency="low", callback=fill
    ):
        time.sleep(20)  # whoever listens ends it before
