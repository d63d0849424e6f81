"""Times, frames, decibels and gains: every conversion between them."""

import re
from fractions import Fraction
from typing import Final

SAMPLE_RATE_HZ: Final = 48_000

Seconds = Fraction
"""A time as it was written, exact: `0.1s` is one tenth, not the nearest binary number."""

_PARTS: Final = re.compile(
    r"(?:(?P<hours>\d+(?:\.\d+)?)\s*h)?\s*"
    r"(?:(?P<minutes>\d+(?:\.\d+)?)\s*m(?!s))?\s*"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)\s*s)?\s*"
    r"(?:(?P<milliseconds>\d+(?:\.\d+)?)\s*ms)?"
)
_IN_SECONDS: Final = {
    "hours": Fraction(3600),
    "minutes": Fraction(60),
    "seconds": Fraction(1),
    "milliseconds": Fraction(1, 1000),
}
_LEVEL: Final = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*dB")
_LONGEST_SPELLING: Final = 40
"""Characters. A longer number is no time anybody meant, and huge digits cost time to convert."""


def parse_seconds(text: str) -> Seconds:
    """`20s`, `1m30s`, `1.5m`, `1h`, `250ms` as seconds. ValueError if it is not written so."""
    match = _PARTS.fullmatch(text.strip()) if len(text) <= _LONGEST_SPELLING else None
    written = {name: part for name, part in (match.groupdict() if match else {}).items() if part}
    if not written:
        raise ValueError(text)
    return sum((Fraction(part) * _IN_SECONDS[name] for name, part in written.items()), Fraction(0))


def spell_seconds(seconds: Seconds) -> str:
    """The shortest spelling that `parse_seconds` reads back: `1m30s`. To the microsecond."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    spelled = f"{hours}h" if hours else ""
    spelled += f"{minutes}m" if minutes else ""
    if rest or not spelled:
        spelled += f"{float(rest):.6f}".rstrip("0").rstrip(".") + "s"
    return spelled


def clock(seconds: float) -> str:
    """Seconds as a person reads them off a clock: `6:05`, `1:02:03`."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, remainder = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{remainder:02d}" if hours else f"{minutes}:{remainder:02d}"


def parse_db(text: str) -> float:
    """`-16 dB` as −16.0. ValueError if the number or the unit is missing."""
    match = _LEVEL.fullmatch(text.strip()) if len(text) <= _LONGEST_SPELLING else None
    if not match:
        raise ValueError(text)
    return float(match[1])


def gain_of_db(level_db: float) -> float:
    """The factor on samples for a level: 10^(dB/20)."""
    return float(10.0 ** (level_db / 20.0))


def frames_of(seconds: Seconds | float) -> int:
    """The nearest whole number of frames at 48 kHz.

    Halves go up, always: rounding to even would make equal pauses differ by a frame.
    """
    over, under = seconds.as_integer_ratio()
    return (2 * over * SAMPLE_RATE_HZ + under) // (2 * under)


def seconds_of(frame_count: int) -> float:
    """How long so many frames last at 48 kHz."""
    return frame_count / SAMPLE_RATE_HZ
