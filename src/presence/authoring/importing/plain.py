"""Plain text → Draft: paragraphs, headings, blank lines, and the pause marks people use."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from presence.authoring.importing.draft import Draft, Heading, Pause
from presence.authoring.importing.phrasing import add_paragraph
from presence.authoring.plain_headings import title_of, underlines, unescape
from presence.script.faults import quoted

PARAGRAPH: Final = Fraction(3)
"""Guessed for a blank line; twice that for several."""
_PAGE: Final = re.compile(r"[\f\v]")

Numbered = list[tuple[int, str]]


def read(text: str) -> Draft:
    """What the text says. It is never refused: any text is plain text."""
    draft = Draft()
    blank_from = 0
    for paragraph, is_first in _paragraphs(text):
        number = paragraph[0][0]
        if blank_from:
            blanks = number - blank_from
            length = PARAGRAPH * (2 if blanks > 1 else 1)
            what = "blank lines" if blanks > 1 else "a blank line"
            draft.items.append(Pause(length, length, blank_from, what))
        blank_from = paragraph[-1][0] + 1
        _add(draft, paragraph, is_first=is_first)
    return draft


def _paragraphs(text: str) -> Iterator[tuple[Numbered, bool]]:
    """Lines that stand together, each with its number; and whether they are the first."""
    gathered: Numbered = []
    is_first = True
    for number, line in enumerate(_PAGE.sub("\n", text).split("\n"), 1):
        if line.strip():
            gathered.append((number, line.strip()))
        elif gathered:
            yield gathered, is_first
            gathered, is_first = [], False
    if gathered:
        yield gathered, is_first


def _add(draft: Draft, paragraph: Numbered, *, is_first: bool) -> None:
    said: Numbered = []
    lines = iter(zip(paragraph, [*(line for _, line in paragraph[1:]), ""], strict=True))
    for (number, line), following in lines:
        is_underlined = not said and underlines(following, line)
        title = line if is_underlined else title_of(line)
        if title is None or (said and not line.startswith("#")):
            said.append((number, unescape(line)))
            continue
        add_paragraph(draft, said)
        said = []
        if is_underlined:
            next(lines)
        if is_first and following.startswith("=") and number == paragraph[0][0]:
            draft.title = title
        else:
            draft.items.append(Heading(title, number))
            if title == line and not is_underlined:
                draft.note(number, f"{quoted(title)} taken for a heading: it is all in capitals")
    add_paragraph(draft, said)
