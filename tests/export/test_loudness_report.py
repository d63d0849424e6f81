"""Exports with `--loudness` and `--report`: what is said of a file is what others find in it."""

import json
from pathlib import Path

import numpy as np
import pytest
from command_line import Presence
from decoding import decoded
from ebur128 import heard_by_ffmpeg
from exercises import written

from presence.export.aims import aim_of
from presence.export.meter import Measures
from presence.export.report import Report
from presence.loudness import loudness_lufs

SCRIPT = """presence: 1
title: A calm one
ambient: rain
steps:
  - pause: 3s
  - say: Sit as you like to sit. Nothing has to be different from how it is.
  - pause: 4s
  - bell
  - say: Let the breath come and go. It knows the way.
  - pause: 6s
  - say: And whenever you are ready, come back to the room.
  - pause: 5s
"""
QUIET = SCRIPT.replace("ambient: rain\n", "").replace("  - bell\n", "")
AUDIOBOOK = """presence: 1
title: For listeners
steps:
  - pause: 0.75s
  - say: Sit as you like to sit. Nothing has to be different from how it is.
  - pause: 1s
  - say: Let the breath come and go. It knows the way.
  - pause: 2s
"""


def voice_in(folder: Path) -> float:
    """Loudness of the voice stem beside `out.wav`."""
    (stem,) = (path for path in folder.iterdir() if "voice" in path.name)
    return loudness_lufs(decoded(stem))


@pytest.mark.parametrize(
    ("asked", "lufs"), [("-19", -19), ("meditation", -19), ("podcast", -16), ("−24 LUFS", -24)]
)
def test_the_voice_is_as_loud_as_asked(presence: Presence, asked: str, lufs: float) -> None:
    """Within a tenth, in the stem of the voice as it is written, beside a bed and a bell."""
    written(presence.folder, SCRIPT)
    presence.fine("export", "mine.yaml", "-o", "out.wav", "--loudness", asked, "--stems")
    assert abs(voice_in(presence.folder) - lufs) <= 0.1


@pytest.mark.parametrize("asked", [[], ["--loudness", "podcast"], ["--loudness", "-13"]])
def test_a_report_says_what_others_find(presence: Presence, asked: list[str]) -> None:
    """ffmpeg's meter, on the file that was written; the last asks the limiter to work."""
    written(presence.folder, SCRIPT)
    found = presence.json("export", "mine.yaml", "-o", "out.wav", "--report", *asked)["report"]
    heard = heard_by_ffmpeg(presence.folder / "out.wav")
    assert abs(found["integrated_lufs"] - heard.integrated_lufs) <= 0.1
    assert abs(found["range_lu"] - heard.range_lu) <= 0.2
    assert abs(found["true_peak_dbtp"] - heard.true_peak_dbtp) <= 0.2
    assert found["true_peak_dbtp"] <= -1.0
    samples = decoded(presence.folder / "out.wav").astype(np.float64)
    rms_db = 10 * np.log10(np.square(samples).mean())
    assert found["rms_db"] == pytest.approx(rms_db, abs=0.02)
    kept = json.loads((presence.folder / "out.wav.report.json").read_text())
    assert kept == found


def test_a_report_on_a_quiet_exercise(presence: Presence) -> None:
    """What is said of times and of the voice: silence is silence, and no number."""
    written(presence.folder, QUIET)
    found = presence.json("export", "mine.yaml", "-o", "out.flac", "--report")
    report = found["report"]
    assert report["floor_db"] is None
    assert report["voice_lufs"] == pytest.approx(report["integrated_lufs"], abs=0.01)
    assert report["length_s"] == pytest.approx(found["seconds"])
    assert (report["head_s"], report["tail_s"]) == (3.0, 5.0)
    assert report["spoken_s"] == pytest.approx(report["length_s"] - 18.0)
    assert report["spoken_share"] == pytest.approx(
        report["spoken_s"] / report["length_s"], abs=1e-4
    )


def test_a_report_is_read_by_people_too(presence: Presence) -> None:
    """Every measure and each thing that ACX asks, beside what was found."""
    written(presence.folder, SCRIPT)
    said = presence.fine("export", "mine.yaml", "-o", "out.mp3", "--report")
    for words in ("LUFS alone", "dBTP", "LU\n", "% of the time", "wanted -23 to -18 dB RMS"):
        assert words in said
    assert "ACX          not met" in said


