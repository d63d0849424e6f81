"""A text → its words as a recogniser writes them; two lists of words → how many differ."""

import re
from collections.abc import Sequence


def words_of(text: str) -> list[str]:
    """Lower case, without punctuation; an apostrophe within a word belongs to it."""
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)*", text.lower().replace("’", "'"))


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Levenshtein's distance in words: the least insertions, deletions and substitutions."""
    previous = list(range(len(heard) + 1))
    for row, word in enumerate(said, 1):
        current = [row]
        for column, other in enumerate(heard, 1):
            swap = previous[column - 1] + (word != other)
            current.append(min(swap, previous[column] + 1, current[-1] + 1))
        previous = current
    return previous[-1]
