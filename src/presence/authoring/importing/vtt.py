"""WebVTT captions (.vtt) → Draft."""

import html
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from presence.authoring.importing.captions import Caption, add_captions, milliseconds
from presence.authoring.importing.draft import Draft
from presence.script.faults import quoted

_TIME: Final = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})[.,]([0-9]{1,3})"
_TIMES: Final = re.compile(rf"\s*{_TIME}\s{{0,9}}-->\s{{0,9}}{_TIME}(?:\s.*)?")
_TAG: Final = re.compile(
    r"</?(?:c|i|b|u|v|lang|ruby|rt)(?:[.\s][^<>]*)?>|<[0-9:.]{5,16}>", re.IGNORECASE
)
_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>", re.IGNORECASE)
_BLOCK: Final = re.compile(r"(NOTE|STYLE|REGION)(?:\s.*)?")
_HEADER: Final = re.compile(r"WEBVTT(?:[ \t]+[-–:]?[ \t]*(?P<title>.*))?")


def read(text: str) -> Draft:
    """Each cue's words as a line. Raises PresenceError if there is no cue."""
    draft = Draft()
    lines = text.split("\n")
    if header := _HEADER.fullmatch(lines[0]):
        draft.title = (header["title"] or "").strip()
    add_captions(draft, _captions(draft, lines), "00:05.000 --> 00:08.000")
    return draft


def _captions(draft: Draft, lines: list[str]) -> Iterator[Caption]:
    number = 0
    while number < len(lines):
        begun = number
        while number < len(lines) and lines[number].strip():
            number += 1
        yield from _block(draft, lines[begun:number], begun)
        number += 1


def _block(draft: Draft, block: list[str], begun: int) -> Iterator[Caption]:
    """The cue of a block of lines, of which there may be several where a blank line is missing."""
    starts = [number for number, line in enumerate(block) if _TIMES.fullmatch(line)]
    if not starts:
        if block and (other := _BLOCK.fullmatch(block[0])):
            draft.note(begun + 1, f"a {other[1]} block is left out")
        elif block and begun:
            draft.note(begun + 1, "words outside of a cue are left out")
        return
    for start, following in pairwise([*starts, len(block)]):
        times = _TIMES.fullmatch(block[start])
        if times:
            begin, end = milliseconds(*times.groups()[:4]), milliseconds(*times.groups()[4:])
            line = begun + start + 1
            words = _said(draft, " ".join(block[start + 1 : following]), line)
            yield Caption(begin, end, words, line)


def _said(draft: Draft, text: str, line: int) -> str:
    for speaker in _VOICE.findall(text):
        draft.note(line, f"that it is {quoted(speaker)} who speaks is left out")
    return html.unescape(_TAG.sub("", text))
