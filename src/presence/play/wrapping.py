"""Text of any origin in, rows that fit a terminal out."""

import unicodedata
from typing import Final

_DIRECTION_CODES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})


def printable(text: str) -> str:
    """`text` in one row and without control characters: a script cannot steer the terminal."""
    spaced = " ".join(text.split())
    return "".join(
        c
        for c in spaced
        if unicodedata.category(c) not in ("Cc", "Cs") and c not in _DIRECTION_CODES
    )


def cells(text: str) -> int:
    """Columns that `text` takes: wide characters two, combining ones none."""
    return sum(_cell(c) for c in text)


def wrap(text: str, width: int) -> list[str]:
    """Rows of at most `width` cells, broken at spaces where possible. `width` is 2 or more."""
    rows: list[str] = []
    row = ""
    for word in printable(text).split():
        if row and cells(row) + 1 + cells(word) <= width:
            row = f"{row} {word}"
            continue
        if row:
            rows.append(row)
        *full, row = _chopped(word, width)
        rows.extend(full)
    return [*rows, row] if row else rows


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells; one piece as a rule."""
    pieces = [""]
    for c in word:
        if cells(pieces[-1]) + _cell(c) > width:
            pieces.append("")
        pieces[-1] += c
    return pieces


def _cell(c: str) -> int:
    if unicodedata.category(c) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1
