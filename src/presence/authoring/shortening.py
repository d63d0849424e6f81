"""A text and a width in columns → as much of it as fits, with an ellipsis where it was cut."""

from typing import Final

from presence.columns import columns_of, printable

ELLIPSIS: Final = "…"


def shortened(text: str, columns: int | None) -> str:
    """The printable text, at most so wide; whole where `columns` is None."""
    text = printable(text)
    if columns is None or columns_of(text) <= columns:
        return text
    kept, used = "", columns_of(ELLIPSIS)
    for letter in text:
        used += columns_of(letter)
        if used > columns:
            break
        kept += letter
    return kept.rstrip() + ELLIPSIS if columns > 0 else ""


def padded(text: str, columns: int) -> str:
    """The text, shortened or followed by spaces to exactly so many columns."""
    text = shortened(text, columns)
    return text + " " * (columns - columns_of(text))
