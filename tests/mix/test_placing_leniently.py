"""Exercises with lines that no voice can make come in; their length is known all the same."""

from fractions import Fraction
from pathlib import Path

import pytest
from engines import ToneEngine
from silent_sessions import compiled, session_of

from presence.errors import NarrationError
from presence.mix.placing import fitted, narrated_lengths
from presence.mix.session import Session
from presence.narration.store import Store
from presence.sequence.settings import Settings

SCRIPT = "steps: [{say: One two.}, {pause: 1s to 9s}, {say: Three.}, {pause: 2s to 30s}]"


def test_a_line_that_cannot_be_made_counts_as_the_silence_it_becomes(tmp_path: Path) -> None:
    """People who listen get the length they asked for, with that line as a silence in it."""
    sequence = compiled(tmp_path, SCRIPT, Settings(length=Fraction(20)))
    engine, store = ToneEngine(lambda text: text == "Three."), Store(tmp_path / "clips")
    with narrated_lengths(sequence, engine, store, lenient=True) as lengths:
        found = fitted(sequence, lengths)
    again = ToneEngine(lambda text: text == "Three.")
    with Session(found, again, store, workers=1, lenient=True) as session:
        assert abs(session.finish() - 20 * 48_000) <= 1


def test_a_file_is_not_made_with_a_line_missing(tmp_path: Path) -> None:
    """What is exported is whole: the line and its place are named."""
    sequence = compiled(tmp_path, SCRIPT, Settings(length=Fraction(20)))
    engine = ToneEngine(lambda text: text == "Three.")
    with (
        narrated_lengths(sequence, engine, Store(tmp_path / "clips")) as lengths,
        pytest.raises(NarrationError, match=r"exercise\.yaml:3:.*Three"),
    ):
        fitted(sequence, lengths)


def test_a_fitted_session_lasts_what_was_asked(tmp_path: Path) -> None:
    """The clips of the fit are those of the session: from the store, made once."""
    sequence = compiled(tmp_path, SCRIPT, Settings(length=Fraction(25)))
    engine = ToneEngine()
    with narrated_lengths(sequence, engine, Store(tmp_path / "clips")) as lengths:
        found = fitted(sequence, lengths)
    asked = len(engine.asked)
    with session_of(found, tmp_path, ToneEngine()) as session:
        assert session.finish() == 25 * 48_000
        assert session.made_count == 0
    assert asked == 3  # two lines and the voice's reference
