"""Entries as read → words for a terminal, Markdown or JSON for others."""

from collections.abc import Mapping
from typing import Any, Final

from presence.authoring.shortening import shortened
from presence.columns import printable
from presence.journal.keeping import Kept
from presence.journal.reading import Page
from presence.units import clock

ROW_INDENT: Final = 24
"""Where the words of a row begin, after number and date."""


def row_of(kept: Kept, page: Page, columns: int | None = None) -> str:
    """An entry in one row, as a list shows it: number, date, title, how it ended, first words."""
    title = page.title or page.exercise or kept.path.name.removesuffix(".md")[16:]
    pieces = (title, page.ended, page.first_words)
    told = " · ".join(piece for piece in map(printable, pieces) if piece)
    if page.problem == "locked":
        told = "locked"
    room = columns and max(1, columns - ROW_INDENT)
    return f"{kept.number:>4}  {kept.date}  {shortened(told, room)}".rstrip()


def trouble_of(page: Page) -> str:
    """What is wrong with an entry; empty if nothing is."""
    return "" if page.problem == "locked" else printable(page.problem)


def shown(kept: Kept, page: Page) -> str:
    """An entry to be read at a terminal, free of what would steer it."""
    rows = [f"{kept.date}  {printable(page.title or page.exercise)}".rstrip()]
    how = [page.ended, f"{page.minutes:g} minutes" if page.minutes is not None else ""]
    if told := ", ".join(piece for piece in map(printable, how) if piece):
        rows.append(told)
    for check in page.check_ins:
        said = ", ".join(f"{name} {answer}" if name else answer for name, answer in check.answers)
        rows.append(f"{clock(check.time_s):>7}  {printable(check.question)} {printable(said)}")
    if trouble := trouble_of(page):
        rows.append(f"({trouble})")
    return "\n".join([*rows, "", safe_rows(page.body.removeprefix(f"# {page.title}").lstrip("\n"))])


def as_json(kept: Kept, page: Page, *, whole: bool) -> dict[str, Any]:
    """For scripts: what a list shows, or the `whole` entry."""
    found: dict[str, Any] = {
        "number": kept.number,
        "file": str(kept.path),
        "date": kept.date,
        "locked": kept.is_locked,
        "exercise": page.exercise,
        "title": page.title,
        "ended": page.ended,
        "minutes": page.minutes,
        "partners": list(page.partners),
        "first_words": page.first_words,
        "problem": page.problem,
    }
    if whole:
        found["check_ins"] = [
            {"time_s": check.time_s, "question": check.question, "answers": dict(check.answers)}
            for check in page.check_ins
        ]
        found["text"] = page.body
    return found


def as_markdown(pages: Mapping[Kept, Page]) -> str:
    """Entries one after the other, the earliest first, for people to read elsewhere."""
    parts = []
    for kept, page in sorted(pages.items(), key=lambda item: -item[0].number):
        head = [f"*{kept.date}*", *filter(None, [page.ended])]
        checks = [
            f"- {clock(check.time_s)} {check.question} "
            + ", ".join(f"{name} {answer}".strip() for name, answer in check.answers)
            for check in page.check_ins
        ]
        problem = [f"({page.problem})"] if page.problem else []
        pieces = [" · ".join(head), "\n".join(checks), *problem, page.body]
        parts.append("\n\n".join(piece for piece in pieces if piece))
    return "\n\n---\n\n".join(parts) + "\n"


def safe_rows(text: str) -> str:
    """Text of several rows, indents kept, without what would steer a terminal."""
    return "\n".join(map(_safe_row, text.splitlines()))


def _safe_row(row: str) -> str:
    text = printable(row)
    return " " * min(len(row) - len(row.lstrip(" ")), 40) + text if text else ""
