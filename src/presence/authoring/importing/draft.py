"""Draft: what an importer found in a text, in order, with notes; a script is made of it."""

from dataclasses import dataclass, field

from presence.units import Seconds


@dataclass(frozen=True, slots=True)
class Line:
    """Words to say. A `whole` line is never split, however long."""

    text: str
    line: int  # of the source, from 1
    rate_wpm: int | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence. `guess` names what it rests on where that gives way to a written pause beside it."""

    shortest: Seconds
    longest: Seconds
    line: int
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section begins. Its title is shown, not said."""

    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound by its path or built-in name; with `text` it is a recorded line, else a bell."""

    file: str
    text: str
    line: int


Item = Line | Pause | Heading | Sound


@dataclass(frozen=True, slots=True)
class Note:
    """What was guessed, changed or left out, and where in the source, from 1; column 0: unknown."""

    line: int
    message: str
    column: int = 0

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.message}"

    def as_json(self) -> dict[str, object]:
        return {"line": self.line, "column": self.column or None, "message": self.message}


@dataclass(slots=True)
class Draft:
    """An exercise in the making. An empty `title` means that the source has none."""

    title: str = ""
    language: str = ""
    items: list[Item] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def note(self, line: int, message: str, column: int = 0) -> None:
        self.notes.append(Note(line, message, column))
