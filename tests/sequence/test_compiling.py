"""Scripts come in; the times must be those that were written, and what has no end must stop."""

import tracemalloc
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from silent_sessions import compiled, placed, silent_frames, timeline_of

from presence.diagnostics import ScriptError, Span
from presence.errors import PresenceError
from presence.mix.timeline import Timeline
from presence.sequence.cues import (
    Bed,
    CheckIn,
    Cue,
    Recording,
    Rest,
    Section,
    Sequence,
    Speak,
    Utterance,
)
from presence.sequence.lengths import total_s
from presence.sequence.lines import LONGEST_PIECE
from presence.sequence.sections import from_section, section_titles
from presence.sequence.settings import Settings
from presence.units import frames_of, parse_seconds, seconds_of

HERE = Span("here.yaml", 1, 1, 1, 2)
in_a_folder = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def speak(words: int, rate_wpm: int = 120) -> Speak:
    """A line of so many words."""
    return Speak(Utterance("word " * words, "en-US", None, rate_wpm, 50), 0.0, None, HERE)


def rest(seconds: Fraction) -> Rest:
    """A pause."""
    return Rest(seconds, seconds, HERE)


def sequence_of(*cues: Cue) -> Sequence:
    """An exercise of these cues."""
    return Sequence("A test", "", None, "en-US", (), cues, (), "here.yaml")


def pauses_of(timeline: Timeline) -> list[int]:
    """The frames between each line and the next."""
    lines = timeline.voice.placed
    return [b.start_frame - a.end_frame for a, b in pairwise(lines)]


milliseconds = st.integers(0, 100_000).map(lambda count: Fraction(count, 1000))
odd_times = st.one_of(
    st.fractions(0, 20, max_denominator=97), st.decimals(0, 20, places=9).map(Fraction)
)


@given(st.lists(st.tuples(st.integers(1, 9), milliseconds), min_size=1, max_size=60))
def test_a_pause_in_milliseconds_is_exact_to_the_frame(lines: list[tuple[int, Fraction]]) -> None:
    """A millisecond is 48 frames: whatever stands before, each pause is its own frames."""
    cues = [cue for words, pause in lines for cue in (speak(words), rest(pause))]
    timeline = placed(sequence_of(*cues, speak(1)))
    assert pauses_of(timeline) == [frames_of(pause) for _, pause in lines]


@given(st.lists(st.tuples(st.integers(1, 9), odd_times), min_size=1, max_size=60))
def test_a_pause_of_no_whole_frames_is_placed_from_its_absolute_time(
    lines: list[tuple[int, Fraction]],
) -> None:
    """Each line begins within half a frame of its exact time, so each pause is within one."""
    cues = [cue for words, pause in lines for cue in (speak(words), rest(pause))]
    timeline = placed(sequence_of(*cues, speak(1)))
    exact = Fraction(0)
    for (words, pause), line in zip(lines, timeline.voice.placed, strict=False):
        assert abs(line.start_frame - exact) <= Fraction(1, 2)
        exact += silent_frames(speak(words).utterance) + pause * 48_000
    pairs = zip(pauses_of(timeline), lines, strict=True)
    assert all(abs(found - pause * 48_000) < 1 for found, (_, pause) in pairs)


def test_nothing_drifts_over_twenty_thousand_thirds_of_a_millisecond() -> None:
    """Rounding each pause by itself would be some 6,700 frames off by the end."""
    third = Fraction(1, 3000)
    cues = [cue for _ in range(20_000) for cue in (speak(1), rest(third))]
    timeline = timeline_of(sequence_of(*cues), lambda _: 100)
    timeline.place_until(1 << 60)
    assert timeline.end_frame == 20_000 * 100 + frames_of(20_000 * third)


@pytest.mark.parametrize("written", ["8s", "8000ms", "0.1333333333333333333333m"])
def test_eight_seconds_are_384000_frames(written: str) -> None:
    """However they are spelled; the last lacks less than one frame in 10^15."""
    timeline = placed(sequence_of(speak(3), rest(parse_seconds(written)), speak(2)))
    assert pauses_of(timeline) == [384_000]


@given(st.integers(1, 40), st.integers(1, 12), st.integers(1, 4))
@in_a_folder
def test_repeats_multiply(tmp_path: Path, outer: int, inner: int, steps: int) -> None:
    """The number of lines is the product of all that stands around them."""
    body = "{say: Breathe.}, {pause: 1s}, " * steps
    script = f"steps: [{{repeat: {{times: {outer}, steps: [{{repeat: {{times: {inner}, steps: [{body}]}}}}]}}}}]"  # noqa: E501 (a script in a line)
    cues = compiled(tmp_path, script).cues
    assert sum(isinstance(cue, Speak) for cue in cues) == outer * inner * steps


def bomb(levels: int, innermost: str) -> str:
    """Repeats of ten thousand within each other."""
    opened = "{repeat: {times: 10000, steps: [" * levels
    return f"steps: [{opened}{innermost}{']}}' * levels}]"


