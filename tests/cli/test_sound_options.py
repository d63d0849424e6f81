"""Each option that shapes the sound changes it as it says, measured in the exported file."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from command_line import Presence
from exercises import PARTNERS, SHORT, WITH_A_BED, samples_of, written

from presence.audio import Samples
from presence.units import frames_of, gain_of_db

WORD_S = 60 / 130
"""How long the silent engine takes for a word at the usual rate."""


def sound(presence: Presence, script: str, *options: str, engine: str = "silent") -> Samples:
    """What an export with these options holds, as floating point."""
    written(presence.folder, script)
    words = ["export", "mine.yaml", "-o", "out.wav", "--bits", "float", "--engine", engine]
    presence.fine(*words, *options)
    return samples_of(presence.folder / "out.wav")


def rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(float) ** 2)))


def test_volume_is_the_level_of_everything(presence: Presence) -> None:
    """20 dB down, each sample of voice and bed alike is a tenth."""
    usual = sound(presence, WITH_A_BED, engine="espeak")
    softer = sound(presence, WITH_A_BED, "--volume", "-20", engine="espeak")
    np.testing.assert_allclose(softer, usual * np.float32(0.1), atol=1e-6)


def test_rate_is_how_fast_lines_are_said(presence: Presence) -> None:
    """Twice the rate is half as long for the seven words, and the pauses stay as they are."""
    assert len(sound(presence, SHORT)) == pytest.approx(frames_of(7 * WORD_S + 3), abs=2)
    faster = sound(presence, SHORT, "--rate", "260")
    assert len(faster) == pytest.approx(frames_of(7 * WORD_S / 2 + 3), abs=2)


def test_voice_is_who_speaks(presence: Presence) -> None:
    """Another voice makes another sound; the usual one, asked for by name, the usual sound."""
    usual = sound(presence, SHORT, engine="espeak")
    named = sound(presence, SHORT, "--voice", "en-us+f5", engine="espeak")
    other = sound(presence, SHORT, "--voice", "de", engine="espeak")
    np.testing.assert_array_equal(named, usual)
    assert len(other) != len(usual)


def test_engine_is_what_speaks(presence: Presence) -> None:
    """The silent one says nothing; the embedded one and the system's speak differently."""
    assert not sound(presence, SHORT, engine="silent").any()
    embedded, system = (sound(presence, SHORT, engine=name) for name in ("espeak", "pyttsx3"))
    assert embedded.any()
    assert system.any()


def test_ambient_off_is_no_bed(presence: Presence) -> None:
    """Without a voice, nothing is left."""
    assert sound(presence, WITH_A_BED).any()
    assert not sound(presence, WITH_A_BED, "--ambient", "off").any()


def test_ambient_chooses_a_built_in_bed(presence: Presence) -> None:
    """Also for a script that has none; another than the script's own."""
    rain, sea = (sound(presence, SHORT, "--ambient", name) for name in ("rain", "sea"))
    assert rms(rain) > 1e-3
    assert rms(sea) > 1e-3
    assert rms(rain - sea) > 1e-3
    replaced = sound(presence, WITH_A_BED, "--ambient", "sea")
    np.testing.assert_array_equal(replaced, sound(presence, WITH_A_BED.replace("rain", "sea")))


def test_ambient_takes_a_file(presence: Presence, tmp_path: Path) -> None:
    """A tone of 500 Hz of one's own is what is heard."""
    times = np.arange(44_100 * 10) / 44_100
    soundfile.write(tmp_path / "tone.wav", 0.3 * np.sin(2 * np.pi * 500 * times), 44_100)
    heard = sound(presence, SHORT, "--ambient", "tone.wav")[:, 0]
    spectrum = np.abs(np.fft.rfft(heard))
    assert np.argmax(spectrum) * 48_000 / len(heard) == pytest.approx(500, abs=2)


def test_ambient_level_is_relative(presence: Presence) -> None:
    """Ten decibels between two levels are ten between the beds."""
    levels = ("-20", "-30")
    loud, soft = (rms(sound(presence, WITH_A_BED, "--ambient-level", level)) for level in levels)
    assert soft / loud == pytest.approx(gain_of_db(-10), rel=1e-3)


@pytest.mark.parametrize(
    "spelled",
    [
        ["--ambient-level", "-23dB"],
        ["--ambient-level", "-23 dB"],
        ["--ambient-level", "-23db"],
        ["--ambient-level=-23dB"],
        ["--ambient-level", "\N{MINUS SIGN}23 dB"],
        ["--ambient-level", "-23.0"],
    ],
    ids=" ".join,
)
def test_a_level_may_be_spelled_as_people_do(presence: Presence, spelled: list[str]) -> None:
    """With the unit or without, with a true minus sign: the same sound."""
    expected = sound(presence, WITH_A_BED, "--ambient-level", "-23")
    np.testing.assert_array_equal(sound(presence, WITH_A_BED, *spelled), expected)


@pytest.mark.parametrize("section", ["Listening", "listening", "list", "2"])
def test_from_begins_at_a_section(presence: Presence, section: str) -> None:
    """By title, the beginning of it or its number: three words and a second are left."""
    left = sound(presence, SHORT, "--from", section)
    assert len(left) == pytest.approx(frames_of(3 * WORD_S + 1), abs=2)


def test_names_are_said(presence: Presence) -> None:
    """A name of two words is said in each of the two turns, and a space after a comma is none."""
    usual = sound(presence, PARTNERS)
    named = sound(presence, PARTNERS, "--names", "Mary Ann, Bob")
    assert len(named) - len(usual) == pytest.approx(frames_of(2 * WORD_S), abs=2)


@pytest.mark.parametrize("bits", ["16", "24"])
def test_bits_are_those_of_the_file(presence: Presence, bits: str) -> None:
    """The file has as many as were asked for."""
    written(presence.folder, SHORT)
    presence.fine("export", "mine.yaml", "-o", "out.flac", "--bits", bits, "--engine", "silent")
    assert soundfile.info(presence.folder / "out.flac").subtype == f"PCM_{bits}"
