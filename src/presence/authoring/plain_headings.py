"""A line of plain text → the heading it is; and back: lines that don't read as one.

Kept apart from the import so that writing a text and reading it agree.
"""

import re
from typing import Final

_HASHED: Final = re.compile(r"#{1,6}\s+(?P<title>\S.*)")
_UNDERLINE: Final = re.compile(r"={3,}|-{3,}|~{3,}")
_LONGEST_CAPITALS: Final = 60
_LONGEST_UNDERLINED: Final = 80


def title_of(line: str) -> str | None:
    """The title if the line is a heading: `# Settling`, or all in capitals without a full stop."""
    if hashed := _HASHED.fullmatch(line):
        return hashed["title"]
    letters = [char for char in line if char.isalpha()] if len(line) <= _LONGEST_CAPITALS else []
    is_shouted = len(letters) > 2 and all(char.isupper() for char in letters)
    return line if is_shouted and line[0].isalnum() and line[-1].isalnum() else None


def underlines(line: str, above: str) -> bool:
    """Whether the line makes a heading of the one above it. `===` always does."""
    if not _UNDERLINE.fullmatch(line):
        return False
    return line[0] == "=" or (len(above) <= _LONGEST_UNDERLINED and above[-1] not in ".!?…")


def escape(line: str) -> str:
    """The line with a backslash before it if it would be taken for a heading."""
    return "\\" + line if title_of(line.lstrip("\\")) is not None else line


def unescape(line: str) -> str:
    """The line as it is said: without the backslash that keeps it from being a heading."""
    if line.startswith("\\") and title_of(line.lstrip("\\")) is not None:
        return line[1:]
    return line
