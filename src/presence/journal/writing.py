"""How an exercise went and what was written of it → the Markdown of an entry, and its name."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from presence.journal.entry import Played, Reflection
from presence.units import clock

MOST_LETTERS: Final = 40
"""Of an exercise's name in a file's: three octets each at most, and systems take some 250."""
NOBODY_KNOWN: Final = "one of you"
"""Who pressed a key that belongs to nobody."""


def markdown_of(played: Played, reflections: Iterable[Reflection]) -> str:
    """The entry: front matter in YAML, then each question with its answers under their names."""
    parts = [f"---\n{_front_matter(played)}---\n", f"# {_row(played.title)}\n"]
    for reflection in reflections:
        parts.append(f"## {_row(reflection.question)}\n")
        for name, text in reflection.answers:
            parts.append(f"### {_row(name)}\n\n{text.strip()}\n" if name else f"{text.strip()}\n")
    return "\n".join(parts)


def date_name(began: datetime) -> str:
    """`2026-11-22T2130`: it sorts by time, and every platform takes it for a file's name."""
    return began.strftime("%Y-%m-%dT%H%M")


def name_words(exercise: str) -> str:
    """An exercise's name as every platform takes it in a file's: letters, digits, hyphens."""
    stem = re.split(r"[/\\]", exercise)[-1].removesuffix(".yaml").removesuffix(".yml")
    letters = unicodedata.normalize("NFC", stem)
    words = "".join(letter if letter.isalnum() else "-" for letter in letters)
    return re.sub("-+", "-", words)[:MOST_LETTERS].strip("-") or "exercise"


def _front_matter(played: Played) -> str:
    import yaml  # only where something is written

    minutes = round(played.seconds / 60, 1)
    fields: dict[str, Any] = {
        "exercise": played.exercise,
        "title": played.title,
        "when": played.began.strftime("%Y-%m-%d %H:%M"),
        "ended": played.ended,
        "minutes": int(minutes) if minutes.is_integer() else minutes,
    }
    if played.partners:
        fields["partners"] = list(played.partners)
    if played.check_ins:
        fields["check-ins"] = [
            {
                "at": clock(asked.time_s),
                "question": asked.question,
                "answers": _answers(asked.answers),
            }
            for asked in played.check_ins
        ]
    return str(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=100))


def _answers(answers: Iterable[tuple[str, str]]) -> dict[str, str] | str:
    """Each one's own, in the order they came; without names, as of somebody alone, the words."""
    said: dict[str, list[str]] = {}
    for name, word in answers:
        said.setdefault(name, []).append(word)
    if list(said) == [""]:
        return ", ".join(said[""])
    return {name or NOBODY_KNOWN: ", ".join(words) for name, words in said.items()}


def _row(text: str) -> str:
    return " ".join(text.split())
