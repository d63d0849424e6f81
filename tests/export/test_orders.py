"""What is asked of an export on the command line: carried out, or refused in words."""

from pathlib import Path

import pytest
from command_line import Presence
from decoding import probed
from exercises import SHORT, written

from presence.errors import PresenceError
from presence.export.formats import FORMATS
from presence.export.order import Order


def test_the_author_and_the_date_are_in_the_tags(presence: Presence) -> None:
    """The script has no place for them: who publishes an exercise says them."""
    written(presence.folder)
    presence.fine("export", "mine.yaml", "-o", "out.m4a", "--author", "Sam", "--date", "2026-05")
    tags = probed(presence.folder / "out.m4a")["format"]["tags"]
    assert (tags["title"], tags["artist"], tags["date"]) == ("A short one", "Sam", "2026-05")


def test_a_cover_can_be_left_out(presence: Presence) -> None:
    """For the smallest file."""
    written(presence.folder)
    presence.fine("export", "mine.yaml", "-o", "out.opus", "--no-artwork")
    assert len(probed(presence.folder / "out.opus")["streams"]) == 1


def test_quality_makes_a_file_larger(presence: Presence) -> None:
    """'voice' is what one gets without asking."""
    written(presence.folder)
    sizes = [
        presence.json("export", "mine.yaml", "-o", f"{number}.mp3", "--no-artwork", *asked)["bytes"]
        for number, asked in enumerate(([], ["--quality", "voice"], ["--quality", "high"]))
    ]
    assert sizes[0] == sizes[1] < sizes[2]


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        ("out.opus", ["--bits", "16"], ".opus has no bits a sample"),
        ("out.wav", ["--quality", "high"], ".wav keeps every sample"),
        ("out.wav", ["--author", "Sam"], "no place for --author"),
        ("out.wav", ["--author", "Sam", "--date", "2026"], "no place for --author and --date"),
        ("out.wav", ["--artwork"], "no place for --artwork"),
        ("out.html", ["--artwork"], "it has no --artwork"),
        ("out.html", ["--author", "Sam", "--report"], "it has no --author or --report"),
        ("out.wma", [], "'.wma' is no format"),
    ],
)
def test_what_a_format_can_not_do_is_refused(
    presence: Presence, target: str, options: list[str], said: str
) -> None:
    """Before anything is narrated; nothing is written."""
    written(presence.folder)
    assert said in presence.refused("export", "mine.yaml", "-o", target, *options)
    assert not (presence.folder / target).exists()


@pytest.mark.parametrize(
    "options", [["--quality", "voice"], ["--author", "Sam"], ["--date", "2026"], ["--no-artwork"]]
)
def test_a_text_has_no_use_for_what_is_asked_of_sound(
    presence: Presence, options: list[str]
) -> None:
    """It is said rather than left aside."""
    written(presence.folder)
    said = presence.refused("export", "mine.yaml", "-o", "out.txt", *options, code=2)
    assert "out.txt"[3:] in said
    assert options[0] in said


@pytest.mark.parametrize(
    "date", ["yesterday", "2026-5", "26", "2026-13", "2026-02-30", "2026-05-31-1", "-2026", ""]
)
def test_a_date_that_is_none_is_refused(presence: Presence, date: str) -> None:
    """With how a date is written."""
    written(presence.folder)
    said = presence.refused("export", "mine.yaml", "-o", "a.mp3", f"--date={date}", code=2)
    assert "write 2026, 2026-05 or 2026-05-31" in said


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_order_is_checked_without_being_carried_out(tmp_path: Path, suffix: str) -> None:
    """Its own sounds are never overwritten, whatever the format."""
    sound = tmp_path / f"bed{suffix}"
    sound.write_bytes(b"a bed")
    Order(tmp_path / f"out{suffix}").check([sound])
    with pytest.raises(PresenceError, match="is a sound of this exercise"):
        Order(sound).check([sound])
    assert list(tmp_path.iterdir()) == [sound]


def test_the_same_file_again_is_the_same_bytes(presence: Presence) -> None:
    """Cover, chapters and tags included."""
    written(presence.folder, SHORT)
    files = [presence.folder / f"{number}.m4b" for number in (1, 2)]
    for file in files:
        presence.fine("export", "mine.yaml", "-o", file, "--author", "Sam")
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize(
    "author", ["S\x1b[31mam", "Sam\nevil=1", b"S\xff".decode(errors="surrogateescape")]
)
def test_an_author_is_a_line_of_text(presence: Presence, author: str) -> None:
    """A script can hold no control character, and neither can what is said beside it.

    A plain name would hide it: bytes that are no text ended in a traceback from the tag's writer.
    """
    written(presence.folder)
    said = presence.refused("export", "mine.yaml", "-o", "out.mp3", "--author", author, code=2)
    assert "which is no letter or sign" in said
    assert not (presence.folder / "out.mp3").exists()


def test_a_folder_is_said_to_be_one(presence: Presence) -> None:
    """With both that could be meant. A folder that is called like a file would hide it: another's
    name has no suffix, and that was what was said of it."""
    written(presence.folder)
    (presence.folder / "out").mkdir()
    said = presence.refused("export", "mine.yaml", "-o", "out")
    assert "out is a folder" in said
    assert "out.wav" in said
    assert "-d" in said


def test_several_files_are_counted_together(presence: Presence) -> None:
    """The length and the size are of all; the name of the first with them would say otherwise."""
    written(presence.folder)
    first, *names = presence.fine("export", "mine.yaml", "-o", "s.wav", "--stems").splitlines()
    assert first.startswith("4 files: 0:")
    assert names == ["s.wav", "s.voice.wav", "s.bed.wav", "s.bells.wav"]
    assert presence.fine("export", "mine.yaml", "-o", "one.wav").startswith("one.wav: 0:")
