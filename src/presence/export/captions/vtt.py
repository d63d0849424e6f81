"""Captions → WebVTT (W3C), with the time of each word where it is known.

A note names each section where it begins, and a voice span who a line is for.
"""

from collections.abc import Iterator
from typing import Final

from presence.export.captions.captions import Caption, Captions
from presence.export.captions.times import MILLI, clocked, rounded, span_of

_ESCAPED: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""'>' too: so no text can hold '-->', which ends a block."""


def vtt(captions: Captions) -> str:
    """The whole file."""
    blocks = [f"WEBVTT - {_unarrowed(captions.title)}"]
    for line in captions.lines:
        blocks += [f"NOTE {_unarrowed(title)}" for title in line.sections]
        start, end = span_of(line, MILLI)
        blocks.append(f"{_time(start)} --> {_time(end)}\n{_text(line, start, end)}")
    return "\n\n".join(blocks) + "\n"


def _text(line: Caption, start: int, end: int) -> str:
    said = "".join(_timed(line, start, end))
    if line.partner is None:
        return said
    name = _escaped(line.partner)
    name = f"{name[:-1]}&#45;" if name.endswith("-") else name  # '-->' would end the block
    return f"<v {name}>{said}"


def _timed(line: Caption, start: int, end: int) -> Iterator[str]:
    """Timestamps grow, and lie within the cue, as the standard asks."""
    reached = start
    for frame, piece in line.pieces():
        at = rounded(frame, MILLI)
        if reached < at < end:
            yield f"<{_time(at)}>"
            reached = at
        yield _escaped(piece)


def _unarrowed(text: str) -> str:
    """A header or a note knows no escapes, and ends at '-->'."""
    return text.replace("-->", "\N{RIGHTWARDS ARROW}")


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _time(parts: int) -> str:
    return "{:02}:{:02}:{:02}.{:03}".format(*clocked(parts, MILLI))
