"""How far an exercise has come in, a thin line out."""

from typing import Final

_DONE: Final = "━"
_HALF: Final = "╾"
_LEFT: Final = "─"


def thin_line(progress: float, columns: int) -> tuple[str, str]:
    """The part done and the part left, in steps of half a column, together `columns` wide."""
    halves = round(min(1.0, max(0.0, progress)) * columns * 2)
    done = _DONE * (halves // 2) + _HALF * (halves % 2)
    return done, _LEFT * (columns - len(done))
