"""Captions → LRC, the lyrics that music players show, to the hundredth of a second.

A line stands until the next time; so an empty one ends each line that a silence follows.
"""

from itertools import pairwise
from typing import Final

from presence.export.captions.captions import Captions
from presence.export.captions.times import CENTI, clocked, rounded, span_of

_PLAIN: Final = str.maketrans({"[": "(", "]": ")", "<": "‹", ">": "›"})
"""Brackets are times to a player, and there is no way to escape them."""


def lrc(captions: Captions) -> str:
    """The whole file."""
    end = rounded(captions.end_frame, CENTI)
    written = [f"[ti:{captions.title.translate(_PLAIN)}]", f"[length:{_time(end)}]"]
    for line, following in pairwise((*captions.lines, None)):
        if line is None:
            break
        start, stop = span_of(line, CENTI)
        written.append(f"[{_time(start)}]{line.labelled.translate(_PLAIN)}")
        if following is None or rounded(following.start_frame, CENTI) > stop:
            written.append(f"[{_time(stop)}]")
    return "\n".join(written) + "\n"


def _time(parts: int) -> str:
    hours, minutes, seconds, rest = clocked(parts, CENTI)
    return f"{60 * hours + minutes:02}:{seconds:02}.{rest:02}"
