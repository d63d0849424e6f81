"""Which voice of the embedded engine is meant by a name or a language."""

from collections.abc import Iterator

import pytest
from speech import utterance

from presence.errors import NarrationError
from presence.narration.espeak import VARIANT, EspeakEngine


@pytest.fixture(scope="module")
def engine() -> Iterator[EspeakEngine]:
    made = EspeakEngine()
    yield made
    made.close()


def voice_for(engine: EspeakEngine, language: str) -> str | None:
    return engine.resolve(utterance("", language=language)).voice


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en-US", "en-us"),
        ("en", "en-us"),
        ("en-AU", "en-us"),  # English of a region without a voice
        ("en-GB", "en"),
        ("EN_gb", "en"),
        ("de-DE", "de"),
        ("pt-BR", "pt-br"),
        ("pt-PT", "pt"),
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("zh", "cmn"),
        ("zh-Hant-TW", "cmn"),
    ],
)
def test_the_language_picks_the_voice(engine: EspeakEngine, language: str, voice: str) -> None:
    """The nearest there is; and it speaks, which a name the library does not know would not."""
    assert voice_for(engine, language) == voice + VARIANT
    assert engine.synthesize(utterance("Hello, 1 2 3.", voice + VARIANT)).peak > 0.05


@pytest.mark.parametrize("language", ["tlh", "xx-YY", "fo"])
def test_an_unknown_language_is_an_error(engine: EspeakEngine, language: str) -> None:
    """Nothing else is spoken in its place. Faroese is listed by the library, but makes no sound."""
    with pytest.raises(NarrationError, match=f"does not speak {language}") as caught:
        voice_for(engine, language)
    assert "presence voices" in caught.value.hint


def test_every_voice_is_itself(engine: EspeakEngine) -> None:
    """What `presence voices` lists can be asked for, and no two are called the same."""
    listed = [voice.id for voice in engine.voices()]
    assert len(listed) > 100
    assert len(set(listed)) == len(listed)
    assert [engine.resolve(utterance("", voice)).voice for voice in listed] == listed


def test_every_voice_speaks(engine: EspeakEngine) -> None:
    """Each makes a sound of a few words; words of no language of theirs, but none is dumb."""
    for voice in engine.voices():
        clip = engine.synthesize(utterance("One two three.", voice.id))
        assert clip.peak > 0.05, voice
        assert clip.frame_count > clip.samplerate_hz // 5, voice


def test_the_first_voice_is_the_choice_for_english(engine: EspeakEngine) -> None:
    """The list begins with the voice that a script without a language gets."""
    assert engine.voices()[0].id == voice_for(engine, "en-US")


@pytest.mark.parametrize(
    ("wanted", "voice"),
    [
        ("en-us", "en-us+f5"),  # the variant that is understood best
        ("EN-US", "en-us+f5"),
        ("en-us+", "en-us"),  # the plain voice, by a plus sign with nothing after it
        ("en-us+f3", "en-us+f3"),
        ("en-gb", "en+f5"),  # a language tag that is no file's name
        ("fr-FR+m3", "fr+m3"),
        ("English (America)", "en-us+f5"),
    ],
)
def test_a_voice_is_asked_for_by_name(engine: EspeakEngine, wanted: str, voice: str) -> None:
    """By id, name or language, whatever the case, with a variant or plain."""
    assert engine.resolve(utterance("", wanted)).voice == voice


@pytest.mark.parametrize(
    ("wanted", "guess"), [("en-uss", "en-us"), ("Germn", "de"), ("pt-bx", "pt-br")]
)
def test_an_unknown_voice_is_named_with_its_neighbours(
    engine: EspeakEngine, wanted: str, guess: str
) -> None:
    """The message names the voice asked for, the nearest there is, and where to see all."""
    with pytest.raises(NarrationError, match=f"no voice '{wanted}'") as caught:
        engine.resolve(utterance("", wanted))
    assert f"Did you mean '{guess}'?" in caught.value.hint
    assert "presence voices" in caught.value.hint


@pytest.mark.parametrize("variant", ["f22", "../../lang/gmw/en"])
def test_a_variant_is_one_of_a_list(engine: EspeakEngine, variant: str) -> None:
    """A script may name the voice, and must not make the engine read a file by it."""
    with pytest.raises(NarrationError, match="has no variant"):
        engine.resolve(utterance("", f"en-us+{variant}"))
