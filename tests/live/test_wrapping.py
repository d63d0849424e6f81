"""Wrapping: rows that fit, with nothing of the text lost but what could do harm."""

from hypothesis import given
from hypothesis import strategies as st

from presence.columns import columns_of, printable
from presence.live.wrapping import wrap


@given(st.text(), st.integers(2, 60))
def test_rows_fit_and_hold_all(text: str, width: int) -> None:
    """No row is wider than asked, and together they are the printable text, spaces aside."""
    rows = wrap(text, width)
    assert all(columns_of(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(printable(text).split())


@given(st.text())
def test_what_is_printed_steers_nothing(text: str) -> None:
    """No control character and no line end is left, whatever a script holds."""
    assert not [c for c in printable(text) if ord(c) < 32 or 127 <= ord(c) < 160]


def test_wide_and_combining_characters() -> None:
    """Wide characters take two columns, combining ones none."""
    assert columns_of("呼吸") == 4
    assert columns_of("e\u0301") == 1
    assert wrap("呼吸呼吸", 5) == ["呼吸", "呼吸"]


def test_rows_break_at_spaces() -> None:
    """Words stay whole where they fit."""
    assert wrap("Breathe in, and out.", 11) == ["Breathe in,", "and out."]
