r"""Captions → Advanced SubStation Alpha (ASS), to the hundredth of a second; `\k` lights the words.

The name of an event is who its line is for.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from presence.export.captions.captions import Caption, Captions
from presence.export.captions.times import CENTI, clocked, rounded, span_of

_STYLE: Final = {
    "Name": "Default", "Fontname": "Sans", "Fontsize": 64,
    "PrimaryColour": "&H00FFFFFF", "SecondaryColour": "&H00A8A8A8",
    "OutlineColour": "&H00000000", "BackColour": "&H80000000",
    "Bold": 0, "Italic": 0, "Underline": 0, "StrikeOut": 0,
    "ScaleX": 100, "ScaleY": 100, "Spacing": 0, "Angle": 0,
    "BorderStyle": 1, "Outline": 3, "Shadow": 0, "Alignment": 2,
    "MarginL": 120, "MarginR": 120, "MarginV": 80, "Encoding": 1,
}  # fmt: skip
"""Said words are white, those to come grey; below, in the middle of a picture of 1920 × 1080."""
_EVENT: Final = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
_PLAIN: Final = str.maketrans(
    {"{": "\N{FULLWIDTH LEFT CURLY BRACKET}", "}": "\N{FULLWIDTH RIGHT CURLY BRACKET}",
     "\\": "\\\N{WORD JOINER}"}
)  # fmt: skip
r"""Braces hold commands, and only some players know a way to escape them; `\n` and the like break
lines, unless a sign that is not seen stands between."""


def ass(captions: Captions) -> str:
    """The whole file."""
    head = [
        "[Script Info]",
        f"Title: {captions.title}",
        "ScriptType: v4.00+",
        "WrapStyle: 0",
        "ScaledBorderAndShadow: yes",
        "PlayResX: 1920",
        "PlayResY: 1080",
        "",
        "[V4+ Styles]",
        f"Format: {', '.join(_STYLE)}",
        f"Style: {','.join(map(str, _STYLE.values()))}",
        "",
        "[Events]",
        f"Format: {_EVENT}",
    ]
    return "\n".join([*head, *map(_event, captions.lines)]) + "\n"


def _event(line: Caption) -> str:
    start, end = span_of(line, CENTI)
    name = (line.partner or "").translate(_PLAIN).replace(",", ";")  # a comma ends the field
    text = "".join(_lit(line, start, end)) if line.words else line.text.translate(_PLAIN)
    return f"Dialogue: 0,{_time(start)},{_time(end)},Default,{name},0,0,0,,{text}"


def _lit(line: Caption, start: int, end: int) -> Iterator[str]:
    """Each word behind how long it is lit, in differences of rounded times: nothing drifts."""
    pieces = [(min(rounded(frame, CENTI), end), text) for frame, text in line.pieces()]
    if pieces[0][0] > start:
        yield rf"{{\k{pieces[0][0] - start}}}"
    for (at, text), (following, _) in pairwise((*pieces, (end, ""))):
        yield rf"{{\k{following - at}}}{text.translate(_PLAIN)}"


def _time(parts: int) -> str:
    return "{}:{:02}:{:02}.{:02}".format(*clocked(parts, CENTI))
