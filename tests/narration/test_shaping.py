"""A clip as an engine gives it → as the mix takes it: its length, pitch, edges and level."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from speech import utterance

from presence.audio import Clip, Word
from presence.loudness import VOICE_LUFS, loudness_lufs
from presence.narration.espeak import EspeakEngine
from presence.narration.narrator import Narrator
from presence.narration.shaping import EDGE_DB, levelled, to_mix_rate, trimmed
from presence.narration.store import Store
from presence.units import SAMPLE_RATE_HZ, gain_of_db

RATES_HZ = (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 96000)


def sine(pitch_hz: float, rate_hz: int, seconds: float = 1.0) -> Clip:
    times = np.arange(round(rate_hz * seconds)) / rate_hz
    return Clip((0.5 * np.sin(2 * np.pi * pitch_hz * times)).astype(np.float32), rate_hz)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_resampling_keeps_pitch_length_and_level(rate_hz: int) -> None:
    """A tone of 1 kHz for a second is that at 48 kHz, whatever rate an engine has."""
    clip = to_mix_rate(sine(1000, rate_hz))
    assert clip.samplerate_hz == SAMPLE_RATE_HZ
    assert abs(clip.frame_count - SAMPLE_RATE_HZ) <= 1
    middle = clip.samples[4800:-4800]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert abs(np.argmax(spectrum) * SAMPLE_RATE_HZ / len(middle) - 1000) < 2
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=1e-3)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_words_keep_their_places_in_time(rate_hz: int) -> None:
    """A word that begins half-way through begins half-way through at 48 kHz."""
    tone = sine(440, rate_hz)
    clip = to_mix_rate(Clip(tone.samples, rate_hz, (Word(3, 4, rate_hz // 2),)))
    assert clip.words == (Word(3, 4, round(rate_hz // 2 * 48000 / rate_hz)),)


def test_channels_become_one() -> None:
    """A stereo clip is the mean of its sides."""
    left, right = sine(440, 48000).samples, sine(700, 48000).samples
    clip = to_mix_rate(Clip(np.stack([left, right], axis=1), 48000))
    np.testing.assert_allclose(clip.samples, (left + right) / 2, atol=1e-7)


@given(
    before=st.integers(0, 500),
    after=st.integers(0, 500),
    length=st.integers(1, 300),
    level=st.floats(1e-3, 1.0),
)
def test_trimming_is_exact_to_the_frame(before: int, after: int, length: int, level: float) -> None:
    """Padding below the edge's level goes, to the last frame; the sound between stays as it was."""
    sound = np.full(length, level, dtype=np.float32)
    hum = np.float32(level * gain_of_db(EDGE_DB - 1))
    padded = np.concatenate([np.full(before, hum), sound, np.full(after, -hum)]).astype(np.float32)
    np.testing.assert_array_equal(trimmed(Clip(padded, SAMPLE_RATE_HZ)).samples, sound)


def test_a_soft_beginning_is_not_padding() -> None:
    """What is 50 dB below the loudest is still speech: the breath of an 'h', the end of a word."""
    soft = np.full(100, gain_of_db(-50), dtype=np.float32)
    whole = np.concatenate([soft, np.ones(100, dtype=np.float32), soft])
    assert trimmed(Clip(whole, SAMPLE_RATE_HZ)).frame_count == 300


def test_words_move_with_the_trimmed_beginning() -> None:
    """A mark counts from the first frame that is left, and stays inside the clip."""
    samples = np.zeros(100, dtype=np.float32)
    samples[20:60] = 1.0
    words = (Word(0, 1, 5), Word(2, 1, 30), Word(4, 1, 99))
    kept = trimmed(Clip(samples, SAMPLE_RATE_HZ, words))
    assert [word.start_frame for word in kept.words] == [0, 10, 39]


def test_silence_stays_as_long_as_it_is() -> None:
    """The silent engine's clips are lengths, and nothing but."""
    silence = Clip(np.zeros(77, dtype=np.float32), SAMPLE_RATE_HZ)
    assert trimmed(silence).frame_count == 77


def test_a_level_is_in_decibels() -> None:
    """20 dB down is a tenth."""
    clip = levelled(Clip(np.ones(3, dtype=np.float32), SAMPLE_RATE_HZ), -20.0)
    np.testing.assert_allclose(clip.samples, 0.1, rtol=1e-6)


@pytest.fixture(scope="module")
def narrator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Narrator]:
    with Narrator(EspeakEngine(), Store(tmp_path_factory.mktemp("store"))) as made:
        yield made


ENGLISH = (
    "Let your hands rest where they are. Nothing has to be done with them.",
    "Notice where your weight meets the floor, and let it be carried.",
    "When you are ready, open your eyes and look around the room.",
)
GERMAN = (
    "Lass deine Hände ruhen, wo sie sind. Es gibt nichts zu tun.",
    "Spüre, wie der Boden dich trägt, und atme ruhig weiter.",
)
FRENCH = (
    "Laissez vos mains se reposer là où elles sont. Il n'y a rien à faire.",
    "Sentez le sol sous vos pieds, et respirez doucement.",
)


@pytest.mark.parametrize(
    ("voice", "lines", "within"),
    [
        ("en-us+f5", ENGLISH, 0.5),
        ("en-us", ENGLISH, 0.5),
        ("en+m3", ENGLISH, 1.0),
        ("en-us+whisper", ENGLISH, 0.5),
        ("de+f5", GERMAN, 1.5),  # the gain is found from an English text, whatever the voice
        ("fr+f5", FRENCH, 1.0),
    ],
)
def test_every_voice_is_as_loud(
    narrator: Narrator, voice: str, lines: tuple[str, ...], within: float
) -> None:
    """−19 LUFS, within about 1, over lines that the gain was not found from."""
    said = [narrator.clip(utterance(line, voice)).samples for line in lines]
    assert loudness_lufs(np.concatenate(said)) == pytest.approx(VOICE_LUFS, abs=within)


def test_the_voices_were_not_as_loud_before() -> None:
    """Without the gain some are more than 2 LU apart: the test above holds something."""
    engine = EspeakEngine()
    try:
        found = [
            loudness_lufs(to_mix_rate(engine.synthesize(utterance(ENGLISH[0], voice))).samples)
            for voice in ("en-us+f2", "en-us", "en-us+whisper")
        ]
    finally:
        engine.close()
    assert max(found) - min(found) > 2
