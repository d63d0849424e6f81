"""Captions → SubRip (SRT), as most players read it."""

import re
from typing import Final

from presence.export.captions.captions import Caption, Captions
from presence.export.captions.times import MILLI, clocked, span_of

_WORD_JOINER: Final = "\N{WORD JOINER}"
_TAG: Final = re.compile(r"<(?=[/a-zA-Z])|\{(?=\\)")
"""What some players take for markup. SRT has no way to escape it: a sign that is not seen parts
it."""


def srt(captions: Captions) -> str:
    """The whole file."""
    return "\n".join(_cue(number, line) for number, line in enumerate(captions.lines, 1))


def _cue(number: int, line: Caption) -> str:
    start, end = span_of(line, MILLI)
    return f"{number}\n{_time(start)} --> {_time(end)}\n{_harmless(line.labelled)}\n"


def _harmless(text: str) -> str:
    text = text.replace("-->", "\N{RIGHTWARDS ARROW}")
    return _TAG.sub(lambda found: found[0] + _WORD_JOINER, text)


def _time(parts: int) -> str:
    return "{:02}:{:02}:{:02},{:03}".format(*clocked(parts, MILLI))
