"""What was measured → rows of a table: ours, the peer's, their ratio, whether a target holds."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HEADER: Final = ("what", "presence", "peer", "ratio", "target", "held")


@dataclass(frozen=True, slots=True)
class Figure:
    """A median and the least and greatest of the runs it stands for."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, runs: Sequence[float]) -> "Figure":
        return cls(statistics.median(runs), min(runs), max(runs))

    def text(self, unit: str) -> str:
        if self.low == self.high:
            return _number(self.value, unit)
        return f"{_number(self.value, unit)} ({_bare(self.low)} to {_bare(self.high)})"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; a target is for the ratio, or for our own figure without a peer's."""

    what: str
    ours: Figure
    unit: str = "s"
    peer_name: str = ""
    peer: Figure | None = None
    target: float | None = None
    target_is_ours: bool = False  # the target bounds our own figure, whatever the peer's

    @property
    def ratio(self) -> float | None:
        return self.ours.value / self.peer.value if self.peer else None

    @property
    def held(self) -> bool | None:
        """None where there is no target."""
        if self.target is None:
            return None
        found = self.ours.value if self.target_is_ours or self.ratio is None else self.ratio
        return found <= self.target

    def cells(self) -> tuple[str, ...]:
        peer = f"{self.peer_name}: {self.peer.text(self.unit)}" if self.peer else self.peer_name
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return (self.what, self.ours.text(self.unit), peer, ratio, *self._verdict())

    def _verdict(self) -> tuple[str, str]:
        if self.target is None:
            return "", ""
        own = self.target_is_ours or self.ratio is None
        bound = _number(self.target, self.unit) if own else f"{self.target:.2f}"
        return f"≤ {bound}", "yes" if self.held else "no"


def exactly(value: float) -> Figure:
    """A figure that is no median, such as a count or the one run of something long."""
    return Figure(value, value, value)


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    cells = [HEADER, tuple("---" for _ in HEADER), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)


def _number(value: float, unit: str) -> str:
    return f"{_bare(value)} {unit}".rstrip()


def _bare(value: float) -> str:
    """Three digits that mean something, without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
