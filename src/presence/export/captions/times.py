"""Frames → the times that captions are written with, each rounded from its absolute place."""

from presence.export.captions.captions import Caption
from presence.units import SAMPLE_RATE_HZ

MILLI, CENTI = 1000, 100
"""Parts of a second, to which a format rounds."""


def rounded(frame: int, per_second: int) -> int:
    """The nearest part of a second; halves go up. From the start, so that nothing drifts."""
    return (2 * frame * per_second + SAMPLE_RATE_HZ) // (2 * SAMPLE_RATE_HZ)


def span_of(caption: Caption, per_second: int) -> tuple[int, int]:
    """Where it begins and ends; at least one part later, since no format takes an empty span."""
    start = rounded(caption.start_frame, per_second)
    return start, max(rounded(caption.end_frame, per_second), start + 1)


def clocked(parts: int, per_second: int) -> tuple[int, int, int, int]:
    """Hours, minutes, seconds, and parts of a second."""
    seconds, rest = divmod(parts, per_second)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return hours, minute, second, rest
