"""Times and levels as texts and numbers: what is written must be what is read."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence import units

MICROSECONDS = st.integers(0, 48 * 3600 * 1_000_000).map(lambda count: Fraction(count, 1_000_000))


@given(MICROSECONDS)
def test_a_time_spelled_is_read_back(seconds: Fraction) -> None:
    """To the microsecond, exactly: `0.1s` is a tenth."""
    assert units.parse_seconds(units.spell_seconds(seconds)) == seconds


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 999))
def test_a_time_is_the_sum_of_its_parts(hours: int, minutes: int, seconds: int, ms: int) -> None:
    """Hours, minutes, seconds and milliseconds, in this order, with or without spaces."""
    total = 3600 * hours + 60 * minutes + seconds + Fraction(ms, 1000)
    assert units.parse_seconds(f"{hours}h{minutes}m{seconds}s{ms}ms") == total
    assert units.parse_seconds(f" {hours} h {minutes} m {seconds} s {ms} ms ") == total


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    """Nothing else is raised, and no time is negative."""
    try:
        seconds = units.parse_seconds(text)
    except ValueError:
        return
    assert seconds >= 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20s", 20),
        ("1m30s", 90),
        ("1.5m", 90),
        ("1h", 3600),
        ("250ms", Fraction(1, 4)),
        ("0.1s", Fraction(1, 10)),
        ("010s", 10),
        ("0s", 0),
        ("1m 30s", 90),
    ],
)
def test_times_as_written(text: str, seconds: Fraction) -> None:
    """The spellings of the format, and their exact values."""
    assert units.parse_seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", "s", "20", "1:30", "-5s", "+5s", "5s1m", "1e3s", ".5s", "5.s", "1,5s", "5S"),
        *("5 sec", "inf s", "nan", "5s5s", "1_0s", "9" * 50 + "s"),
    ],
)
def test_what_is_no_time(text: str) -> None:
    """A unit is required, the order is fixed, and no number is longer than anybody means."""
    with pytest.raises(ValueError, match=r".*"):
        units.parse_seconds(text)


@given(st.integers(-10_000, 10_000))
def test_a_level_is_read_as_written(tenths: int) -> None:
    """With a sign or without, with a space before the unit or without."""
    level_db = tenths / 10
    assert units.parse_db(f"{level_db} dB") == level_db
    assert units.parse_db(f" {level_db:+}dB ") == level_db


@given(st.text(max_size=60))
def test_any_text_is_a_level_or_a_value_error(text: str) -> None:
    """Nothing else is raised, and every level is a finite number."""
    try:
        level_db = units.parse_db(text)
    except ValueError:
        return
    assert abs(level_db) < 1e40


@pytest.mark.parametrize("text", ["", "-16", "dB", "-16 db", "- 16 dB", "1e3 dB", "nan dB"])
def test_what_is_no_level(text: str) -> None:
    """The unit is required, and written as physicists write it."""
    with pytest.raises(ValueError, match=r".*"):
        units.parse_db(text)


@given(st.floats(-100, 100))
def test_a_gain_is_a_factor_of_ten_every_twenty_decibels(level_db: float) -> None:
    """Levels add where gains multiply."""
    assert units.gain_of_db(level_db + 20) == pytest.approx(10 * units.gain_of_db(level_db))
    assert units.gain_of_db(0) == 1


@given(MICROSECONDS)
def test_frames_are_the_nearest_to_the_time(seconds: Fraction) -> None:
    """Never more than half a frame away, so that places made from them do not drift."""
    frames = units.frames_of(seconds)
    assert abs(Fraction(frames, units.SAMPLE_RATE_HZ) - seconds) <= Fraction(1, 96_000)
    assert units.frames_of(units.seconds_of(frames)) == frames


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (-3, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (365, "6:05"), (3723, "1:02:03")],
)
def test_a_clock_shows_whole_seconds(seconds: float, shown: str) -> None:
    """Minutes and seconds; hours only once there are any."""
    assert units.clock(seconds) == shown