@pytest.mark.parametrize(
    ("script", "code", "choice"),
    [
        ("voice: {gap: 0s}\n" + bomb(5, "{say: A.}"), "too-many-cues", Settings()),
        (bomb(5, "{pause: 1h}"), "too-long", Settings()),
        (bomb(5, "{ambient: rain}"), "too-many-cues", Settings(no_ambient=True)),
        (bomb(5, "{ambient: rain}"), "too-many-cues", Settings(ambient=Path("sea.flac"))),
        (bomb(5, "{breathe: {pattern: box, times: 1000}}"), "too-long", Settings()),
        (bomb(4, "{check-in: {ask: Good?, wait: 1s}}"), "too-many-cues", Settings()),
        ("voice: {gap: 60s}\n" + bomb(1, "{say: A.}, {section: B}"), "too-long", Settings()),
    ],
)
def test_a_bomb_is_stopped_and_its_outermost_repeat_is_named(
    tmp_path: Path, script: str, code: str, choice: Settings
) -> None:
    """Ten thousand to the fifth steps end at the bound, at the loop's place."""
    with pytest.raises(ScriptError) as caught:
        compiled(tmp_path, script, choice)
    (problem,) = caught.value.diagnostics
    assert problem.code == code
    assert problem.span.column == 9


def test_a_bomb_takes_little_memory(tmp_path: Path) -> None:
    """What was made up to the bound, and nothing for what lies beyond."""
    tracemalloc.start()
    try:
        with pytest.raises(ScriptError, match="too-long"):
            compiled(tmp_path, bomb(5, "{say: Breathe.}"))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 100e6


def test_the_bounds_are_exact(tmp_path: Path) -> None:
    """100,000 cues and 24 hours are allowed; one cue or one second more is not."""
    hundred_thousand = "steps: [{repeat: {times: 10000, steps: [" + "bell, {pause: 0s}, " * 5
    assert len(compiled(tmp_path, f"{hundred_thousand}]}}}}]").cues) == 100_000
    with pytest.raises(ScriptError, match="too-many-cues"):
        compiled(tmp_path, f"{hundred_thousand}]}}}}, bell]")
    assert total_s(compiled(tmp_path, "steps: [{pause: 23h}, {pause: 1h}]").cues) == 86_400
    with pytest.raises(ScriptError, match="too-long"):
        compiled(tmp_path, "steps: [{pause: 23h}, {pause: 1h}, {pause: 1s}]")


def test_check_ins_within_check_ins_end_in_words(tmp_path: Path) -> None:
    """A chain of includes can nest them past the interpreter's own limit of recursion."""
    for number in range(60):
        inner = f"{{include: {number + 1}.yaml}}" if number < 59 else "bell"
        nested = "{check-in: {ask: Good?, gentler: [" * 8 + inner + "]}}" * 8
        text = f"presence: 1\ntitle: Deep\nsteps: [{nested}]\n"
        (tmp_path / f"{number}.yaml").write_text(text)
    with pytest.raises(ScriptError, match="too-deep"):
        compiled(tmp_path, "steps: [{include: 0.yaml}]")


def test_a_question_is_asked_again_with_its_silences(tmp_path: Path) -> None:
    """Who asks again says what was said: the gap between two long sentences too."""
    sentence = " ".join(["word"] * 70) + "."
    cues = compiled(tmp_path, f"steps: [{{check-in: '{sentence} {sentence}'}}]").cues
    check_in = cues[-1]
    assert isinstance(check_in, CheckIn)
    assert [type(cue) for cue in check_in.ask] == [Speak, Rest, Speak]
    assert cues[:-1] == check_in.ask


@given(
    st.lists(
        st.one_of(
            st.integers(1, 9).map(lambda n: f"{{say: {' '.join(['word'] * n)}}}"),
            st.integers(0, 9999).map(lambda n: f"{{pause: {n}ms}}"),
            st.sampled_from(["{section: Here}", "{check-in: Good?}", "{reflect: What?}"]),
            st.just("{breathe: {pattern: box, times: 2}}"),
        ),
        min_size=1,
        max_size=20,
    )
)
@in_a_folder
def test_an_estimate_is_the_length_the_silent_engine_gives(
    tmp_path: Path, steps: list[str]
) -> None:
    """At 120 words a minute a word is half a second to the frame, so nothing is rounded."""
    sequence = compiled(tmp_path, f"voice: {{rate: 120}}\nsteps: [{', '.join(steps)}]")
    timeline = timeline_of(sequence)
    estimated = timeline.expected_end_frame()
    timeline.place_until(1 << 60)
    assert timeline.end_frame == estimated == frames_of(total_s(sequence.cues))


def test_an_estimate_becomes_the_length_as_lines_are_placed(tmp_path: Path) -> None:
    """What is known replaces what was guessed: the clips here are twice as long as guessed."""
    sequence = compiled(tmp_path, "steps: [{repeat: {times: 50, steps: [{say: A b c.}]}}]")
    timeline = timeline_of(sequence, lambda spoken: 2 * silent_frames(spoken))
    expected = [timeline.expected_end_frame()]
    while timeline.end_frame is None:
        timeline.place_until(timeline.voice.end_frame + 48_000)
        expected.append(timeline.expected_end_frame())
    assert expected == sorted(expected)
    assert expected[-1] == timeline.end_frame


