"""A text of any origin → the same, safe to show in a terminal, and how many columns it takes."""

import unicodedata
from typing import Final

_DIRECTION_CODES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_COLUMN: Final = frozenset({"Mn", "Me", "Cf"})


def printable(text: str) -> str:
    """`text` in one row and without control characters: a script cannot steer the terminal."""
    return "".join(
        letter
        for letter in " ".join(text.split())
        if unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _DIRECTION_CODES
    )


def columns_of(text: str) -> int:
    """Columns that `text` takes: wide letters two, combining marks none."""
    return sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
