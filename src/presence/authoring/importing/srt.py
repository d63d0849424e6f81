"""SubRip captions (.srt) → Draft."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from presence.authoring.importing.captions import Caption, add_captions, milliseconds
from presence.authoring.importing.draft import Draft

_TIME: Final = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})[,.]([0-9]{1,3})"
_TIMES: Final = re.compile(rf"\s*{_TIME}\s{{0,9}}-->\s{{0,9}}{_TIME}(?:\s.*)?")
_TAG: Final = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\s*[0-9]+\s*")


def read(text: str) -> Draft:
    """Each cue's words as a line. Raises PresenceError if there is no cue."""
    draft = Draft()
    add_captions(draft, _captions(draft, text.split("\n")), "00:00:05,000 --> 00:00:08,000")
    return draft


def _captions(draft: Draft, lines: list[str]) -> Iterator[Caption]:
    starts = [number for number, line in enumerate(lines) if _TIMES.fullmatch(line)]
    for number in range(starts[0] if starts else 0):
        if lines[number].strip() and not _NUMBER.fullmatch(lines[number]):
            draft.note(number + 1, "words before the first cue are left out")
    for start, following in pairwise([*starts, len(lines)]):
        body = lines[start + 1 : following]
        if following < len(lines) and body and _NUMBER.fullmatch(body[-1]):
            body.pop()  # the number of the cue that follows
        times = _TIMES.fullmatch(lines[start])
        if times:
            begin, end = milliseconds(*times.groups()[:4]), milliseconds(*times.groups()[4:])
            yield Caption(begin, end, _TAG.sub("", " ".join(body)), start + 1)
