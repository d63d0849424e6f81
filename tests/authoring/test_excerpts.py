"""A Sequence and what is asked for → the Sequence of that stretch."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from silent_sessions import OPENING, compiled

from presence.authoring import excerpt
from presence.authoring.once import include_lines, once
from presence.diagnostics import Span
from presence.errors import PresenceError
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import (
    Bed,
    Bell,
    Breath,
    CheckIn,
    Cue,
    Rest,
    Section,
    Sequence,
    Speak,
    Utterance,
)

SCRIPT = """\
partners: [Sam, Alex]
ambient: rain
steps:
  - section: First
  - say:
      text: "Soften. [2s] Your jaw."
      rate: 110

  # a remark
  - pause: 3s
  - bell
  - each-partner:
      - say: "{partner}, look up."
      - pause: 40s
  - repeat: {times: 5, steps: [{say: "Round {round}."}]}
  - ambient: off
  - check-in:
      ask: All right?
      gentler:
        - pause: 1s
        - say: Let go.
  - include: closing.yaml
  - section: Last
  - breathe: {in: 4s, out: 6s, times: 3}
gentler:
  - say: Rest.
# the end
"""
LINES = 2 + len(SCRIPT.splitlines())


def at_line(folder: Path, line: int) -> Sequence:
    (folder / "closing.yaml").write_text(OPENING + "steps: [{say: Goodbye.}, {say: Farewell.}]")
    path = folder / "mine.yaml"
    path.write_text(OPENING + SCRIPT)
    script = load(path)
    found = compile_script(once(script))
    return excerpt.at_line(found, line, LINES, include_lines(script))


def heard(cues: tuple[Cue, ...]) -> list[object]:
    """What is said, struck and breathed, and the silences in seconds."""
    found: list[object] = []
    for cue in cues:
        match cue:
            case Speak():
                found.append(cue.caption)
            case Rest():
                found.append(float(cue.shortest))
            case Bell() | Breath() | CheckIn() | Section() | Bed():
                found.append(type(cue).__name__.lower())
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (1, ["bed", "Soften.", 2, "Your jaw."]),
        (7, ["bed", "Soften.", 2, "Your jaw."]),
        (9, ["bed", "Soften.", 2, "Your jaw."]),
        (12, ["bed", "Sam, look up.", 0.7, "Alex, look up."]),
        (13, ["bed", "bell"]),
        (14, ["bed", "Sam, look up.", 0.7, "Alex, look up."]),
        (15, ["bed", "Sam, look up.", 0.7, "Alex, look up."]),
        (16, ["bed", "Round 1."]),
        (17, ["bed", "Round 1."]),
        (18, ["All right?"]),
        (20, ["All right?"]),
        (22, ["Let go."]),
        (23, ["Let go."]),
        (24, ["Goodbye.", 0.7, "Farewell."]),
        (25, ["breath"] * 6),
        (28, ["bed", "Rest."]),  # one may shift gears at any moment, from the first on
    ],
)
def test_what_is_heard_of_a_line(tmp_path: Path, line: int, expected: list[object]) -> None:
    """The step that stands there, or the nearest spoken after it; for each partner, once where it
    is repeated; over the bed of that place; in gentler ways and by way of an include too."""
    assert heard(at_line(tmp_path, line).cues) == expected


def test_a_bed_is_soon_there_and_soon_gone(tmp_path: Path) -> None:
    """Around a single line it takes a second at most, where the exercise gives it six."""
    bed = at_line(tmp_path, 7).cues[0]
    assert isinstance(bed, Bed)
    assert bed.fade == 1


@pytest.mark.parametrize("line", [LINES, LINES + 1, 10**9])
def test_where_nothing_is_said_the_nearest_is_named(tmp_path: Path, line: int) -> None:
    """After the last line, and beyond the end of the file; each in words of its own."""
    with pytest.raises(PresenceError) as refused:
        at_line(tmp_path, line)
    expected = f"has {LINES} lines" if line > LINES else f"nothing to say at line {line}"
    assert expected in refused.value.message
    assert refused.value.hint == f"The nearest line that is spoken is line {LINES - 1}."


def test_a_script_that_says_nothing(tmp_path: Path) -> None:
    """There is no nearest line then, and the words for it say so."""
    silent = compiled(tmp_path, "steps: [{pause: 3s}]")
    with pytest.raises(PresenceError) as refused:
        excerpt.at_line(silent, 1, 3, {})
    assert "Nothing is said" in refused.value.hint


def test_a_section_ends_where_the_next_begins(tmp_path: Path) -> None:
    """Over the bed that lies there; an unknown one lists those there are."""
    whole = compiled(tmp_path, SCRIPT.replace("  - include: closing.yaml\n", ""))
    first = excerpt.in_section(whole, "first")
    last = excerpt.in_section(whole, "2")
    assert heard(first.cues)[:3] == ["bed", "section", "Soften."]
    assert "breath" not in heard(first.cues)
    assert heard(last.cues) == ["bed", "section", *["breath"] * 6]
    with pytest.raises(PresenceError) as refused:
        excerpt.in_section(whole, "Middle")
    assert "1 First, 2 Last" in refused.value.hint


def test_from_a_line_on(tmp_path: Path) -> None:
    """All that happens from there, without the silence that parted it from what came before."""
    whole = compiled(tmp_path, "steps: [{say: One.},\n {say: Two.},\n {pause: 4s}, {say: Three.}]")
    assert heard(excerpt.from_line(whole, 4, 5, {}).cues) == ["Two.", 4, "Three."]
    assert heard(excerpt.from_line(whole, 5, 5, {}).cues) == [4, "Three."]
    assert heard(excerpt.from_line(whole, 1, 5, {}).cues)[0] == "One."
    with pytest.raises(PresenceError):
        excerpt.from_line(whole, 6, 5, {})


SPAN = Span("a.yaml", 1, 1, 1, 2)
UTTERANCE = Utterance("Breathe.", "en-US", None, 130, 50)
TIMES = st.fractions(0, 9, max_denominator=10)
CUES = st.one_of(
    st.builds(lambda time: Rest(time, time + 5, SPAN), TIMES),
    st.builds(lambda time: CheckIn((), time, (), SPAN), TIMES),
    st.just(Speak(UTTERANCE, 0.0, None, SPAN)),
    st.just(Section("One", SPAN)),
)


def silences(cues: tuple[Cue, ...]) -> list[Fraction]:
    """The length of each stretch between two lines, and before the first and after the last."""
    found = [Fraction(0)]
    for cue in cues:
        if isinstance(cue, Rest):
            found[-1] += cue.shortest
        elif isinstance(cue, CheckIn):
            found[-1] += cue.wait
        elif isinstance(cue, Speak):
            found.append(Fraction(0))
    return found


@given(st.lists(CUES, max_size=20))
def test_skipped_silences_are_exact(cues: list[Cue]) -> None:
    """Each is the shorter of what it was and 1.5 s, however it was written; all else stays."""
    whole = Sequence("", "", None, "en-US", (), tuple(cues), (), "a.yaml")
    short = excerpt.skip_silence(whole)
    limit = Fraction(3, 2)
    assert silences(short.cues) == [min(one, limit) for one in silences(whole.cues)]
    kept = [cue for cue in short.cues if isinstance(cue, Speak | Section)]
    assert kept == [cue for cue in cues if isinstance(cue, Speak | Section)]


def test_a_breath_and_a_bell_once(tmp_path: Path) -> None:
    """One whole cycle, also where it has two phases of one name, and one strike."""
    script = """\
steps:
  - breathe: {pattern: physiological-sigh, times: 4}
  - bell: {times: 3, every: 10s}
  - breathe: {in: 4s, hold: 7s, out: 8s, times: 2}
"""
    cues = excerpt.skip_silence(compiled(tmp_path, script)).cues
    phases = [cue.phase for cue in cues if isinstance(cue, Breath)]
    assert phases == ["in", "in", "out", "in", "hold", "out"]
    assert [cue.times for cue in cues if isinstance(cue, Bell)] == [1]
