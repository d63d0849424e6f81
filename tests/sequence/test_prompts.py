"""What the program says by itself: in the exercise's language, over its bed, up to a stop."""

from pathlib import Path

import pytest
from silent_sessions import compiled, placed

from presence.sequence.cues import CheckIn, Sequence, Speak
from presence.sequence.places import bed_at, gate_after
from presence.sequence.prompts import (
    HOLDING,
    closing_cues,
    gentler_cues,
    offer_cues,
    prompts_for,
    side_sequence,
    sound_is_back_cues,
)
from presence.units import frames_of

SCRIPT = """\
ambient: {sound: rain, level: -20 dB, fade: 4s}
voice: {rate: 105}
steps:
  - say: A line.
  - check-in: {ask: Go on?, gentler: [{say: Less here.}]}
  - check-in: {ask: And now?}
"""


def said(cues: tuple[object, ...]) -> list[str]:
    return [cue.caption for cue in cues if isinstance(cue, Speak)]


@pytest.mark.parametrize("language", ["en-US", "de-AT", "fr", "es-MX"])
def test_each_language_has_words_of_its_own(tmp_path: Path, language: str) -> None:
    """They are spoken in the exercise's own language, at its pace."""
    sequence = compiled(tmp_path, f"language: {language}\n{SCRIPT}")
    for cues in (offer_cues(sequence), closing_cues(sequence), sound_is_back_cues(sequence)):
        (line,) = cues
        assert isinstance(line, Speak)
        assert (line.utterance.language, line.utterance.rate_wpm) == (language, 105)
    others = {name: prompts_for(name) for name in ("en", "de", "fr", "es")}
    assert len({prompts.offer for prompts in others.values()}) == 4
    assert prompts_for(language) is others[language[:2]]


def test_other_languages_have_them_in_english(tmp_path: Path) -> None:
    """Spoken as English, by whatever voice there is for it, not by the exercise's own."""
    sequence = compiled(tmp_path, f"language: cy\n{SCRIPT.replace('105', '105, name: a-voice')}")
    (line,) = offer_cues(sequence)
    assert isinstance(line, Speak)
    assert (line.utterance.language, line.utterance.voice) == ("en-US", None)


def test_the_nearest_gentler_steps(tmp_path: Path) -> None:
    """Those of the check-in, else the script's, else our own."""
    own = compiled(tmp_path, SCRIPT)
    first = gate_after(own.cues, 0)
    assert first is not None
    second = gate_after(own.cues, first + 1)
    assert said(gentler_cues(own, first)) == ["Less here."]
    assert said(gentler_cues(own, second)) == [text for text, _ in prompts_for("en").gentler]
    assert gentler_cues(own, None) == gentler_cues(own, second)
    scripts = compiled(tmp_path, SCRIPT + "gentler: [{say: Less anywhere.}]\n")
    assert said(gentler_cues(scripts, None)) == ["Less anywhere."]
    assert said(gentler_cues(scripts, second)) == ["Less anywhere."]
    assert said(gentler_cues(scripts, first)) == ["Less here."]


def side(sequence: Sequence) -> Sequence:
    return side_sequence(sequence, offer_cues(sequence), bed_at(sequence.cues, 1))


def test_a_side_sequence_lies_on_the_bed_that_sounds(tmp_path: Path) -> None:
    """The bed is there at once, and the place to stop lies far from its end."""
    sequence = compiled(tmp_path, SCRIPT)
    beside = side(sequence)
    bed, line, last = beside.cues
    assert isinstance(line, Speak)
    assert isinstance(last, CheckIn)
    own = bed_at(sequence.cues, 1)
    assert own is not None
    assert bed_at(beside.cues, 0) == bed
    assert (getattr(bed, "sound", None), getattr(bed, "fade", None)) == (own.sound, 0)
    timeline = placed(beside)
    stop = timeline.frame_of(2)
    assert stop is not None
    assert timeline.end_frame is not None
    assert timeline.end_frame - stop == frames_of(HOLDING)
