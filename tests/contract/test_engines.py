"""What every engine promises, asked of each of them: silent, espeak, the system's voices."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from presence.audio import Clip
from presence.errors import NarrationError
from presence.narration.engine import Engine
from presence.sequence.cues import Utterance
from presence.sequence.lines import LONGEST_PIECE

LINES = (
    "Find a comfortable place to sit, facing each other.",
    "Let your shoulders soften.",
    "And your jaw.",
    "Breathe in, and let it go.",
)


def silent() -> Engine:
    from presence.narration.silent import SilentEngine

    return SilentEngine()


def espeak() -> Engine:
    from presence.narration.espeak import EspeakEngine

    return EspeakEngine()


def system() -> Engine:
    from presence.narration.system import SystemEngine

    return SystemEngine()


SPEAKING: list[Callable[[], Engine]] = [espeak, system]
EVERY: list[Callable[[], Engine]] = [silent, *SPEAKING]

every_engine = pytest.mark.parametrize(
    "engine", EVERY, indirect=True, ids=lambda make: make.__name__
)
speaking_engines = pytest.mark.parametrize(
    "engine", SPEAKING, indirect=True, ids=lambda make: make.__name__
)


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made: Engine = request.param()
    yield made
    made.close()


def utterance(text: str, **changes: object) -> Utterance:
    fields = {"language": "en-US", "voice": None, "rate_wpm": 130, "pitch": 50}
    return Utterance(text, **(fields | changes))  # type: ignore[arg-type]  # as the tests give them


def said(engine: Engine, text: str, **changes: object) -> Clip:
    return engine.synthesize(engine.resolve(utterance(text, **changes)))


def duration_s(clip: Clip) -> float:
    return clip.frame_count / clip.samplerate_hz


@every_engine
def test_voices_are_listed_and_can_be_asked_for(engine: Engine) -> None:
    """There is a voice; each is known by its id, and says so again when asked again."""
    voices = engine.voices()
    assert voices
    assert len({voice.id for voice in voices}) == len(voices)
    for voice in voices:
        resolved = engine.resolve(utterance("Breathe.", voice=voice.id))
        assert resolved.voice == voice.id
        assert engine.resolve(resolved) == resolved
        assert all(tag == tag.lower() for tag in voice.languages)


@speaking_engines
def test_a_language_is_enough_to_get_a_voice(engine: Engine) -> None:
    """Without a name the language decides, and American English gets the first of the list."""
    first = engine.voices()[0]
    assert "en-us" in first.languages
    assert engine.resolve(utterance("Breathe.")) == utterance("Breathe.", voice=first.id)


@speaking_engines
def test_every_listed_voice_speaks(engine: Engine) -> None:
    """No voice is offered that can't be loaded, or that lacks what it needs to make sound."""
    lines = [utterance("Maria, 3 Otto. 呼吸 नमस्ते", voice=voice.id) for voice in engine.voices()]
    mute = []

    def speak(line: Utterance) -> None:
        try:
            if engine.synthesize(line).peak < 0.01:
                mute.append(line.voice)
        except NarrationError as problem:
            mute.append(str(problem))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(speak, lines))
    assert mute == []


@speaking_engines
@pytest.mark.parametrize("language", ["en-US", "en-GB", "en-AU", "de-DE", "es-ES", "fr-FR", "fr"])
def test_the_voice_of_a_language_speaks(engine: Engine, language: str) -> None:
    """A voice that is resolved is one that makes sound."""
    try:
        resolved = engine.resolve(utterance("Maria, Otto, Elena.", language=language))
    except NarrationError:
        pytest.skip("no voice for it on this machine")
    assert engine.synthesize(resolved).peak > 0.01


@speaking_engines
@pytest.mark.parametrize("wanted", [{"voice": "no-such-voice"}, {"language": "tlh"}])
def test_what_is_not_there_is_refused_with_a_way_on(engine: Engine, wanted: dict[str, str]) -> None:
    """An unknown voice or language is named in the message, and a hint says what to do."""
    with pytest.raises(NarrationError) as refused:
        engine.resolve(utterance("Breathe.", **wanted))
    assert next(iter(wanted.values())) in refused.value.message
    assert refused.value.hint


