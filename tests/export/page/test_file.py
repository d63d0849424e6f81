"""What is in a page: the exercise's own sound, its times, and nothing a script could use."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pages
import pytest
from numpy.typing import NDArray
from pages import HOSTILE, WITH_QUESTIONS, inside

from presence.errors import PresenceError
from presence.export.page.document import as_data
from presence.mix.session import Session
from presence.narration.espeak import EspeakEngine
from presence.narration.silent import SilentEngine
from presence.narration.store import Store

FRAME_S = 1152 / 32_000
"""A frame of an MP3 at the rate that LAME chooses here."""


def segments(page: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = inside(page).exercise["tracks"][0]["segments"]
    return found


def envelope(samples: NDArray[np.floating[Any]], rate_hz: int) -> NDArray[np.floating[Any]]:
    """How loud it is, each millisecond."""
    step = rate_hz // 1000
    mono = np.abs(samples[: len(samples) // step * step].mean(axis=1))
    return np.asarray(mono.reshape(-1, step).mean(axis=1))


def test_the_sound_is_the_exercise_in_time(page: Path, tmp_path: Path) -> None:
    """Each segment, decoded, lies over the exercise's own samples without any shift.

    An encoder's delay that nobody trims would hide behind captions that are late by as much.
    """
    sequence = pages.sequence_of(tmp_path, WITH_QUESTIONS)
    with Session(sequence, EspeakEngine(), Store(page.parent / "clips"), workers=2) as session:
        length, at = session.finish(), 0
        checks = [*session.timeline.check_ins.placed]
        for index, segment in enumerate(segments(page)):
            samples, rate_hz = inside(page).samples(segment["sound"])
            assert len(samples) == pytest.approx(segment["frames"] * rate_hz / 48_000, abs=2)
            if index:
                at = checks[index - 1].end_frame - segment["first"]
            own = envelope(session.read(at, segment["frames"]), 48_000)
            ours = envelope(samples, rate_hz)
            count = min(len(own), len(ours))
            own, ours = own[:count] - own[:count].mean(), ours[:count] - ours[:count].mean()
            shifts = range(-30, 31)
            fits = [float(np.dot(np.roll(ours, shift), own)) for shift in shifts]
            assert abs(shifts[int(np.argmax(fits))]) <= 1
        assert at + segment["frames"] == length


def test_nothing_lies_behind_a_question(page: Path) -> None:
    """A segment ends at its check-in, after a moment of bed: no clock can carry past it."""
    for segment in segments(page)[:-1]:
        gate = segment["gate"]
        assert gate["at"] <= segment["frames"] <= gate["at"] + 1.2 * 48_000 + 1
        assert all(line["end"] <= gate["at"] for line in segment["lines"])
        assert gate["ask"] == segment["lines"][-1]["at"]
        samples, rate_hz = inside(page).samples(segment["sound"])
        assert np.abs(samples[-rate_hz // 50 :]).max() < 0.001  # faded out


def test_what_a_person_may_choose_is_inside(page: Path) -> None:
    """The first check-in has gentler steps of its own, the second has the script's."""
    exercise = inside(page).exercise
    first, second = (segment["gate"] for segment in segments(page)[:-1])
    said = [
        [line["text"] for line in track["segments"][0]["lines"]] for track in exercise["tracks"]
    ]
    assert said[first["gentler"]] == ["Then sit apart for a while."]
    assert second["gentler"] == -1
    assert said[exercise["gentler"]] == ["We will do less."]
    assert len(said[exercise["offer"]]) == 1
    assert exercise["reflect"] == ["What would you like more of?"]
    assert [line["partner"] for line in segments(page)[1]["lines"][:2]] == ["Sam", "Alex"]


def test_words_are_the_line_and_lie_within_it(page: Path) -> None:
    """The pieces that light up one after another are the whole text, in order, in its time."""
    lines = [line for segment in segments(page) for line in segment["lines"]]
    assert lines
    for line in lines:
        assert "".join(text for _, text in line["words"]) == line["text"]
        starts = [at for at, _ in line["words"]]
        assert starts == sorted(starts)
        assert line["at"] <= starts[0]
        assert starts[-1] < line["end"]


