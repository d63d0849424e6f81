"""Cues and lengths come in; the Timeline must place them alike in any steps, and find them."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from silent_sessions import compiled, placed, timeline_of

from presence.errors import NarrationError
from presence.mix.timeline import LOOK_AHEAD_FRAMES, Timeline
from presence.mix.track import Track
from presence.sequence.cues import Recording, Sequence, Utterance
from presence.units import frames_of

EVERYTHING = """ambient: rain
partners: [Sam, Alex]
steps:
  - section: One
  - repeat:
      times: 5
      steps:
        - say: Round {round}. [1.2345s] And more of it.
        - bell: {times: 3, every: 1.5s}
        - pause: 0.3333333s
        - ambient: {sound: sea, fade: 2s}
        - each-partner:
            - say: "{partner}, look at {other}."
            - breathe: {in: 1.7s, out: 2.9s, times: 3}
        - section: Round {round} is over
        - check-in: Good?
        - pause: 100s
        - ambient: "off"
        - reflect: What was it?
"""


def tracks(timeline: Timeline) -> list[object]:
    """Everything that is placed."""
    return [
        timeline.voice.placed,
        timeline.bells.placed,
        timeline.breaths.placed,
        timeline.beds.placed,
        timeline.sections.placed,
        timeline.check_ins.placed,
        timeline.questions.placed,
        timeline.end_frame,
    ]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Sequence:
    """An exercise with every kind of cue."""
    return compiled(tmp_path_factory.mktemp("everything"), EVERYTHING)


@given(steps=st.lists(st.integers(10_000, 40 * 48_000), min_size=1, max_size=30))
@settings(deadline=None, max_examples=20)
def test_placing_in_any_steps_gives_the_same_timeline(
    everything: Sequence, steps: list[int]
) -> None:
    """A player that reads a little at a time hears what an exporter writes."""
    timeline, frame = timeline_of(everything), 0
    while timeline.end_frame is None:
        for step in steps:
            frame += step
            timeline.place_until(frame)
    assert tracks(timeline) == tracks(placed(everything))


def test_only_lines_that_begin_before_the_frame_are_waited_for(tmp_path: Path) -> None:
    """Play begins with the first clip; silences are followed further, to know what comes."""
    sequence = compiled(tmp_path, "steps: [{say: A.}, {pause: 3s}, {say: B.}, {pause: 90s}]")
    asked: list[str] = []

    def clip_frames(spoken: Utterance | Recording) -> int:
        assert isinstance(spoken, Utterance)
        asked.append(spoken.text)
        return 48_000

    timeline = timeline_of(sequence, clip_frames)
    timeline.place_until(1)
    assert asked == ["A."]
    assert timeline.next_line_frame() == 4 * 48_000
    timeline.place_until(4 * 48_000)
    assert asked == ["A."]
    timeline.place_until(4 * 48_000 + 1)
    assert asked == ["A.", "B."]
    assert timeline.next_line_frame() is None
    assert timeline.end_frame == 95 * 48_000


def test_the_end_is_known_before_the_longest_fade_to_it_begins(tmp_path: Path) -> None:
    """A fade is at most 60 s, and silence is followed 70 s ahead."""
    sequence = compiled(
        tmp_path, "ambient: rain\nsteps: [{repeat: {times: 9, steps: [{pause: 60s}]}}]"
    )
    timeline, frame = timeline_of(sequence), 0
    while timeline.end_frame is None:
        frame += 48_000
        timeline.place_until(frame)
    assert frame <= timeline.end_frame - 60 * 48_000
    assert LOOK_AHEAD_FRAMES > 60 * 48_000


def test_a_line_that_cannot_be_narrated_names_its_place(tmp_path: Path) -> None:
    """The author looks for a line of the script, not for a clip."""
    sequence = compiled(tmp_path, "steps:\n  - say: A.\n  - say: B.\n")

    def clip_frames(spoken: Utterance | Recording) -> int:
        if isinstance(spoken, Utterance) and spoken.text == "B.":
            raise NarrationError("no such voice", "Choose another.")
        return 48_000

    with pytest.raises(NarrationError, match=r"exercise\.yaml:5:5: no such voice") as caught:
        timeline_of(sequence, clip_frames).place_until(1 << 40)
    assert caught.value.hint == "Choose another."


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 80)), max_size=40),
    st.integers(-20, 600),
    st.integers(0, 200),
)
def test_a_track_finds_what_a_look_at_every_item_finds(
    items: list[tuple[int, int]], start: int, length: int
) -> None:
    """Items of any length, in order of their starts, one long one among short ones too."""
    track: Track[int] = Track()
    at = 0
    for number, (step, frame_count) in enumerate(items):
        at += step
        track.add(at, frame_count, number)
    naive = [p for p in track.placed if p.start_frame < start + length and p.end_frame > start]
    assert list(track.overlapping(start, start + length)) == naive
    begun = [p.item for p in track.placed if p.start_frame <= start]
    assert track.latest(start) == (begun[-1] if begun else -1)
    assert track.end_frame == max((p.end_frame for p in track.placed), default=0)


@given(st.fractions(0, 100))
def test_frames_are_the_nearest_and_halves_go_up(seconds: Fraction) -> None:
    """Rounding halves to even would make pauses of equal length differ."""
    frames = frames_of(seconds)
    assert -Fraction(1, 2) < frames - seconds * 48_000 <= Fraction(1, 2)
