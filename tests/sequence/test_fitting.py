"""Exercises with flexible pauses come in; each ends when it was asked to, or says when it can."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from silent_sessions import compiled, placed

from presence import resources
from presence.diagnostics import Span
from presence.errors import PresenceError
from presence.sequence.cues import (
    Bed,
    Bell,
    Breath,
    CheckIn,
    Cue,
    Length,
    Rest,
    Sequence,
    Speak,
    Utterance,
)
from presence.sequence.fitting import fit, settled
from presence.sequence.settings import Settings
from presence.units import frames_of

HERE = Span("here.yaml", 1, 1, 1, 2)
RAIN, BELL = resources.sounds()["rain"], resources.sounds()[resources.BELL]

times = st.one_of(
    st.integers(0, 60_000).map(lambda count: Fraction(count, 1000)),
    st.fractions(0, 60, max_denominator=97),
)


def utterance(words: int) -> Utterance:
    """So many words, at a pace at which they last no whole number of frames."""
    return Utterance("word " * words, "en-US", None, 130, 50)


def a_range(first: Fraction, second: Fraction) -> Rest:
    """A flexible pause, or a fixed one where both are alike."""
    return Rest(min(first, second), max(first, second), HERE)


cues = st.one_of(
    st.builds(a_range, times, times),
    times.map(lambda time: Rest(time, time, HERE)),
    st.integers(1, 9).map(lambda words: Speak(utterance(words), 0.0, None, HERE)),
    st.builds(  # its word often outlasts it, and a line after it waits for the word's end
        lambda length, words: Breath("in", length, utterance(words), True, 0.0, HERE),
        st.fractions(Fraction(1, 2), 3, max_denominator=7),
        st.integers(1, 9),
    ),
    times.map(lambda wait: CheckIn((), wait, (), HERE)),
    st.integers(1, 3).map(lambda times: Bell(BELL, times, Fraction(7, 3), -6.0, HERE)),
    st.builds(Bed, st.sampled_from([RAIN, None]), st.just(-16.0), times, st.just(HERE)),
)  # fmt: skip


def sequence_of(*cues: Cue, length: Length | None = None) -> Sequence:
    """An exercise of these cues."""
    return Sequence("A test", "", None, "en-US", (), cues, (), "here.yaml", length)


def end_of(sequence: Sequence) -> int:
    """The true length, with bells ringing and beds fading."""
    end = placed(sequence).end_frame
    assert end is not None
    return end


def rests(sequence: Sequence) -> list[Rest]:
    """The pauses, in order."""
    return [cue for cue in sequence.cues if isinstance(cue, Rest)]


@given(st.lists(cues, max_size=30), st.builds(a_range, times, times), st.fractions(0, 1))
@settings(deadline=None, max_examples=300)
def test_any_length_in_reach_is_met_to_the_frame(
    before: list[Cue], pause: Rest, part: Fraction
) -> None:
    """Whatever else happens, at every length between the shortest and the longest."""
    sequence = sequence_of(*before, pause)
    low, high = end_of(settled(sequence, Fraction(0))), end_of(settled(sequence, Fraction(1)))
    wanted = Fraction(low + round(part * (high - low)), 48_000)
    found = fit(sequence, wanted, end_of)
    assert abs(end_of(found) - frames_of(wanted)) <= 1
    parts = set()
    for now, written in zip(rests(found), rests(sequence), strict=True):
        assert written.shortest <= now.shortest == now.longest <= written.longest
        if written.shortest < written.longest:
            spread = written.longest - written.shortest
            parts.add((now.shortest - written.shortest) / spread)
    assert len(parts) <= 1
    others = [cue for cue in found.cues if not isinstance(cue, Rest)]
    assert others == [cue for cue in sequence.cues if not isinstance(cue, Rest)]


@given(st.lists(st.tuples(times, times), min_size=1, max_size=20), st.integers(2, 10**6))
def test_any_length_out_of_reach_is_refused(
    ranges: list[tuple[Fraction, Fraction]], beyond_frames: int
) -> None:
    """Above and below; a fraction of a second is enough."""
    thirty = Fraction(30)
    sequence = sequence_of(*(a_range(*times) for times in ranges), a_range(thirty, thirty))
    low, high = end_of(settled(sequence, Fraction(0))), end_of(settled(sequence, Fraction(1)))
    for end in (low - beyond_frames, high + beyond_frames):
        if end > 0:
            with pytest.raises(PresenceError):
                fit(sequence, Fraction(end, 48_000), end_of)


def spoken(script: str) -> str:
    """A line of two seconds, and the steps of `script` around it."""
    return f"voice: {{rate: 120}}\nsteps: [{{say: One two three four.}}, {script}]"


@pytest.mark.parametrize(
    ("steps", "wanted", "said"),
    [
        ("{pause: 20s to 1m}", "2m", "between 0:22 and 1:02; asked for was 2m"),
        ("{pause: 20s to 1m}", "21s", "between 0:22 and 1:02; asked for was 21s"),
        ("{pause: 500ms to 1500ms}", "1m", "between 0:03 and 0:03; asked for was 1m"),
        ("{pause: 100ms to 200ms}", "1m", "between 2.1s and 2.2s; asked for was 1m"),
        ("{pause: 20s}", "1m", "no flexible pause, and lasts 0:22; asked for was 1m"),
    ],
)
def test_the_message_gives_the_range_there_is(
    tmp_path: Path, steps: str, wanted: str, said: str
) -> None:
    """Both ends are rounded inwards, so that each of them, typed in again, can be had."""
    sequence = compiled(tmp_path, spoken(steps))
    with pytest.raises(PresenceError) as caught:
        fit(
            sequence, {"2m": Fraction(120), "21s": Fraction(21), "1m": Fraction(60)}[wanted], end_of
        )
    assert said in caught.value.message


def test_a_script_without_flexible_pauses_is_told_where_one_could_be(tmp_path: Path) -> None:
    """The longest written pause: not a longer gap of the voice, nor a silence inside a line."""
    script = "voice: {gap: 60s}\nsteps:\n- say: 'A. [5m] B.'\n- say: C.\n- pause: 3s\n- pause: 9s\n"
    sequence = compiled(tmp_path, script)
    with pytest.raises(PresenceError) as caught:
        fit(sequence, Fraction(3600), end_of)
    assert "the longest, 9s, is at" in caught.value.hint
    assert ":8:3" in caught.value.hint


def test_a_script_without_any_pause_is_told_to_write_one(tmp_path: Path) -> None:
    """There is no place to name."""
    with pytest.raises(PresenceError) as caught:
        fit(compiled(tmp_path, "steps: [{say: A.}]"), Fraction(60), end_of)
    assert "no pause at all" in caught.value.hint


def test_too_wide_a_wish_is_told_the_widest_pause(tmp_path: Path) -> None:
    """The place where more room would come from."""
    sequence = compiled(tmp_path, "steps:\n- pause: 1s to 2s\n- pause: 1s to 9s\n- say: A.\n")
    with pytest.raises(PresenceError, match="A test") as caught:
        fit(sequence, Fraction(60), end_of)
    assert ":5:3" in caught.value.hint


def test_the_ends_of_the_ranges_can_be_asked_for_by_name(tmp_path: Path) -> None:
    """Neither needs a line's length, so nothing is narrated for them."""
    sequence = compiled(tmp_path, "steps: [{say: A.}, {pause: 1s to 9s}]")

    def unasked(_sequence: Sequence) -> int:
        raise AssertionError

    (short,) = rests(fit(sequence, "shortest", unasked))
    (long,) = rests(fit(sequence, "longest", unasked))
    assert [short.longest, long.shortest] == [1, 9]