def test_what_acx_takes_can_be_made(presence: Presence) -> None:
    """With the quiet that it asks for written into the script, and no bed."""
    written(presence.folder, AUDIOBOOK)
    asked = ("--loudness", "acx", "--report")
    report = presence.json("export", "mine.yaml", "-o", "out.wav", *asked)["report"]
    assert report["acx"]["met"], report["acx"]
    samples = decoded(presence.folder / "out.wav").astype(np.float64)
    assert -23 <= 10 * np.log10(np.square(samples).mean()) <= -18
    assert 20 * np.log10(np.abs(samples).max()) <= -3


def test_without_a_loudness_nothing_changes(presence: Presence) -> None:
    """A report listens: the file is the same, byte for byte."""
    written(presence.folder, SCRIPT)
    presence.fine("export", "mine.yaml", "-o", "plain.wav")
    presence.fine("export", "mine.yaml", "-o", "heard.wav", "--report")
    files = [presence.folder / f"{name}.wav" for name in ("plain", "heard")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert not (presence.folder / "plain.wav.report.json").exists()


@pytest.mark.parametrize(
    ("options", "said", "code"),
    [
        (["--loudness", "-9"], "the voice can't be brought to -9 LUFS", 1),
        (["--loudness", "loud"], "'loud' is no loudness", 2),
        (["--loudness", "-3"], "-3 is not between -40 and -9 LUFS", 2),
        (["--loudness", "-19", "--volume", "3"], "each set the level", 2),
    ],
)
def test_a_loudness_that_can_not_be_had(
    presence: Presence, options: list[str], said: str, code: int
) -> None:
    """It is said, and nothing is written."""
    written(presence.folder, SCRIPT)
    assert said in presence.refused("export", "mine.yaml", "-o", "out.wav", *options, code=code)
    assert not (presence.folder / "out.wav").exists()


def test_where_nothing_is_said_there_is_no_voice_to_level(presence: Presence) -> None:
    """Silence is no loudness; a report says so in words."""
    written(presence.folder, "presence: 1\ntitle: Rain\nambient: rain\nsteps: [pause: 4s]\n")
    asked = ("export", "mine.yaml", "-o", "out.wav")
    assert "nothing is said" in presence.refused(*asked, "--loudness", "-19")
    report = presence.json(*asked, "--report")["report"]
    assert (report["voice_lufs"], report["spoken_share"]) == (None, 0)
    assert report["head_s"] == report["tail_s"] == report["length_s"]


@pytest.mark.parametrize("target", ["out.txt", "out.vtt", "out.html"])
def test_words_and_pages_have_no_loudness(presence: Presence, target: str) -> None:
    """It is said rather than left aside."""
    written(presence.folder, SCRIPT)
    code = 1 if target.endswith("html") else 2
    for options in (["--loudness", "-19"], ["--report"]):
        said = presence.refused("export", "mine.yaml", "-o", target, *options, code=code)
        assert options[0] in said


@pytest.mark.parametrize(
    ("rms_db", "peak_db", "floor_db", "head_s", "tail_s", "missed"),
    [
        (-20.0, -3.04, -60.0, 0.5, 5.0, []),
        (-23.1, -2.9, -59.9, 0.4, 5.1, [0, 1, 2, 3, 4]),
        (-17.9, -3.1, -float("inf"), 1.1, 0.9, [0, 3, 4]),
    ],
)
def test_the_verdict_of_acx(
    rms_db: float, peak_db: float, floor_db: float, head_s: float, tail_s: float, missed: list[int]
) -> None:
    """Each bound of its requirements, just within and just beyond, as it would be shown."""
    measures = Measures(-20.0, 5.0, peak_db, rms_db, floor_db)
    report = Report(measures, -19.0, 60.0, 30.0, head_s, tail_s)
    assert [n for n, criterion in enumerate(report.acx) if not criterion.is_met] == missed
    assert report.meets_acx == (not missed)


def test_levels_are_written_in_many_ways() -> None:
    """As a number, with a typographer's minus, with the unit; presets in any case."""
    assert aim_of("-19") == aim_of("−19") == aim_of(" -19 LUFS") == aim_of("Meditation")
    assert aim_of("acx").is_rms
    assert aim_of("acx").ceiling_dbtp == -3.0
    with pytest.raises(ValueError, match="meditation, podcast, acx"):
        aim_of("radio")
