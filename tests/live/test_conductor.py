"""An exercise with people in the room: what they press, what is then heard, and the report."""

import signal
from pathlib import Path

import numpy as np
import pytest
from engines import ToneEngine
from live_rooms import TestRoom, both, line, mode, often
from silent_sessions import whole

from presence.audio import Samples
from presence.live.keys import Key
from presence.live.view import View
from presence.sequence.cues import CheckIn
from presence.units import frames_of

PLAIN = """\
steps:
  - section: One
  - say: The first line.
  - pause: 3s
  - say: The second line.
  - pause: 3s
  - section: Two
  - say: The third line.
  - reflect: What was good?
  - pause: 2s
"""
ASKING = """\
partners: [Sam, Alex]
steps:
  - section: One
  - say: The first line.
  - pause: 3s
  - section: Two
  - check-in: {ask: Go on now?, wait: 5s, gentler: [{say: Much less.}, {pause: 2s}]}
  - say: After the question.
  - pause: 2s
  - section: Three
  - say: The last line.
  - pause: 2s
gentler: [{say: A little less.}, {pause: 2s}]
"""
WITH_A_BED = "ambient: {sound: drone, level: -20 dB, fade: 1s}\n"


def asked(view: View) -> bool:
    """A question was heard, and can be answered."""
    return view.question is not None and all(key != "space" for key, _ in view.choices)


