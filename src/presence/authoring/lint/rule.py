"""What a rule is: a name, figures that can be changed, and a check that yields its findings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from presence.diagnostics import Diagnostic, Severity, Span
from presence.units import parse_db, parse_seconds, spell_seconds

if TYPE_CHECKING:
    from presence.authoring.lint.subject import Subject

Figures = Mapping[str, float]
"""A rule's figures by their names, in the units that the rule's defaults state."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a rule works with. `unit` is `s`, `dB`, or what is counted: `words a minute`.

    Times are written as in a script (`12s`, `10m`), levels with their `dB`, percentages with or
    without a `%`, and counts as plain numbers.
    """

    default: float
    unit: str

    def parse(self, text: str) -> float:
        """The number that `text` is in this unit. ValueError if it is none."""
        text = text.strip()
        if self.unit == "s":
            return float(parse_seconds(text))
        if self.unit == "dB":
            return parse_db(text)
        if self.unit == "%":
            text = text.removesuffix("%").strip()
        if not text.isascii() or not text.replace(".", "", 1).isdigit() or len(text) > 9:
            raise ValueError(text)
        return float(text)

    def spell(self, value: float) -> str:
        """The number as an author writes it: `12s`, `-10 dB`, `45 %`, `150`."""
        if self.unit == "s":
            return spell_seconds(parse_seconds(f"{value:f}s"))
        return f"{value:g} {self.unit}" if self.unit in ("dB", "%") else f"{value:g}"


class Rule(Protocol):
    """A module of `rules/`."""

    @property
    def ID(self) -> str: ...  # noqa: N802 (a constant of a module)

    @property
    def DEFAULTS(self) -> Mapping[str, Figure]: ...  # noqa: N802 (a constant of a module)

    def check(self, subject: "Subject", figures: Figures, /) -> Iterator[Diagnostic]:
        """What the rule finds, each with the rule's ID as its code."""


def warning(code: str, message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(code, message, span, hint, Severity.WARNING)
