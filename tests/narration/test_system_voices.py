"""Which voice is meant: on a Mac by what its worker would tell, on Linux by asking espeak."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from presence.errors import NarrationError
from presence.narration.system import SystemEngine
from presence.narration.system_voices import Catalogue
from presence.sequence.cues import Utterance

MAC: dict[str, Any] = {
    "driver": "nsss",
    "version": "2.99 nsss 15.1",
    "default": "apple.compact.de-DE.Anna",
    "variants": [],
    "voices": [
        {"id": "apple.speech.synthesis.voice.BadNews", "name": "Bad News", "languages": ["en_US"]},
        {"id": "apple.compact.de-DE.Anna", "name": "Anna", "languages": ["de_DE"]},
        {"id": "apple.compact.en-GB.Daniel", "name": "Daniel", "languages": ["en_GB"]},
        {"id": "apple.compact.en-US.Samantha", "name": "Samantha", "languages": ["en_US"]},
        {"id": "com.apple.odd", "name": None, "languages": ["Unknown Locale: 4096", "None"]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "language", "found"),
    [
        (None, "en-US", "Samantha"),
        (None, "en-GB", "Daniel"),
        (None, "de", "Anna"),
        ("bad", "en-US", "BadNews"),
        ("SAMANTHA", "de-DE", "Samantha"),
        ("an", "en-GB", "Daniel"),
        ("an", "de-DE", "Anna"),
        ("com.apple.ODD", "en-US", "odd"),
    ],
)
def test_a_voice_is_found_by_id_name_or_language(
    wanted: str | None, language: str, found: str
) -> None:
    """An id or part of a name, capitals or not; else the pleasant voice nearest to the language."""
    assert Catalogue.of(MAC).id_for(wanted, language).endswith(found)


def test_the_choice_for_american_english_is_first() -> None:
    """The list begins with the voice that en-US gets, and odd languages are left out of it."""
    voices = Catalogue.of(MAC).voices
    assert voices[0].name == "Samantha"
    assert voices[0].languages == ("en-us",)
    assert {voice.languages for voice in voices if voice.name == "com.apple.odd"} == {()}


def test_unknown_voices_and_languages_name_a_way_on() -> None:
    """A slip of the pen gets its correction, and an unknown language the way to the list."""
    with pytest.raises(NarrationError, match="no voice 'Samanta'") as near:
        Catalogue.of(MAC).id_for("Samanta", "en-US")
    assert "Did you mean 'apple.compact.en-US.Samantha'?" in near.value.hint
    with pytest.raises(NarrationError, match="speaks tlh") as far:
        Catalogue.of(MAC).id_for(None, "tlh")
    assert "presence voices" in far.value.hint


@pytest.fixture(scope="module")
def engine() -> Iterator[SystemEngine]:
    made = SystemEngine()
    yield made
    made.close()


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="these are voices of espeak")
@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en-US", "en-us+f5"),
        ("en", "en-us+f5"),
        ("en-AU", "en-us+f5"),
        ("en-GB", "gmw/en"),
        ("fr", "roa/fr"),
        ("pt-BR", "roa/pt-br"),
        ("zh-CN", "sit/cmn"),
        ("no", "gmq/nb"),
    ],
)
def test_every_language_has_its_sensible_espeak_voice(
    engine: SystemEngine, language: str, voice: str
) -> None:
    """The well understood variant for American English, the plain voice elsewhere."""
    resolved = engine.resolve(Utterance("Breathe.", language, None, 130, 50))
    assert resolved.voice == voice
    assert engine.resolve(resolved) == resolved
