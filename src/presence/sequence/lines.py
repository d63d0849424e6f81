"""A text's parts → the pieces a voice says in one go and the silences between them."""

import re
from collections.abc import Iterator
from typing import Final

from presence.script.model import Placeholder, Silence, Words
from presence.sequence.unroll import Scene

LONGEST_PIECE: Final = 600
"""Characters. System voices have crashed on long texts, and a clip is held in memory whole."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?…。！？])\s+")
_CLAUSE_END: Final = re.compile(r"(?<=[,;:–—、])\s+")


def pieces(words: Words, scene: Scene) -> Iterator[str | Silence]:
    """What is said, spaces made single, and the timed silences, in order."""
    said = ""
    for part in words:
        if isinstance(part, Silence):
            yield from _sayable(said)
            yield part
            said = ""
        else:
            said += scene.look_up(part.name) if isinstance(part, Placeholder) else part
    yield from _sayable(said)


def whole(words: Words, scene: Scene) -> str:
    """The text without its silences, for a title or a caption."""
    return " ".join(piece for piece in pieces(words, scene) if isinstance(piece, str))


def _sayable(text: str) -> Iterator[str]:
    text = " ".join(text.split())
    if any(map(str.isalnum, text)):
        yield from _short_enough(text)


def _short_enough(text: str) -> Iterator[str]:
    if len(text) <= LONGEST_PIECE:
        yield text
        return
    for boundary in (_SENTENCE_END, _CLAUSE_END, re.compile(r"\s+")):
        parts = boundary.split(text)
        if len(parts) > 1:
            break
    else:
        parts = [text[at : at + LONGEST_PIECE] for at in range(0, len(text), LONGEST_PIECE)]
    gathered = ""
    for part in parts:
        if gathered and len(gathered) + 1 + len(part) > LONGEST_PIECE:
            yield from _short_enough(gathered)
            gathered = ""
        gathered = f"{gathered} {part}" if gathered else part
    yield from _short_enough(gathered)
