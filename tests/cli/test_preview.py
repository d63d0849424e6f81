"""presence preview: what is written with -o is the same stretch of the whole exercise."""

from pathlib import Path

import numpy as np
import pytest
from command_line import Presence
from exercises import SHORT, WITH_A_BED, samples_of, written

from presence.narration.choosing import open_engine
from presence.narration.narrator import Narrator
from presence.narration.store import Store
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Speak
from presence.units import frames_of

FIRST, SECOND = 5, 8
"""The lines of SHORT where something is said."""


def preview(presence: Presence, *words: str) -> np.ndarray:
    """The samples of an excerpt; no two are called alike."""
    target = presence.folder / f"excerpt{len(list(presence.folder.glob('*.wav')))}.wav"
    said = presence.fine("preview", "mine.yaml", *words, "-o", target)
    assert said.startswith(f"{target}: 0:")
    return samples_of(target)


def clips(presence: Presence) -> list[np.ndarray]:
    """The clips of the lines, in order, from the store that the command used."""
    sequence = compile_script(load(presence.folder / "mine.yaml"))
    spoken = [cue.utterance for cue in sequence.cues if isinstance(cue, Speak)]
    with Narrator(open_engine("espeak"), Store(presence.cache), 1) as narrator:
        found = [narrator.clip(utterance).samples for utterance in spoken]
        assert narrator.made_count == 0, "the clips were not those of the command"
    return found


def test_an_excerpt_is_the_same_samples(presence: Presence) -> None:
    """A line alone is its clip and its place in an export; so are a section and the rest."""
    written(presence.folder)
    presence.fine("export", "mine.yaml", "--engine", "espeak", "-o", "whole.wav")
    whole = samples_of(presence.folder / "whole.wav")
    first, second = clips(presence)
    begins = len(first) + frames_of(2)
    line = preview(presence, "--line", str(SECOND), "--engine", "espeak")
    np.testing.assert_array_equal(line, whole[begins : begins + len(second)])
    np.testing.assert_allclose(line[:, 0], second, rtol=0, atol=2**-15)
    section = preview(presence, "--section", "Settling", "--engine", "espeak")
    np.testing.assert_array_equal(section, whole[:begins])
    rest = preview(presence, "--from", str(SECOND), "--engine", "espeak")
    np.testing.assert_array_equal(rest, whole[begins:])


def test_skipped_silence_is_exact_to_the_frame(presence: Presence) -> None:
    """Two seconds become one and a half; the second at the end stays."""
    written(presence.folder)
    short = preview(presence, "--skip-silence", "--engine", "espeak")
    first, second = clips(presence)
    assert len(short) == len(first) + frames_of(1.5) + len(second) + frames_of(1)
    silence = short[len(first) : len(first) + frames_of(1.5)]
    assert not silence.any()


def test_a_line_lies_over_its_bed(presence: Presence) -> None:
    """With the bed of that place, and with --dry without."""
    written(presence.folder, WITH_A_BED)
    line = str(FIRST + 1)
    over = preview(presence, "--line", line)
    dry = preview(presence, "--line", line, "--dry")
    assert len(over) == len(dry) + frames_of(1)  # the bed's own fade
    assert np.abs(over[: len(dry)] - dry).max() > 1e-3
    np.testing.assert_array_equal(dry, preview(presence, "--line", line, "--ambient", "off"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--line", "10"], ["has 9 lines: there is no line 10", "nearest line that is spoken is"]),
        (["--line", "9"], ["nothing to say at line 9", "is line 8."]),
        (["--from", "99"], ["there is no line 99"]),
        (["--section", "Middle"], ["no section 'Middle'", "1 Settling, 2 Listening"]),
    ],
)
def test_what_is_not_there(presence: Presence, words: list[str], expected: list[str]) -> None:
    """It is said what was looked for, and what there is; nothing is written."""
    written(presence.folder)
    said = presence.refused("preview", "mine.yaml", *words, "-o", "out.wav")
    assert all(part in said for part in expected)
    assert not Path(presence.folder, "out.wav").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--line", "5", "--from", "5"],
        ["--line", "5", "--section", "1"],
        ["--line", "0"],
        ["--dry", "--ambient", "rain"],
    ],
)
def test_what_contradicts_itself_is_wrong_usage(presence: Presence, words: list[str]) -> None:
    """Two parts at once, or with a bed and without."""
    written(presence.folder)
    assert "Error: " in presence.refused("preview", "mine.yaml", *words, code=2)


def test_a_script_with_problems_has_no_preview(presence: Presence) -> None:
    """They are named instead, each with its place."""
    written(presence.folder, SHORT.replace("pause: 2s", "paus: 2s"))
    assert "mine.yaml:6:5: error" in presence.refused("preview", "mine.yaml", "--line", "5")
