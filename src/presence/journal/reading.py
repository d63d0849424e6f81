"""An entry's bytes, from whatever hand → a Page: what can be made of it, and what is wrong.

Entries are the user's to edit, and may come from elsewhere. So the front matter is read as
scripts are (no alias followed, no tag obeyed, bounded), and damage costs what is damaged only.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from presence.journal.entry import CheckedIn

MOST_BYTES: Final = 16 << 20
"""Of an entry; a long novel has a tenth of that."""
MOST_FRONT_BYTES: Final = 64 << 10

_FRONT: Final = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?<=\n)---[ \t]*(?:\r?\n|$)", re.DOTALL)
_IN_WORDS: Final = {
    "control-character": "it has a control character",
    "empty-file": "it is empty",
    "too-many-values": "it has too many values",
}
"""What `compose` finds, where its own words are about scripts."""


@dataclass(frozen=True, slots=True)
class Page:
    """An entry as read. `body` is Markdown as it was written, all control characters included;
    `problem` is empty where nothing is wrong."""

    exercise: str = ""
    title: str = ""
    when: datetime | None = None
    ended: str = ""
    minutes: float | None = None
    partners: tuple[str, ...] = ()
    check_ins: tuple[CheckedIn, ...] = ()
    body: str = ""
    problem: str = ""

    @property
    def first_words(self) -> str:
        """The first line that is no heading, nor the name of who wrote it."""
        lines = (line.strip() for line in self.body.splitlines())
        return next((line for line in lines if line and not line.startswith("#")), "")

    @property
    def text(self) -> str:
        """All in which words are looked for."""
        asked = (f"{check.question} {check.answers}" for check in self.check_ins)
        return " ".join((self.exercise, self.title, self.ended, *self.partners, self.body, *asked))


def read_page(data: bytes) -> Page:
    """What an entry says, whatever its bytes are."""
    text = data.decode("utf-8", errors="replace")
    front = _FRONT.match(text)
    if not front:
        return Page(body=text, problem="it has no front matter")
    body = text[front.end() :].strip("\r\n")
    if len(front[1]) > MOST_FRONT_BYTES:
        return Page(body=body, problem="its front matter is larger than 64 KiB")
    return _with_fields(Page(body=body), front[1])


class _UnfitError(ValueError):
    """A value is not what its key asks for; the words say what that is."""


def _with_fields(page: Page, text: str) -> Page:
    from presence.diagnostics import Problems  # these bring YAML, and only here it is wanted
    from presence.script.compose import compose
    from presence.script.nodes import Allowance

    problems = Problems()
    root = compose("entry", text.encode("utf-8", "replace"), problems, Allowance()).root
    remarks = [
        f"line {problem.span.line + 1}: {_IN_WORDS.get(problem.code, problem.message)}"
        for problem in problems.found[:1]
    ]
    values = _plain(root)
    if not isinstance(values, dict):
        return replace(page, problem="; ".join(remarks) or "its front matter has no 'key: value'")
    found: dict[str, Any] = {}
    for name, (key, read) in _FIELDS.items():
        if key in values:
            try:
                found[name] = read(values[key])
            except _UnfitError as problem:
                remarks.append(f"'{key}' is {problem}")
    return replace(page, **found, problem="; ".join(remarks))


def _plain(node: Any) -> Any:
    """A node as text, list or dict; the composer has bounded how deep it goes."""
    from presence.script.nodes import Items, Pairs

    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    if isinstance(node, Pairs):
        return {key.text: _plain(value) for key, value in node.pairs}
    return None if node is None else node.text


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _UnfitError("not a text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in (value if isinstance(value, list) else [value]))


def _minutes(value: Any) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", _text(value)):
        raise _UnfitError("not a number of minutes")
    return float(value)


def _when(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(_text(value))
    except ValueError:
        raise _UnfitError("not a time such as 2026-11-22 21:30") from None


def _check_ins(value: Any) -> tuple[CheckedIn, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _UnfitError("not a list of questions and answers")
    return tuple(_checked_in(item) for item in value)


def _checked_in(values: dict[str, Any]) -> CheckedIn:
    answers = values.get("answers", {})
    if isinstance(answers, str):
        answers = {"": answers}
    if not isinstance(answers, dict):
        raise _UnfitError("not a list of questions and answers")
    said = tuple((name, _text(answer)) for name, answer in answers.items())
    return CheckedIn(_seconds(values.get("at", "0")), _text(values.get("question", "")), said)


def _seconds(value: Any) -> float:
    parts = _text(value).split(":")
    if len(parts) > 3 or not all(re.fullmatch(r"\d{1,5}", part) for part in parts):
        raise _UnfitError("not a list with times such as 7:12")
    seconds = 0
    for part in parts:
        seconds = 60 * seconds + int(part)
    return float(seconds)


_FIELDS: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    # of a Page: (key of the front matter, what reads it)
    "exercise": ("exercise", _text),
    "title": ("title", _text),
    "when": ("when", _when),
    "ended": ("ended", _text),
    "minutes": ("minutes", _minutes),
    "partners": ("partners", _texts),
    "check_ins": ("check-ins", _check_ins),
}
