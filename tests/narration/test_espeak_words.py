"""What the embedded engine says of a text: words as written, each marked where it begins."""

from collections.abc import Iterator

import pytest
from speech import utterance

from presence.audio import Clip
from presence.narration.espeak import EspeakEngine, as_words
from presence.narration.shaping import to_mix_rate, trimmed


@pytest.fixture(scope="module")
def engine() -> Iterator[EspeakEngine]:
    made = EspeakEngine()
    yield made
    made.close()


def say(engine: EspeakEngine, text: str) -> Clip:
    return engine.synthesize(utterance(text, "en-us+f2"))


def spoken(engine: EspeakEngine, text: str) -> list[str]:
    """The stretches of the text that the engine marked as words."""
    return [text[word.first :][: word.length] for word in say(engine, text).words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bold <b> text", ["bold", "b", "text"]),
        ("say \"yes\" & 'no'", ["say", "yes", "&", "no"]),
        ('<break time="9s"/> go', ["break", "time", "9", "s", "go"]),
        ("naïve Zürich ☕ tea", ["naïve", "Zürich", "☕", "tea"]),
    ],
)
def test_markup_is_said_as_words(engine: EspeakEngine, text: str, words: list[str]) -> None:
    """What looks like SSML is words like others, at the places where they stand."""
    found = spoken(engine, text)
    assert set(words) <= set(found), found


def test_markup_makes_no_pause(engine: EspeakEngine) -> None:
    """A tag that would ask for nine seconds of silence adds none."""
    said = say(engine, 'Go <break time="9s"/> on.')
    assert said.frame_count < 6 * said.samplerate_hz


@pytest.mark.parametrize(
    "command",
    ["\x01300S", "\x0199P", "\x010A", "\x01*passwd*I"],
    ids=["rate", "pitch", "volume", "a sound file"],
)
def test_control_characters_are_no_commands(engine: EspeakEngine, command: str) -> None:
    """espeak-ng obeys such a command; to us it is the words without the control character."""
    with_command = say(engine, f"Hello {command} there")
    as_text = say(engine, f"Hello {command.replace(chr(1), ' ')} there")
    assert with_command.samples.tobytes() == as_text.samples.tobytes()


def test_a_zero_does_not_end_the_text(engine: EspeakEngine) -> None:
    """In C a text ends at a zero; the words behind it are said all the same."""
    assert spoken(engine, "one\0two three") == ["one", "two", "three"]


def test_places_in_a_text_stay_when_it_is_cleaned() -> None:
    """A command's character becomes one space, so that word marks still point at their words."""
    assert as_words("a\0b\x01c\ud800d\te") == "a b c d e"


@pytest.mark.parametrize(
    "text",
    [
        "Find a comfortable place to sit, facing each other.",
        "Breathe in… and out. Again! One more? Yes; slowly – very slowly.",
        "Größe, façade, 20 minutes, and ☕.",
    ],
)
def test_word_marks_lie_inside_the_clip_and_rise(engine: EspeakEngine, text: str) -> None:
    """As the engine gives them and as the mix takes them, after resampling and trimming."""
    raw = say(engine, text)
    for clip in (raw, trimmed(to_mix_rate(raw))):
        starts = [word.start_frame for word in clip.words]
        assert len(starts) >= 5
        assert starts == sorted(starts)
        assert starts[0] >= 0
        assert starts[-1] < clip.frame_count
    firsts = [word.first for word in raw.words]
    assert firsts == sorted(set(firsts))
    assert all(word.first + word.length <= len(text) for word in raw.words)
