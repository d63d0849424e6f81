"""A text and a width in columns → as much of it as fits, with an ellipsis where it was cut."""

import unicodedata
from typing import Final

ELLIPSIS: Final = "…"
_DIRECTION_CODES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_COLUMN: Final = frozenset({"Mn", "Me", "Cf"})


def printable(text: str) -> str:
    """On one line, without control characters: a script can't steer the terminal."""
    return "".join(
        letter
        for letter in " ".join(text.split())
        if unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _DIRECTION_CODES
    )


def columns_of(text: str) -> int:
    """How many columns of a terminal the text takes: wide letters two, combining marks none."""
    return sum(map(_columns, text))


def shortened(text: str, columns: int | None) -> str:
    """The printable text, at most so wide; whole where `columns` is None."""
    text = printable(text)
    if columns is None or columns_of(text) <= columns:
        return text
    kept, used = "", columns_of(ELLIPSIS)
    for letter in text:
        used += _columns(letter)
        if used > columns:
            break
        kept += letter
    return kept.rstrip() + ELLIPSIS if columns > 0 else ""


def padded(text: str, columns: int) -> str:
    """The text, shortened or followed by spaces to exactly so many columns."""
    text = shortened(text, columns)
    return text + " " * (columns - columns_of(text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
