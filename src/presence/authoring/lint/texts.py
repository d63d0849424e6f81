"""A script's steps → the texts in its own file that are spoken, searched all at once."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from presence.script.model import (
    CheckIn,
    EachPartner,
    Placeholder,
    Recording,
    Reflect,
    Repeat,
    Say,
    Script,
    Step,
    Steps,
    Words,
)
from presence.script.words import FILLED_IN

TextStep = Say | CheckIn | Reflect | Recording

_PLAIN: Final = str.maketrans(
    {"\n": " ", "\t": " ", "\v": " ", "\N{RIGHT SINGLE QUOTATION MARK}": "'"}
)
"""One character for one, so that a place in the plain text is the same place in the written one."""
_BETWEEN: Final = "\v"
"""Parts texts from each other; it stands in none of them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words found: `text` is all of the line in small letters, `start` to `end` what was found."""

    step: TextStep
    text: str
    start: int
    end: int

    @property
    def found(self) -> str:
        return self.text[self.start : self.end]


def words_of(step: TextStep) -> Words:
    """What a step says."""
    return step.ask if isinstance(step, CheckIn) else step.text


def shown(part: object) -> str:
    """A part of a text as patterns see it: `{other}`, `{}` for a name of the author's, `[]`."""
    if isinstance(part, str):
        return part
    if isinstance(part, Placeholder):
        return f"{{{part.name}}}" if part.name in FILLED_IN else "{}"
    return "[]"


def plain(words: Words) -> str:
    """A text in small letters, character by character as long as it is written."""
    text = words[0] if len(words) == 1 and isinstance(words[0], str) else "".join(map(shown, words))
    text = text.translate(_PLAIN)
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def walk(script: Script) -> Iterator[Step]:
    """Every step written in the script's own file, a container before what it holds."""
    waiting: list[Iterator[Step]] = [iter(script.gentler), iter(script.steps)]
    while waiting:
        for step in waiting[-1]:
            yield step
            inner: Steps = ()
            if isinstance(step, Repeat | EachPartner):
                inner = step.steps
            elif isinstance(step, CheckIn):
                inner = step.gentler
            if inner:
                waiting.append(iter(inner))
                break
        else:
            waiting.pop()


class Texts:
    """All spoken texts of a file. One search over all of them costs what its matches cost."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = [step for step in steps if isinstance(step, TextStep)]
        self.plain = [plain(words_of(step)) for step in self.steps]
        self.joined = _BETWEEN.join(self.plain)
        self.starts: list[int] = []
        at = 0
        for text in self.plain:
            self.starts.append(at)
            at += len(text) + 1

    def find(self, pattern: re.Pattern[str]) -> Iterator[Hit]:
        """Every match, in the order in which the steps are written."""
        for match in pattern.finditer(self.joined):
            start, end = match.span()
            index = bisect_right(self.starts, start) - 1
            begin = self.starts[index]
            yield Hit(self.steps[index], self.plain[index], start - begin, end - begin)
