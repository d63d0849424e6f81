"""Lines of a paragraph → items: words joined where a line is wrapped, marks made pauses."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from presence.authoring.importing.draft import Draft, Line, Pause, Sound
from presence.authoring.marks import Mark, take_apart
from presence.resources import BELL

LONGEST_BREATH_WORDS: Final = 24
"""A longer text is split at the ends of its sentences. So many take eleven seconds."""
ELLIPSIS: Final = Fraction(2)
"""Guessed for `…` at a line's end."""

_WRAPPED_FROM: Final = 50
"""Characters. A longer line that ends in no full stop goes on in the next."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…。！？])[\"'”’»)]?\s+(?=[^\W\d_a-z]|[\"'“‘«¿¡(0-9])")
_ENDED: Final = re.compile(r"[.!?…:。！？][\"'”’»)]*$")
_TRAILS_OFF: Final = re.compile(r"(?:\.\.\.|…)[\"'”’»)]*$")


def add_paragraph(draft: Draft, lines: Iterable[tuple[int, str]], *, whole: bool = False) -> None:
    """Adds a paragraph's lines, each with its number in the source, and the pauses marked in it."""
    said: list[str] = []
    begun = 0

    def flush() -> None:
        if said:
            draft.items.append(Line(" ".join(said), begun, whole=whole))
        said.clear()

    for number, text in lines:
        if said and not _goes_on(said[-1], text):
            flush()
        words = ""
        for part in take_apart(text):
            if isinstance(part, Mark):
                flush()
                _add_mark(draft, part, number)
            elif words := part.strip():
                begun = begun if said else number
                said.append(words)
        if words and _TRAILS_OFF.search(words):
            flush()
            draft.items.append(Pause(ELLIPSIS, ELLIPSIS, number, "an ellipsis at a line's end"))
    flush()


def _goes_on(said: str, following: str) -> bool:
    """Whether a line break is only where the line was full."""
    start = following.lstrip()[:1]
    if _ENDED.search(said) or start in "-*•–—" or not any(map(str.isalnum, said)):
        return False
    return start.islower() or len(said) >= _WRAPPED_FROM


def _add_mark(draft: Draft, mark: Mark, number: int) -> None:
    if mark.shortest is None or mark.longest is None:
        draft.items.append(Sound(BELL, "", number))
        return
    if mark.guess:
        draft.note(number, f"'{mark.written}' taken for {mark.guess}")
    draft.items.append(Pause(mark.shortest, mark.longest, number))


def sentences(text: str) -> Iterator[str]:
    """A text longer than a breath as its sentences, short ones together; any other as it is."""
    if len(text.split()) <= LONGEST_BREATH_WORDS:
        yield text
        return
    gathered = ""
    begun = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    for end in (*ends, len(text)):
        sentence = text[begun:end].strip()
        begun = end
        if gathered and len(gathered.split()) + len(sentence.split()) > LONGEST_BREATH_WORDS:
            yield gathered
            gathered = ""
        gathered = f"{gathered} {sentence}" if gathered else sentence
    if gathered:
        yield gathered
