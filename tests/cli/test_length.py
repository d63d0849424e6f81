"""`--for` and `for:` as a person gives them: the file lasts so long, or the range is said."""

from pathlib import Path

import pytest
import soundfile
from command_line import Presence
from exercises import samples_of, written

FLEXIBLE = """\
presence: 1
title: A flexible one
for: 20s
steps:
  - section: Settling
  - say: Let your shoulders soften.
  - pause: 2s to 30s
  - section: Listening
  - say: And your jaw.
  - pause: 1s to 10s
"""


def frames_of(file: Path) -> int:
    """The length of a sound file."""
    return int(soundfile.info(file).frames)


def test_an_exercise_of_the_shelf_lasts_seven_minutes(presence: Presence) -> None:
    """420 s are 20,160,000 frames; with the real voice, its bed and its bells."""
    done = presence.json("export", "arriving-together", "--for", "7m", "-o", "out.wav")
    assert abs(done["frames"] - 20_160_000) <= 1
    assert frames_of(presence.folder / "out.wav") == done["frames"]


def test_what_a_fitted_export_holds_is_what_an_unfitted_one_would(presence: Presence) -> None:
    """The lines are the same samples: nothing is stretched but the silence."""
    script = written(presence.folder, FLEXIBLE)
    presence.fine("export", script, "-o", "fitted.wav")
    presence.fine("export", script, "-o", "plain.wav", "--for", "shortest")
    fitted, plain = (samples_of(presence.folder / f"{name}.wav") for name in ("fitted", "plain"))
    assert len(fitted) == 20 * 48_000
    assert (fitted[fitted != 0] == plain[plain != 0]).all()


@pytest.mark.parametrize(
    ("words", "seconds"), [((), 20.0), (("--for", "15s"), 15.0), (("--for", "0.5m"), 30.0)]
)
def test_the_listener_wins_over_the_script(
    presence: Presence, words: tuple[str, ...], seconds: float
) -> None:
    """`for:` in the script counts where no --for is given."""
    script = written(presence.folder, FLEXIBLE)
    done = presence.json("export", script, "-o", "out.wav", "--engine", "silent", *words)
    assert abs(done["frames"] - seconds * 48_000) <= 1
    shown = presence.json("show", script, *words)
    assert abs(shown["seconds"] - seconds) * 48_000 <= 1


def test_from_a_section_on_it_is_what_is_left_that_lasts_so_long(presence: Presence) -> None:
    """The script's own length is that of the whole, and passed over."""
    script = written(presence.folder, FLEXIBLE)
    part = ("export", script, "-o", "out.wav", "--engine", "silent", "--from", "Listening")
    assert abs(presence.json(*part, "--for", "9s")["frames"] - 9 * 48_000) <= 1
    assert presence.json(*part)["seconds"] < 4


def test_a_part_is_heard_as_it_is_written(presence: Presence) -> None:
    """A preview narrates no other line to find out how long a pause will be."""
    script = written(presence.folder, FLEXIBLE)
    presence.fine("preview", script, "--section", "Settling", "-o", "out.wav")
    assert frames_of(presence.folder / "out.wav") < 5 * 48_000


def test_out_of_reach_the_range_is_said_before_anything_is_written(presence: Presence) -> None:
    """Two lines: what there is, and what to do."""
    script = written(presence.folder, FLEXIBLE)
    said = presence.refused("export", script, "-o", "out.wav", "--for", "1h", "--engine", "silent")
    assert said.count("\n") == 2
    assert "can last between 0:07 and 0:43; asked for was 1h" in said
    assert "mine.yaml:7:5" in said
    assert not (presence.folder / "out.wav").exists()


@pytest.mark.parametrize("wrong", ["15", "1:30", "soon", "-3m", "0s", "25h"])
def test_what_is_no_length_is_wrong_usage(presence: Presence, wrong: str) -> None:
    """A time has a unit, as it has in a script."""
    said = presence.refused("export", "arriving", "-o", "out.wav", f"--for={wrong}", code=2)
    assert "--for" in said


def test_every_line_is_narrated_once(presence: Presence) -> None:
    """To find the length first costs no line twice; and it counts as made."""
    script = written(presence.folder, FLEXIBLE)
    assert presence.json("export", script, "-o", "out.wav", "--for", "15s")["lines_made"] == 2
    assert presence.json("export", script, "-o", "out.wav", "--for", "18s")["lines_made"] == 0