def test_the_longest_is_bounded_as_a_script_is(tmp_path: Path) -> None:
    """Ranges up to days were never an exercise that anybody could hear."""
    sequence = compiled(tmp_path, "steps: [{pause: 1s to 24h}, {pause: 1s to 24h}]")
    with pytest.raises(PresenceError, match="24 hours"):
        fit(sequence, "longest", end_of)
    assert end_of(fit(sequence, Fraction(86_400), end_of)) == 86_400 * 48_000


def test_the_listener_has_the_last_word_over_the_script(tmp_path: Path) -> None:
    """A script's own length is that of the whole: a part of it is not made as long."""
    script = "for: 5m\nsteps: [{section: A}, {pause: 1s to 9m}, {section: B}, {pause: 1s to 9m}]"
    assert compiled(tmp_path, script).length == 300
    assert compiled(tmp_path, script, Settings(length=Fraction(60))).length == 60
    assert compiled(tmp_path, script, Settings(length="shortest")).length == "shortest"
    assert compiled(tmp_path, script, Settings(section="B")).length is None
    part = Settings(section="B", length=Fraction(60))
    assert compiled(tmp_path, script, part).length == 60


def test_a_fit_is_found_in_few_steps() -> None:
    """Each costs a walk through all cues: halving alone would take some thirty of them."""
    lines = [cue for _ in range(50) for cue in (a_range(Fraction(1), Fraction(90)), speak())]
    asked = []

    def counted(sequence: Sequence) -> int:
        asked.append(sequence)
        return end_of(sequence)

    found = fit(sequence_of(*lines), Fraction(2400), counted)
    assert abs(end_of(found) - 2400 * 48_000) <= 1
    assert len(asked) <= 8


def speak() -> Speak:
    """A short line."""
    return Speak(utterance(3), 0.0, None, HERE)


def test_pauses_alike_do_not_round_alike() -> None:
    """Lines that wait for the words of breaths, all after equal pauses, once rounded together: the
    length then jumped by as many frames as there were, and no pause could meet what lay between."""
    words = [
        cue
        for _ in range(40)
        for cue in (
            Rest(Fraction(1), Fraction(2), HERE),
            Breath("in", Fraction(1, 2), utterance(4), True, 0.0, HERE),
            Speak(utterance(1), 0.0, None, HERE),
        )
    ]
    sequence = sequence_of(*words)
    for extra in range(40):
        wanted = end_of(settled(sequence, Fraction(0))) + 480_000 + extra
        found = fit(sequence, Fraction(wanted, 48_000), end_of)
        assert end_of(found) == wanted
