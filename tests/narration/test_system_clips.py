"""What goes to a system's voice as text, and what may come back as its clip."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
import soundfile

from presence.narration.system import as_words, check_told, checked_clip
from presence.narration.system_process import WorkerError
from presence.sequence.cues import Utterance


def utterance(text: str, rate_wpm: int = 130, voice: str | None = None) -> Utterance:
    return Utterance(text, "en-US", voice, rate_wpm, 50)


@pytest.mark.parametrize(
    ("driver", "text", "said"),
    [
        ("espeak", "a <b>\x01 50s & c\ud800", "a <b>  50s & c"),
        ("nsss", "a [[rate 400]] [[[b", "a [ [rate 400]] [ [ [b"),
        ("sapi5", "<audio src='x'/> a", ", <audio src='x'/> a"),
        ("sapi5", " <b", ", <b"),
        ("sapi5", "a < b", "a < b"),
    ],
)
def test_no_driver_finds_a_command_in_a_text(driver: str, text: str, said: str) -> None:
    """What a driver would obey is changed until it is only words; the words stay."""
    assert as_words(text, driver) == said


def sound(form: str, subtype: str, samples: Any = None, rate: int = 22_050) -> bytes:
    content = BytesIO()
    tone = 0.5 * np.sin(np.arange(rate) * 0.05) if samples is None else samples
    soundfile.write(content, tone, rate, format=form, subtype=subtype)
    return content.getvalue()


@pytest.mark.parametrize(
    ("form", "subtype", "header"),
    [
        ("WAV", "PCM_16", b"WAVE"),
        ("WAV", "FLOAT", b"WAVE"),
        ("AIFF", "PCM_16", b"AIFF"),
        ("AIFF", "FLOAT", b"AIFC"),
    ],
)
def test_the_header_tells_the_format(form: str, subtype: str, header: bytes) -> None:
    """WAV and both kinds of AIFF are read, whatever the file is called, as mono float32."""
    content = sound(form, subtype, np.full((9000, 2), [0.5, 0.25]))
    assert content[8:12] == header
    clip = checked_clip(content, utterance("In."))
    assert clip.samples.dtype == np.float32
    assert clip.samples == pytest.approx(np.full(9000, 0.375), abs=1e-4)
    assert clip.samplerate_hz == 22_050


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "missing or empty"),
        (b"ID3\x04 not a sound at all", "expected is WAV or AIFF"),
        (sound("WAV", "PCM_16")[:20], "can't be read"),
        (sound("WAV", "PCM_16")[:44], "silent"),
        (sound("WAV", "PCM_16", np.zeros(30_000)), "silent"),
        (sound("WAV", "FLOAT", np.full(30_000, np.nan)), "silent"),
        (sound("WAV", "PCM_16")[:4000], "far too short"),
    ],
)
def test_a_damaged_clip_is_refused(content: bytes, message: str) -> None:
    """A file is a clip only if it is a sound, has sound, and lasts as long as its words could."""
    with pytest.raises(WorkerError, match=message):
        checked_clip(content, utterance("Find a comfortable place to sit, facing each other."))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rate_wpm": 200}, "the rate was 200, not 130"),
        ({"voice": "gmw/en-gb"}, "said by 'gmw/en-gb'"),
        ({"voice": None}, "said by 'None'"),
        ({"error": "no memory"}, "no memory"),
    ],
)
def test_a_line_in_another_voice_or_rate_is_refused(change: dict[str, Any], message: str) -> None:
    """What pyttsx3 says of itself afterwards must be what was asked for."""
    line = utterance("Breathe in.", 130, "gmw/en-us")
    told = {"error": "", "voice": "gmw/en-us", "rate_wpm": 130}
    check_told(told, line)
    with pytest.raises(WorkerError, match=message):
        check_told(told | change, line)
