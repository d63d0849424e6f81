"""A settled Draft → the text of a script, laid out as by hand."""

import re
from collections.abc import Iterator
from typing import Final

from presence.authoring.importing.draft import Draft, Heading, Item, Line, Pause, Sound
from presence.resources import BELL
from presence.sequence.compiler import DEFAULT_GAP
from presence.units import spell_seconds

_PLAIN: Final = re.compile(r"[^\W_](?!.*(?:: | #|:$)).*")
"""A text that YAML takes as it stands. It begins with a letter or digit, so with no indicator."""
_NULL: Final = ("null", "Null", "NULL")


def write(draft: Draft) -> str:
    """The script's text. It says the draft's words, in their order, and keeps its pauses.

    A pause of just the gap that a script leaves between two lines anyway is not written.
    """
    head = ["presence: 1", f"title: {scalar(draft.title)}"]
    if draft.language:
        head.append(f"language: {draft.language}")
    return "\n".join([*head, "steps:", *_steps(draft.items)]) + "\n"


def _steps(items: list[Item]) -> Iterator[str]:
    for number, item in enumerate(items):
        if isinstance(item, Pause) and _is_gap(items, number):
            continue
        if isinstance(item, Heading) and number:
            yield ""
        yield from (f"  {line}" for line in _step(item))


def _is_gap(items: list[Item], number: int) -> bool:
    pause = items[number]
    neighbours = (*items[number - 1 : number][:1], *items[number + 1 : number + 2])
    return (
        isinstance(pause, Pause)
        and pause.shortest == pause.longest == DEFAULT_GAP
        and len(neighbours) == 2
        and all(isinstance(item, Line) for item in neighbours)
    )


def _step(item: Item) -> Iterator[str]:
    match item:
        case Line(rate_wpm=None):
            yield f"- say: {words(item.text)}"
        case Line():
            yield "- say:"
            yield f"    text: {words(item.text)}"
            yield f"    rate: {item.rate_wpm}"
        case Pause():
            spelled = spell_seconds(item.shortest)
            if item.longest != item.shortest:
                spelled += f" to {spell_seconds(item.longest)}"
            yield f"- pause: {spelled}"
        case Heading():
            yield f"- section: {words(item.title)}"
        case Sound(text=""):
            yield "- bell" if item.file == BELL else f"- bell: {scalar(item.file)}"
        case Sound():
            yield "- recording:"
            yield f"    file: {scalar(item.file)}"
            yield f"    text: {words(item.text)}"


def words(text: str) -> str:
    """A text to say, as a YAML value: a brace is written twice."""
    return scalar(text.replace("{", "{{").replace("}", "}}"))


def scalar(text: str) -> str:
    """A text of one line as a YAML value, in quotes only where it needs them."""
    if _PLAIN.fullmatch(text) and text not in _NULL:
        return text
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
