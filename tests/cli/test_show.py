"""`presence show` as an author runs it."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command_line import Presence
from exercises import PARTNERS, written
from processes import PRESENCE, environment, run


def test_text_by_default(presence: Presence) -> None:
    """The title, a row a line with its time, and the summary; plain where there is no terminal."""
    shown = presence.fine("show", written(presence.folder))
    assert shown.startswith("A short one\n")
    assert "Let your shoulders soften." in shown
    assert "longest silence" in shown
    assert "\x1b" not in shown


def test_width_of_the_terminal(presence: Presence) -> None:
    """Texts are shortened to it, and left whole where nothing says how wide it is."""
    text = "Let your shoulders soften " + "and soften " * 30
    file = written(presence.folder, f"presence: 1\ntitle: T\nsteps: [{{say: {text}}}]\n")
    narrow = presence.fine("show", file, COLUMNS="60")
    assert max(map(len, narrow.splitlines())) == 60
    assert text.strip() in presence.fine("show", file)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_colours_on_a_terminal(presence: Presence) -> None:
    """There, and not where NO_COLOR is set."""
    import pexpect  # type: ignore[import-untyped]  # it publishes none; on POSIX only

    file = written(presence.folder)
    for more, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        env = environment(presence.cache, TERM="xterm-256color", **more)
        sent = pexpect.run(
            " ".join([sys.executable, *PRESENCE, "show", str(file)]), env=env, encoding="utf-8"
        )
        assert "Let your shoulders soften." in sent
        assert ("\x1b[1mA short one" in sent) is coloured


def test_names_rate_and_section(presence: Presence) -> None:
    """They shape the outline as they shape a play."""
    file = written(presence.folder, PARTNERS)
    assert "Sam, look at Alex." in presence.fine("show", file, "--names", "Sam,Alex")
    slow, fast = (presence.json("show", file, "--rate", rate)["spoken"] for rate in ("80", "160"))
    assert slow == 2 * fast
    found = presence.json("show", written(presence.folder), "--from", "Listening")
    assert [section["title"] for section in found["sections"]] == ["Listening"]


def test_exact_times_are_the_exported_ones(presence: Presence) -> None:
    """Narrated by the real engine, to the frame what an export lasts; kept for the next time."""
    file = written(presence.folder)
    shown = presence.json("show", file, "--exact", "--engine", "espeak")
    exported = presence.json("export", file, "-o", "mine.wav", "--engine", "espeak")
    assert shown["exact"] is True
    assert shown["seconds"] == exported["seconds"]
    assert exported["lines_made"] == 0


def test_estimates_narrate_nothing(presence: Presence) -> None:
    """Neither a process nor an entry in the store: show is at once."""
    presence.fine("show", written(presence.folder))
    assert not presence.cache.exists()


def test_pictures(presence: Presence) -> None:
    """Both kinds, whole; an existing file is replaced only when that is asked for."""
    file = written(presence.folder)
    assert "timeline.svg: A short one" in presence.fine("show", file, "-o", "timeline.svg")
    first = (presence.folder / "timeline.svg").read_bytes()
    ElementTree.fromstring(first)  # noqa: S314 (our own output)
    assert "exists" in presence.refused("show", file, "-o", "timeline.svg")
    presence.fine("show", file, "-o", "timeline.svg", "--force")
    assert (presence.folder / "timeline.svg").read_bytes() == first
    presence.fine("show", file, "-o", "timeline.png", "--width", "800")
    assert (presence.folder / "timeline.png").read_bytes().startswith(b"\x89PNG")
    left = sorted(path.name for path in presence.folder.iterdir())
    assert left == ["mine.yaml", "timeline.png", "timeline.svg"]


def test_json_and_a_picture_at_once(presence: Presence) -> None:
    """The picture is drawn, and stdout is JSON alone."""
    found = presence.json("show", written(presence.folder), "-o", "timeline.svg")
    assert found["title"] == "A short one"
    assert (presence.folder / "timeline.svg").exists()


def test_what_can_not_be_drawn(presence: Presence) -> None:
    """Each is said in words, before any work, with what to do instead."""
    file = written(presence.folder)
    assert "timeline.svg" in presence.refused("show", file, "-o", "timeline.pdf")
    assert "has no suffix" in presence.refused("show", file, "-o", "timeline")
    (presence.folder / "folder.svg").mkdir()
    assert "is a folder" in presence.refused("show", file, "-o", "folder.svg", "--force")
    assert "cannot be written" in presence.refused("show", file, "-o", "no/where/t.svg")
    assert not (presence.folder / "no").exists()


def test_wrong_usage(presence: Presence) -> None:
    """Options that would do nothing are refused, and a section that there is not is named."""
    file = written(presence.folder)
    assert "1 Settling, 2 Listening" in presence.refused("show", file, "--from", "Sharing")
    assert "--exact" in presence.refused("show", file, "--voice", "en-us", code=2)
    assert ".png" in presence.refused("show", file, "--width", "800", code=2)
    assert ".png" in presence.refused("show", file, "--width", "800", "-o", "t.svg", code=2)
    assert "no exercise" in presence.refused("show", "nothing-like-it")


def test_a_recording_that_is_missing_names_its_line(presence: Presence) -> None:
    """The quick pass opens recordings, for their lengths."""
    (presence.folder / "hello.wav").write_bytes(b"no sound at all")
    steps = "[{recording: {file: hello.wav, text: Hello.}}]"
    file = written(presence.folder, f"presence: 1\ntitle: T\nsteps: {steps}\n")
    said = presence.refused("show", file)
    assert "mine.yaml:3:" in said
    assert "hello.wav" in said


def test_help_is_light(tmp_path: Path) -> None:
    """Words about the command load neither numpy nor the library for pictures."""
    code = (
        "import json, sys; from presence.cli.main import run; run(['show', '--help']); "
        "print(json.dumps(sorted(sys.modules)))"
    )
    said = run(["-c", code], environment(tmp_path)).stdout
    assert "--exact" in said
    assert not {"numpy", "resvg_py", "yaml"} & set(json.loads(said.splitlines()[-1]))
