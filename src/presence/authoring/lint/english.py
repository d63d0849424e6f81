"""Words found in an English text → whether the words before them take them back."""

import re
from typing import Final

from presence.authoring.lint.texts import Hit

_SENTENCE: Final = re.compile(r"[.!?;:\x22“”]|\[\]|\bbut\b")
_WORD: Final = re.compile(r"[a-z']+")
_NOT: Final = frozenset(
    {"no", "not", "nothing", "never", "nobody", "none", "neither", "nor", "without", "cannot"}
    | {"instead", "than", "forget", "drop"}
)
_LETTING_GO: Final = re.compile(
    r"\b(?:let(?:ting)? go (?:of|what|all)|free (?:of|from)|(?:put|set|lay) down|instead of) "
)
_REACH: Final = 6
"""Words before the one found among which a negation still speaks of it."""


def sentence_before(hit: Hit) -> str:
    """What stands before the words found, from the beginning of their sentence."""
    before = hit.text[max(0, hit.start - 200) : hit.start]
    return _SENTENCE.split(before)[-1]


def is_negated(hit: Hit) -> bool:
    """`There is no goal`, `you don't have to`, `let go of what you should do`."""
    before = sentence_before(hit)
    if _LETTING_GO.search(before):
        return True
    near = _WORD.findall(before)[-_REACH:]
    return any(word in _NOT or word.endswith("n't") for word in near)


def follows(hit: Hit, words: str) -> bool:
    """Whether one of some words stands shortly before, in the same sentence: `if`, `when`."""
    return not set(_WORD.findall(sentence_before(hit))[-_REACH:]).isdisjoint(words.split())


def stems(*patterns: str) -> re.Pattern[str]:
    """One pattern of several, for whole words: none of them begins or ends inside one."""
    return re.compile(rf"(?<!\w)(?<!\w')(?:{'|'.join(patterns)})(?![a-z]|'[a-z])")