def test_the_bed_comes_round_without_a_seam(page: Path) -> None:
    """The loop's last frames lead to its first as those before them do, wherever it begins."""
    (bed,) = inside(page).exercise["beds"]
    samples, rate_hz = inside(page).samples(int(bed["sound"]))
    start, length = round(bed["start"] * rate_hz), round(bed["length"] * rate_hz)
    before, after = samples[start - 400 : start + 400], samples[start + length - 400 :][:800]
    likeness = np.corrcoef(before.ravel(), after.ravel())[0, 1]
    assert likeness > 0.75  # of noise; beside the right place it is about 0


def test_the_same_in_the_same_bytes_out(page: Path, tmp_path: Path) -> None:
    """In another folder, from clips made anew."""
    assert pages.write(tmp_path).read_bytes() == page.read_bytes()


def test_a_hostile_text_stays_a_text(tmp_path: Path) -> None:
    """A script from anybody can't add an element, an attribute or a program to the page."""
    quoted = HOSTILE.replace("'", "''")
    script = WITH_QUESTIONS.replace("A small evening", f"'{quoted}'")
    name = quoted.replace("{{style}}", "")  # where braces are refused
    script = script.replace("[Sam, Alex]", f"['{name}', \"</title><script>1</script>\"]")
    script = script.replace("section: Arriving", f"section: '<!--<script> {name}'")
    page = pages.write(tmp_path, script, engine=SilentEngine())
    plain = pages.write(tmp_path, WITH_QUESTIONS, "plain.html", engine=SilentEngine())
    found, usual = inside(page), inside(plain)
    assert found.title == found.exercise["title"] == HOSTILE
    assert found.exercise["partners"][0] == " ".join(HOSTILE.replace("{{style}}", "").split())
    sounds = {"data-sound"}
    without = [
        [(tag, marks) for tag, marks in one.tags if not sounds & marks.keys()]
        for one in (found, usual)
    ]
    assert without[0] == without[1]
    assert found.program == usual.program


def test_data_never_ends_its_element() -> None:
    """Whatever the text: no '<' is in it, and half a surrogate does no harm."""
    data = as_data({"text": "</script> \u2028 \ud800"})
    assert "<" not in data
    assert "\u2028" not in data
    data.encode()


def test_the_policy_allows_the_page_alone(page: Path) -> None:
    """The one program and the one style, by their hashes; sound from memory; nothing else."""
    found = inside(page)

    def hash_of(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert found.policy["default-src"] == "'none'"
    assert found.policy["script-src"] == hash_of(found.program)
    assert found.policy["style-src"] == hash_of(found.style)
    assert found.policy["media-src"] == "blob:"
    assert not any("unsafe" in rule or "http" in rule for rule in found.policy.values())
    assert "src" not in {mark for _, marks in found.tags for mark in marks}


def test_an_exercise_too_long_for_a_page_is_refused(tmp_path: Path) -> None:
    """Before a line is narrated, and with what to do instead; what was there stays."""
    (tmp_path / "page.html").write_text("before")
    script = "presence: 1\ntitle: Long\nsteps:\n  - say: Hello.\n  - pause: 5h\n"
    with pytest.raises(PresenceError, match="lasts 5:00:00; a page holds up to 4:00:00"):
        pages.write(tmp_path, script, engine=SilentEngine())
    assert (tmp_path / "page.html").read_text() == "before"


def test_an_exercise_of_no_time_is_refused(tmp_path: Path) -> None:
    """There is nothing to play."""
    with pytest.raises(PresenceError, match="takes no time"):
        pages.write(
            tmp_path, "presence: 1\ntitle: None\nsteps:\n  - section: A\n", engine=SilentEngine()
        )
    assert not (tmp_path / "page.html").exists()
