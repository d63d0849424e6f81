"""What the user calls an entry (a number, a date, a name) → which entries that is."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from presence.errors import PresenceError
from presence.journal.keeping import Kept
from presence.journal.reading import Page

_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d(:?\d\d)?)?)?)?-?")
_MOST_NAMED: Final = 5


def by_place(entries: Sequence[Kept], which: str) -> list[Kept]:
    """By number in the list, or by the beginning of a date; empty if it is neither."""
    if which.isdecimal() and 1 <= int(which[:9]) <= len(entries):
        return [kept for kept in entries if kept.number == int(which)]
    if _DATE.fullmatch(which):
        begin = which.replace("T", " ").replace(":", "")
        return [kept for kept in entries if kept.date.replace(":", "").startswith(begin)]
    return []


def found_in(pages: Mapping[Kept, Page], which: str) -> list[Kept]:
    """By number or date; where it is neither, by name."""
    return by_place(list(pages), which) or by_name(pages, which)


def by_name(pages: Mapping[Kept, Page], which: str) -> list[Kept]:
    """By a part of the exercise's name, of its title or of the file's name."""
    word = which.casefold()
    return [
        kept
        for kept, page in pages.items()
        if any(word in name.casefold() for name in (page.exercise, page.title, kept.path.name))
    ]


def having(pages: Mapping[Kept, Page], words: Sequence[str]) -> dict[Kept, Page]:
    """The entries in which all `words` stand, in whatever case."""
    wanted = [word.casefold() for word in words]
    return {
        kept: page
        for kept, page in pages.items()
        if all(word in page.text.casefold() for word in wanted)
    }


def nothing_found(which: str, count: int) -> PresenceError:
    """For `raise`."""
    if not count:
        hint = "After an exercise you may write something down: presence play NAME"
        return PresenceError("the journal has no entries yet", hint)
    hint = f"There are {count}, the latest is number 1: see 'presence journal'."
    return PresenceError(f"no entry of the journal is '{which}'", hint)


def the_one(found: Sequence[Kept], which: str, count: int) -> Kept:
    """Raises PresenceError unless there is exactly one."""
    if not found:
        raise nothing_found(which, count)
    if len(found) > 1:
        named = ", ".join(f"{kept.number} ({kept.date})" for kept in found[:_MOST_NAMED])
        more = ", …" if len(found) > _MOST_NAMED else ""
        message = f"'{which}' is {len(found)} entries of the journal"
        raise PresenceError(message, f"Name one by its number: {named}{more}.")
    return found[0]
