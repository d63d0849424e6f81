"""An exercise written as a text and imported again is the same lines, silences and sections."""

from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from presence import resources
from presence.authoring.importing.importer import import_text
from presence.authoring.texts import TEXTS, Silence, parts_of, text_of
from presence.diagnostics import Problems, Span
from presence.errors import PresenceError
from presence.script.reader import load, read_bytes
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Cue, Rest, Section, Sequence, Speak, Utterance

HERE: Final = Span("mine.yaml", 1, 1, 1, 1)
LIKE_MARKUP: Final = (
    "(pause)", "(Pause 5)", "\\(breathe)", "\\\\(breathe)", "a(pause)b", "Wait...", "So…", "Now;5",
    "in 4; 7 s", "# not a heading", "## nor this #", "\\# nor this", "STOP", "\\STOP", "1. first",
    "2) second", "- dash", "+ plus", "= same", "> quote", "*so* _it_ is", "`code`", "<b>bold</b>",
    "&amp; so on", "~~no~~", "a | b", "a: b", "a #b", "{name}", "}{ x", "null", "~ x",
    "'quoted'", '"quoted"', "it's \"so\"", "C:\\new", "http://a.b/c_d", "010", "1:30", "x:",
    "--- x", "*** x", "=== x", "title: x", "ends with \\", ") x", "&#91;x&#93;",
)  # fmt: skip


def tidy(text: str) -> str:
    """As the sequence holds a line: spaces single, nothing that a script could not hold."""
    return " ".join("".join(char for char in text if char.isprintable()).split())


free = st.text(st.characters(exclude_characters="[]", exclude_categories=["Cc", "Cs", "Cn", "Co"]))
texts = st.one_of(
    st.sampled_from(LIKE_MARKUP),
    st.lists(st.sampled_from([*LIKE_MARKUP, "soften", "and", "Breathe."]), max_size=40).map(
        " ".join
    ),
    st.text("(pause 5)#*_\\;.…{}<>&`~-=+ Ab", max_size=40),
    free,
).map(lambda text: tidy(text)[:250].strip())
spoken = texts.filter(lambda text: any(map(str.isalnum, text)))
times = st.one_of(
    st.just(Fraction(7, 10)), st.integers(0, 100_000).map(lambda ms: Fraction(ms, 1000))
)


def speak(text: str) -> Speak:
    return Speak(Utterance(" ".join(text.split()), "en-US", None, 130, 50), 0.0, None, HERE)


cues = st.one_of(
    spoken.map(speak),
    times.map(lambda seconds: Rest(seconds, seconds, HERE)),
    spoken.map(lambda title: Section(title, HERE)),
)
sequences = st.tuples(spoken, st.lists(cues, max_size=8), spoken.map(speak)).map(
    lambda parts: sequence(parts[0], [*parts[1], parts[2]])
)


def sequence(title: str, cues: list[Cue]) -> Sequence:
    return Sequence(title, "", None, "en-US", (), tuple(cues), (), "mine.yaml")


def imported(text: str, suffix: str) -> Sequence:
    """What the text is as a script, compiled."""
    file = Path("mine" + suffix)
    script = import_text(text, suffix[1:], Path("mine.yaml"), file).script
    problems = Problems()
    read = read_bytes("mine.yaml", script.encode(), problems)
    assert read is not None
    assert problems.found == []
    return compile_script(read)


def told(sequence: Sequence) -> list[object]:
    """Its lines, silences that last, and sections, with its title."""
    parts = [part for part in parts_of(sequence) if not isinstance(part, Silence) or part.longest]
    return [sequence.title, *parts]


@pytest.mark.parametrize("suffix", TEXTS)
@settings(max_examples=150, deadline=None)
@given(exercise=sequences)
@example(exercise=sequence("# T", [speak(text) for text in LIKE_MARKUP]))
@example(exercise=sequence("\\STOP", [speak("One. " * 60)]))
@example(exercise=sequence("A", [Section("STOP", HERE), Section("# x #", HERE), speak("...x...")]))
def test_import_gives_back_what_export_wrote(suffix: str, exercise: Sequence) -> None:
    """To the letter and the millisecond, also where the words look like markup."""
    assert told(imported(text_of(exercise, suffix), suffix)) == told(exercise)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_flexible_pause_comes_back_flexible(suffix: str) -> None:
    """Both its times are written."""
    pause = Rest(Fraction(45), Fraction(120), HERE)
    exercise = sequence("A", [speak("One."), pause, speak("Two.")])
    assert told(imported(text_of(exercise, suffix), suffix)) == told(exercise)


@pytest.mark.parametrize("suffix", TEXTS)
@pytest.mark.parametrize("name", resources.exercises())
def test_the_shelf_comes_back(name: str, suffix: str) -> None:
    """With its bells, breaths and check-ins told as words and silences."""
    exercise = compile_script(load(resources.exercises()[name]))
    back = imported(text_of(exercise, suffix), suffix)
    if suffix == ".ssml":  # which knows no flexible pause
        shortest = [
            Silence(part.shortest, part.shortest) if isinstance(part, Silence) else part
            for part in told(exercise)
        ]
        assert told(back) == shortest
    else:
        assert told(back) == told(exercise)


def test_what_says_nothing_is_no_text() -> None:
    """An empty page would be a puzzle; the error names what is missing."""
    silent = sequence("A", [Rest(Fraction(5), Fraction(5), HERE)])
    with pytest.raises(PresenceError, match="says nothing"):
        text_of(silent, ".txt")