def loud(heard: Samples) -> Samples:
    """Per 10 ms, whether there is sound."""
    blocks = np.abs(heard[: len(heard) // 480 * 480]).max(axis=1).reshape(-1, 480)
    sounds: Samples = blocks.max(axis=1) > 1e-3
    return sounds


def test_left_alone_it_is_what_is_exported(tmp_path: Path) -> None:
    """Without a key pressed, what is heard is the exercise to the last bit, between silences."""
    room = TestRoom(tmp_path, WITH_A_BED + PLAIN, ToneEngine())
    report = room.play()
    with room.session(room.sequence) as session:
        exported = whole(session)
    heard = room.heard
    begin = int(np.flatnonzero(heard.any(axis=1))[0] - np.flatnonzero(exported.any(axis=1))[0])
    np.testing.assert_array_equal(heard[begin : begin + len(exported)], exported)
    assert not heard[:begin].any()
    assert not heard[begin + len(exported) :].any()
    assert (report.how, report.resume_cue, report.stalls) == ("finished", None, 0)
    assert report.questions == ("What was good?",)
    assert room.gallery.views[-1].mode == "ended"


def test_silence_holds_for_as_long_as_it_takes(tmp_path: Path) -> None:
    """Unanswered, the question is asked once more, then held; nothing behind it is ever said."""
    room = TestRoom(tmp_path, ASKING, ToneEngine())
    held: list[int] = []

    def for_two_minutes(view: View) -> bool:
        held.append(view.mode == "holding")
        return sum(held) > 1200

    report = room.play((for_two_minutes, "q"), voters=2)
    assert room.gallery.modes == ["playing", "asking", "holding", "ending", "ended"]
    assert "After the question." not in room.gallery.lines
    assert report.how == "early"
    assert report.check_ins[0].answers == (("", "no"),)
    said = np.flatnonzero(np.diff(loud(room.heard).astype(int)) == 1)
    assert len(said) == 4  # the line, the question, the question once more, the closing words


@pytest.mark.parametrize("keys", [("f", "j"), ("2", "1"), ("j", "f")])
def test_both_say_yes(tmp_path: Path, keys: tuple[Key, Key]) -> None:
    """With a yes of each, by a key of their own, it goes on with what follows, to the end."""
    room = TestRoom(tmp_path, ASKING)
    report = room.play((asked, keys[0]), (asked, keys[1]), voters=2)
    assert room.gallery.lines[-2:] == ["After the question.", "The last line."]
    assert report.how == "finished"
    assert {name for name, said in report.check_ins[0].answers if said == "yes"} == {"Sam", "Alex"}


def test_one_yes_of_two_is_not_enough(tmp_path: Path) -> None:
    """A yes of one, however often, and y or space, which are nobody's, pass nothing."""
    room = TestRoom(tmp_path, ASKING)
    report = room.play(
        (asked, "f"), (asked, "f"), (asked, "y"), (asked, "space"), (mode("holding"), "n"), voters=2
    )
    assert "After the question." not in room.gallery.lines
    assert report.how == "early"
    cue = room.sequence.cues[report.resume_cue or 0]
    gate = next(cue for cue in room.sequence.cues if isinstance(cue, CheckIn))
    assert cue == gate.ask[0]


def test_a_yes_that_comes_too_early_is_told_so(tmp_path: Path) -> None:
    """While the question is said a yes is no answer yet; the screen says so, and it is asked on.

    Only a key pressed before the question was heard for the first time would show it.
    """
    room = TestRoom(tmp_path, ASKING)
    room.play(
        (both(mode("playing"), line("Go on now?")), "f"),
        (lambda view: "The question first" in view.notice, "j"),
        (asked, "f"),
        (mode("holding"), "q"),
        voters=2,
    )
    assert "After the question." not in room.gallery.lines


NESTED = """\
partners: [Sam, Alex]
steps:
  - check-in: {ask: Go on now?, wait: 5s, gentler: [GENTLER]}
  - say: After the question.
gentler: [{check-in: Still here?}, {say: Never alone.}]
"""


@pytest.mark.parametrize(
    ("own", "heard"),
    [
        ("{say: Much less.}, {check-in: Is this better?}, {say: And less.}", "Much less."),
        ("{check-in: Is this better?}, {say: Much less.}", "That is all right."),
    ],
)
def test_a_check_in_ends_gentler_steps(tmp_path: Path, own: str, heard: str) -> None:
    """Steps behind it are never said, and one question is asked, not two: go on, rest, or end."""
    room = TestRoom(tmp_path, NESTED.replace("GENTLER", own))
    room.play((asked, "g"), (both(asked, line("You can go on")), "q"), voters=2)
    assert room.gallery.lines[1].startswith(heard)
    told = " ".join(room.gallery.lines)
    assert not any(words in told for words in ("better", "And less", "Still here", "Never"))


EDGES = """\
partners: [Sam, Alex]
steps:
  - check-in: {ask: Shall we begin?, wait: 1s}
  - repeat:
      times: 2
      steps:
        - each-partner:
            - check-in: {ask: "{partner}, still good?", wait: 1s}
            - say: "Now {partner}."
  - check-in: {ask: Was it good?, wait: 1s}
"""


def test_check_ins_anywhere(tmp_path: Path) -> None:
    """As the first step and the last, in repeats and turns: each is asked, each is waited at."""
    room = TestRoom(tmp_path, EDGES)
    report = room.play(*[(asked, key) for _ in range(6) for key in ("f", "j")], voters=2)
    assert report.how == "finished"
    questions = [check_in.question for check_in in report.check_ins]
    assert questions == [
        "Shall we begin?",
        *["Sam, still good?", "Alex, still good?"] * 2,
        "Was it good?",
    ]
    room = TestRoom(tmp_path, EDGES)
    keys: list[Key] = ["right", "page-down", "right"]
    room.play(*[(asked, key) for key in keys], (mode("holding"), "n"), voters=2)
    assert set(room.gallery.lines) == {"Shall we begin?", room.gallery.lines[-1]}


def test_a_device_lost_right_after_a_yes(tmp_path: Path) -> None:
    """What was answered is answered: it goes on behind the question, and once."""
    room = TestRoom(tmp_path, ASKING)
    report = room.play(
        (asked, "f"),
        (asked, "j"),
        (mode("playing"), room.unplug),
        (mode("lost"), room.plug_in),
        voters=2,
    )
    assert report.how == "finished"
    assert len(report.check_ins) == 1


def test_a_device_lost_before_the_last_yes(tmp_path: Path) -> None:
    """A yes that comes while there is no device is none; it is asked again, and of both."""
    room = TestRoom(tmp_path, ASKING)
    room.play(
        (asked, "f"),
        (asked, room.unplug),
        (mode("lost"), "j"),
        (mode("lost"), "f"),
        (mode("lost"), room.plug_in),
        (asked, "j"),
        (mode("holding"), "q"),
        voters=2,
    )
    assert "After the question." not in room.gallery.lines


def test_one_answers_for_all(tmp_path: Path) -> None:
    """Asked as one, y goes on."""
    room = TestRoom(tmp_path, ASKING)
    assert room.play((asked, "y")).how == "finished"


def test_a_pause_is_silent_and_repeats_the_line(tmp_path: Path) -> None:
    """Space falls silent within 0.3 s; space again gives the interrupted line from its start,
    after 0.6 s at least, sample for sample."""
    room = TestRoom(tmp_path, PLAIN, ToneEngine())
    marks: list[int] = []

    def mark() -> None:
        marks.append(len(room.heard))

    interrupted = both(line("second"), mode("playing"))
    paused = mode("paused")
    room.play(
        (interrupted, mark), (interrupted, "space"), *often(12, paused, mark), (paused, "space")
    )
    heard = room.heard
    assert not heard[marks[0] + frames_of(0.4) : marks[-1]].any()
    again = heard[marks[-1] :]
    begins = int(np.flatnonzero(again.any(axis=1))[0])
    assert begins >= frames_of(0.5)
    with room.session(room.sequence) as session:
        session.finish()
        cue = next(i for i, cue in enumerate(room.sequence.cues) if "second" in str(cue))
        start = session.frame_of(cue)
        assert start is not None
        second = session.read(start, frames_of(0.5))
    shown = again[begins - frames_of(0.05) : begins + frames_of(0.6)]
    assert any(
        np.allclose(shown[at + 960 : at + 20_000], second[960:20_000], atol=1e-6)
        for at in range(len(shown) - 20_000)
        if np.allclose(shown[at + 960 : at + 1100], second[960:1100], atol=1e-6)
    )


def test_an_end_fades_and_closes(tmp_path: Path) -> None:
    """q fades, the closing words are said, and the place is kept."""
    room = TestRoom(tmp_path, WITH_A_BED + PLAIN)
    report = room.play((line("second"), "q"))
    assert room.gallery.lines[-1].startswith("This is a good place to stop.")
    assert room.gallery.modes == ["playing", "ending", "ended"]
    assert report.how == "early"
    assert "second" in str(room.sequence.cues[report.resume_cue or 0])
    assert np.abs(np.diff(room.heard, axis=0)).max() < 0.05


def test_shifting_gears_at_a_line(tmp_path: Path) -> None:
    """g leads to the script's gentler steps and a question; with a yes the line is said again."""
    room = TestRoom(tmp_path, PLAIN + "gentler: [{say: A little less.}, {pause: 1s}]\n")
    report = room.play((line("second"), "g"), (asked, "y"))
    lines = room.gallery.lines
    assert lines[:3] == ["The first line.", "The second line.", "A little less."]
    assert lines[3].startswith("You can go on from here")
    assert lines[4:] == ["The second line.", "The third line.", "What was good?"]
    assert room.gallery.modes == ["playing", "gentler", "asking", "playing", "ended"]
    assert report.how == "finished"


def test_shifting_gears_at_a_check_in(tmp_path: Path) -> None:
    """There its own gentler steps come; the yes to the question after them leads past it."""
    room = TestRoom(tmp_path, ASKING)
    gentle = mode("gentler")
    report = room.play((asked, "g"), (both(asked, line("You can")), "f"), (asked, "j"), voters=2)
    assert "Much less." in room.gallery.lines
    assert "A little less." not in room.gallery.lines
    assert room.gallery.lines[-2:] == ["After the question.", "The last line."]
    assert report.how == "finished"
    assert any(gentle(view) for view in room.gallery.views)


def test_resting(tmp_path: Path) -> None:
    """g in the gentler steps is rest, for as long as it takes; a key brings the question."""
    room = TestRoom(tmp_path, WITH_A_BED + PLAIN)
    rests: list[View] = []

    def rested(view: View) -> bool:
        rests.extend([view] * (view.mode == "resting"))
        return len(rests) > 600

    report = room.play((line("first"), "g"), (mode("gentler"), "g"), (rested, "y"), (asked, "y"))
    assert room.gallery.modes == ["playing", "gentler", "resting", "asking", "playing", "ended"]
    assert report.how == "finished"


@pytest.mark.parametrize(("key", "said"), [("g", "less"), ("n", "no")])
def test_what_counts_at_once_is_told(tmp_path: Path, key: Key, said: str) -> None:
    """Less, or a no, while a question is said for the first time is that check-in's answer. Pressed
    once the question was heard it always was one."""
    room = TestRoom(tmp_path, ASKING)
    report = room.play(
        (both(line("Go on"), mode("playing")), key),
        *often(int(key == "g"), mode("gentler"), "q"),
        voters=2,
    )
    assert "After the question." not in room.gallery.lines
    first = report.check_ins[0]
    assert (first.question, first.answers) == ("Go on now?", (("", said),))
    assert 3.0 < first.time_s < 30.0


def test_no_key_answers_a_question_that_is_being_said(tmp_path: Path) -> None:
    """After the gentler steps it is not shown as one that can be answered until it was heard."""
    room = TestRoom(tmp_path, ASKING)
    room.play((line("first"), "g"), (mode("gentler"), "right"), (asked, "n"), voters=2)
    offered = [view for view in room.gallery.views if view.mode == "asking"]
    assert [view.is_heard for view in offered] == sorted(view.is_heard for view in offered)
    assert {view.is_heard for view in offered} == {False, True}
    assert all(asked(view) == view.is_heard for view in offered)


def test_seeking_forward_stops_at_a_check_in(tmp_path: Path) -> None:
    """However often one presses on, the question is asked, and nothing behind it is said."""
    room = TestRoom(tmp_path, ASKING)
    on = line("Go on")
    presses: tuple[Key, ...] = ("right", "page-down", "right", "page-down")
    room.play((line("first"), "page-down"), *((on, key) for key in presses), (mode("holding"), "q"))
    assert "After the question." not in room.gallery.lines


def test_seeking_back_asks_again(tmp_path: Path) -> None:
    """Back before a check-in that was answered, it asks anew when it is reached."""
    room = TestRoom(tmp_path, ASKING)
    report = room.play(
        (asked, "y"),
        (line("After"), "page-up"),
        (line("Go on"), "page-up"),
        (line("first"), "?"),
        (asked, "y"),
    )
    assert room.gallery.modes.count("asking") >= 2
    assert report.how == "finished"


def test_a_device_that_goes_and_comes_back(tmp_path: Path) -> None:
    """It says so, goes on with the interrupted line once there is one again; a pause stays."""
    room = TestRoom(tmp_path, PLAIN)
    lost, second = mode("lost"), line("second")
    report = room.play((second, room.unplug), *often(10, lost, "?"), (lost, room.plug_in))
    modes = room.gallery.modes
    assert modes == ["playing", "lost", "playing", "ended"]
    assert "The sound was gone. Now we go on." in room.gallery.lines
    after = room.gallery.lines.index("The sound was gone. Now we go on.")
    assert room.gallery.lines[after + 1] == "The second line."
    assert report.how == "finished"


def test_a_pause_outlasts_a_lost_device(tmp_path: Path) -> None:
    """A pause that somebody asked for is still one when the device is back."""
    room = TestRoom(tmp_path, PLAIN)
    paused = mode("paused")
    report = room.play(
        (line("second"), "space"),
        (paused, room.unplug),
        (mode("lost"), room.plug_in),
        *often(20, paused, "?"),
        (paused, "q"),
    )
    assert room.gallery.modes == ["playing", "paused", "lost", "paused", "ending", "ended"]
    assert report.how == "early"


def test_ctrl_c(tmp_path: Path) -> None:
    """The first fades without closing words; it is reported, and the place is kept."""
    room = TestRoom(tmp_path, PLAIN)
    before = signal.getsignal(signal.SIGINT)
    report = room.play((line("second"), lambda: signal.raise_signal(signal.SIGINT)))
    assert report.how == "interrupted"
    assert report.resume_cue == 3
    assert room.gallery.lines == ["The first line.", "The second line."]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_line_that_fails_is_shown_and_counted(tmp_path: Path) -> None:
    """It is silence and text on the screen; the exercise goes on."""
    room = TestRoom(tmp_path, PLAIN, ToneEngine(fails=lambda text: "second" in text))
    report = room.play()
    assert report.how == "finished"
    assert [text for text, _ in report.silent_lines] == ["The second line."]
    assert any(view.silent_line and "second" in view.line for view in room.gallery.views)


def test_the_place_is_kept_line_by_line(tmp_path: Path) -> None:
    """What is told to whoever keeps it is the line that would be said again."""
    room = TestRoom(tmp_path, PLAIN)
    room.play()
    said = [str(room.sequence.cues[cue]) for cue in room.kept]
    assert [words for words in ("first", "second", "third") if any(words in s for s in said)]
    assert room.kept == sorted(room.kept)