@given(st.text(st.sampled_from("ab. ,;é\u3002\U0001f54a"), max_size=4000))
@in_a_folder
def test_a_long_text_is_cut_into_pieces_that_a_voice_can_say(tmp_path: Path, text: str) -> None:
    """No piece is over the bound, none is empty, and together they are the text."""
    cues = compiled(tmp_path, f"steps: [{{say: 'x{text} end'}}]").cues
    said = [cue.utterance.text for cue in cues if isinstance(cue, Speak)]
    assert all(0 < len(piece) <= LONGEST_PIECE for piece in said)
    assert "".join("".join(said).split()) == "".join(f"x{text} end".split())


def test_a_lower_rate_keeps_what_is_slower_slower(tmp_path: Path) -> None:
    """A listener's own rate scales those of the script, within what voices can do."""
    script = "voice: {rate: 100}\nsteps: [{say: A.}, {say: {text: B., rate: 80}}, {say: {text: C., rate: 290}}]"  # noqa: E501 (a script in a line)
    cues = compiled(tmp_path, script, Settings(rate_wpm=150)).cues
    rates = [cue.utterance.rate_wpm for cue in cues if isinstance(cue, Speak)]
    assert rates == [150, 120, 300]


def test_a_recording_is_as_loud_as_the_voice_it_stands_for(tmp_path: Path) -> None:
    """The script's own volume holds for both."""
    (tmp_path / "me.wav").write_bytes(b"never opened")
    script = "voice: {volume: -5 dB}\nsteps: [{say: A.}, {recording: {file: me.wav, text: B.}}]"
    cues = compiled(tmp_path, script).cues
    assert [cue.volume_db for cue in cues if isinstance(cue, Speak | Recording)] == [-5.0, -5.0]


def test_a_wrong_number_of_names_is_refused(tmp_path: Path) -> None:
    """Two partners need two names; the message has both numbers."""
    script = "partners: [a, b]\nsteps: [{each-partner: [{say: '{partner}'}]}]"
    with pytest.raises(PresenceError, match="has 2 partners; 1 names"):
        compiled(tmp_path, script, Settings(names=("Sam",)))
    cues = compiled(tmp_path, script, Settings(names=("Sam", "Alex"))).cues
    assert [cue.utterance.text for cue in cues if isinstance(cue, Speak)] == ["Sam", "Alex"]


# --from

SECTIONS = """ambient: rain
steps:
  - section: Settling
  - say: One two.
  - ambient: sea
  - section: Sharing
  - say: Three four.
  - section: Sharing more
  - ambient: drone
  - say: Five six.
  - section: 2 breaths
"""


@pytest.mark.parametrize(
    ("asked", "title", "beds"),
    [
        ("Settling", "Settling", ["rain", "sea", "drone"]),
        (" sharing ", "Sharing", ["sea", "drone"]),
        ("sharing m", "Sharing more", ["sea", "drone"]),
        ("3", "Sharing more", ["sea", "drone"]),
        ("2", "2 breaths", ["drone"]),
        ("4", "2 breaths", ["drone"]),
    ],
)
def test_an_exercise_begins_at_a_section_under_the_bed_of_that_place(
    tmp_path: Path, asked: str, title: str, beds: list[str]
) -> None:
    """By title, by the beginning of one, or by number, in that order; case does not matter."""
    cues = compiled(tmp_path, SECTIONS, Settings(section=asked)).cues
    assert section_titles(cues)[0] == title
    found = [cue.sound.stem for cue in cues if isinstance(cue, Bed) and cue.sound]
    assert found == beds
    assert isinstance(cues[0], Bed)
    assert isinstance(cues[1], Section)


@pytest.mark.parametrize("asked", ["Nowhere", "0", "5", "", "-1", "9999999999"])
def test_a_section_that_is_not_there_is_answered_with_those_that_are(
    tmp_path: Path, asked: str
) -> None:
    """The advice numbers the titles, so that one can be copied or counted."""
    with pytest.raises(PresenceError, match="there is no section") as caught:
        compiled(tmp_path, SECTIONS, Settings(section=asked))
    listed = "1 Settling, 2 Sharing, 3 Sharing more, 4 2 breaths"
    assert caught.value.hint == f"The sections are: {listed}."


def test_a_script_without_sections_says_so() -> None:
    """There is nothing to list."""
    with pytest.raises(PresenceError) as caught:
        from_section((speak(1),), "2")
    assert caught.value.hint == "This script has no sections."


def test_the_last_section_may_be_empty(tmp_path: Path) -> None:
    """Nothing but the bed is left of the exercise, and it comes and goes."""
    timeline = placed(compiled(tmp_path, SECTIONS, Settings(section="4")))
    assert timeline.end_frame is not None
    assert seconds_of(timeline.end_frame) == 6.0
