"""What is going on in, plain lines out, each stamped with its time: for a log or a pipe."""

from typing import Self, TextIO

from presence.columns import printable
from presence.live.layout import MODE_WORDS, SILENT_LINE
from presence.live.view import View
from presence.units import clock


class PlainScreen:
    """Says each thing once, when it changes: lines, questions, answers, modes and notices."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._line_number = 0
        self._before: View | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, view: View) -> None:
        news = self._news(view)
        self._before = view
        for text in news:
            self._stream.write(f"{clock(view.position_s)} {printable(text)}\n")
        if news:
            self._stream.flush()

    def _news(self, view: View) -> list[str]:
        before = self._before
        news = []
        if view.notice and (before is None or view.notice != before.notice):
            news.append(f"({view.notice})")
        if view.line and view.line_number != self._line_number:
            self._line_number = view.line_number
            news.append(f"{view.line} ({SILENT_LINE})" if view.silent_line else view.line)
        if MODE_WORDS[view.mode] and view.mode != (before.mode if before else "playing"):
            news.append(f"({MODE_WORDS[view.mode]})")
        if view.question and view.is_heard and (before is None or _asks_anew(before, view)):
            news.append(f"{view.question} [{_offered(view)}]")
        news += [f"({said})" for said in _said(view) if not before or said not in _said(before)]
        return news


def _asks_anew(before: View, view: View) -> bool:
    return view.question != before.question or not before.is_heard


def _offered(view: View) -> str:
    """Whose key is whose, and what the keys do."""
    keys = [f"{answer.key} yes for {answer.name}" for answer in view.answers]
    return ", ".join([*keys, *(f"{key} {does}" for key, does in view.choices)])


def _said(view: View) -> list[str]:
    return [f"{answer.name}: {answer.said}" for answer in view.answers if answer.said]