@every_engine
def test_a_clip_is_mono_and_in_range(engine: Engine) -> None:
    """One axis of float32 within −1…1, at a rate fit for speech, with sound if it speaks."""
    clip = said(engine, LINES[0])
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert 8_000 <= clip.samplerate_hz <= 192_000
    assert 1.0 < duration_s(clip) < 15.0
    assert (0.05 < clip.peak <= 1.0) if engine.speaks else clip.peak == 0.0


@every_engine
def test_the_same_line_is_the_same_samples(engine: Engine) -> None:
    """However often and after whatever else it is said."""
    first = said(engine, LINES[0])
    said(engine, LINES[1])
    again = said(engine, LINES[0])
    assert np.array_equal(first.samples, again.samples)
    assert (first.samplerate_hz, first.words) == (again.samplerate_hz, again.words)


@every_engine
def test_a_slower_rate_takes_longer(engine: Engine) -> None:
    """The rate of each line is its own, whichever was said before."""
    slow, fast, slow_again = (said(engine, LINES[0], rate_wpm=rate) for rate in (90, 270, 90))
    assert duration_s(slow) > 1.5 * duration_s(fast)
    assert slow.frame_count == slow_again.frame_count


@every_engine
def test_lines_at_once_are_the_lines_one_by_one(engine: Engine) -> None:
    """Four threads get the clips that one would have got."""
    one_by_one = [said(engine, line) for line in LINES]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda line: said(engine, line), LINES * 2))
    for expected, clip in zip(one_by_one * 2, at_once, strict=True):
        assert np.array_equal(expected.samples, clip.samples)


@every_engine
@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("Breathe <b> in </b> now", "Breathe in now"),
        ("<speak> Breathe in now </speak>", "Breathe in now"),
        ("Breathe & rest", "Breathe rest"),
        ('Breathe <break time="1ms" /> in', "Breathe in"),
    ],
)
def test_markup_is_said(engine: Engine, marked: str, plain: str) -> None:
    """Angle brackets and ampersands take time to say: they are words, and no commands."""
    assert duration_s(said(engine, marked)) > duration_s(said(engine, plain))


@every_engine
@pytest.mark.parametrize(
    "command", ['In <break time="60s" /> out', "In [[slnc 60000]] out", "In \x0160S out"]
)
def test_no_command_is_obeyed(engine: Engine, command: str) -> None:
    """What would be a minute's pause, or another rate, to some engine's own language is none."""
    assert duration_s(said(engine, command)) < 30.0


@every_engine
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Zoë’s naïve café – “breathe” … 3½ times", "en-US"),
        ("Schließe die Augen und spüre die Füße.", "de-DE"),
        ("Вдох и выдох", "ru-RU"),
        ("呼吸，慢慢地。", "zh-CN"),
        ("🌿 Breathe 🌿", "en-US"),
    ],
)
def test_every_script_is_spoken(engine: Engine, text: str, language: str) -> None:
    """Text beyond ASCII goes through whole."""
    try:
        resolved = engine.resolve(utterance(text, language=language))
    except NarrationError:
        pytest.skip("no voice for it on this machine")
    assert duration_s(engine.synthesize(resolved)) > 0.2


@every_engine
def test_the_longest_line_is_said_to_its_end(engine: Engine) -> None:
    """A line as long as the compiler ever makes one is no shorter than its parts."""
    half = "Breathe in, and let it go. " * 11
    whole = (half * 2 + "Slow.").strip()
    assert LONGEST_PIECE - 20 < len(whole) <= LONGEST_PIECE
    parts = [duration_s(said(engine, half.strip())) for _ in "12"]
    assert duration_s(said(engine, whole)) > 0.9 * sum(parts)


@every_engine
def test_a_closed_engine_can_be_used_again(engine: Engine) -> None:
    """`close` ends what runs, not the engine; twice is no harm, and `start` is as at first."""
    before = said(engine, LINES[2])
    engine.close()
    engine.close()
    engine.start()
    assert engine.voices()
    assert engine.version()
    assert np.array_equal(said(engine, LINES[2]).samples, before.samples)


@every_engine
def test_words_lie_within_their_line(engine: Engine) -> None:
    """Where an engine tells its words, they are words of the text, in order, within the clip."""
    text = "Zoë, breathe – in."
    clip = said(engine, text)
    starts = [word.start_frame for word in clip.words]
    assert starts == sorted(starts)
    assert all(0 <= start <= clip.frame_count for start in starts)
    if clip.words:
        spoken = [text[word.first : word.first + word.length] for word in clip.words]
        assert spoken == ["Zoë", "breathe", "in"]
