"""Text of any origin in, rows that fit a terminal out."""

from presence.columns import columns_of, printable


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


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells; one piece as a rule."""
    pieces = [""]
    for c in word:
        if columns_of(pieces[-1]) + columns_of(c) > width:
            pieces.append("")
        pieces[-1] += c
    return pieces
