"""Text of any origin in, rows that fit a terminal out."""

from functools import lru_cache
from typing import Final

from presence.columns import columns_of, printable

_ELLIPSIS: Final = "…"


def wrap(text: str, width: int) -> list[str]:
    """Rows of at most `width` cells, broken at spaces where possible. `width` is 2 or more."""
    rows: list[str] = []
    row = ""
    for word in printable(text).split():
        if row and columns_of(row) + 1 + columns_of(word) <= width:
            row = f"{row} {word}"
            continue
        if row:
            rows.append(row)
        *full, row = _chopped(word, width)
        rows.extend(full)
    return [*rows, row] if row else rows


@lru_cache(maxsize=64)  # the same few texts are asked for many times a second
def wrap_evenly(text: str, width: int) -> tuple[str, ...]:
    """As `wrap`, in no more rows than it needs, but in rows about as long as each other."""
    rows = wrap(text, width)
    narrowest, widest = 2, width
    while narrowest < widest:
        middle = (narrowest + widest) // 2
        if len(wrap(text, middle)) <= len(rows):
            widest = middle
        else:
            narrowest = middle + 1
    return tuple(wrap(text, widest))


@lru_cache(maxsize=64)  # as above
def cut(text: str, width: int) -> str:
    """One row of at most `width` cells; an ellipsis says where something is missing."""
    shown = printable(text)
    if columns_of(shown) <= width:
        return shown
    return f"{_chopped(shown, width - 1)[0].rstrip()}{_ELLIPSIS}" if width > 0 else ""


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells; one piece as a rule."""
    pieces = [""]
    for c in word:
        if columns_of(pieces[-1]) + columns_of(c) > width:
            pieces.append("")
        pieces[-1] += c
    return pieces
