"""--split section: a file for each section, which one behind the other are the whole."""

import re
from itertools import chain
from pathlib import Path

import mutagen
import numpy as np
import pytest
from command_line import Presence
from decoding import decoded, probed
from engines import ToneEngine
from exercises import WITH_A_BED, samples_of, written
from hypothesis import given
from hypothesis import strategies as st
from silent_sessions import compiled

from presence.errors import NarrationError, PresenceError
from presence.export.formats import FORMATS
from presence.export.fulfilling import Made, carry_out
from presence.export.order import Order
from presence.export.split import piece_files
from presence.narration.store import Store

SCRIPT = """ambient: {sound: rain, level: -20 dB, fade: 1s}
steps:
  - say: Hello.
  - bell
  - section: Settling in
  - say: One two three.
  - pause: 2.2s
  - section: Not a thing
  - section: A breath?
  - breathe: {in: 2s, out: 3s, cue: both}
  - section: Last / least
  - pause: 1s
  - say: Four five six.
"""
NAMES = ["out-01-settling-in", "out-02-a-breath", "out-03-last-least"]
TITLES = ["Settling in", "A breath?", "Last / least"]


def made(folder: Path, order: Order, script: str = SCRIPT) -> Made:
    """The order carried out, each line a tone."""
    return carry_out(order, compiled(folder, script), ToneEngine(), Store(folder / "clips"))


@pytest.mark.parametrize("voice_only", [False, True])
@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_pieces_are_the_whole_to_the_sample(tmp_path: Path, suffix: str, voice_only: bool) -> None:
    """One behind the other; what comes before the first section is in the first file."""
    split = made(tmp_path, Order(tmp_path / f"out{suffix}", split="section", voice_only=voice_only))
    whole = made(tmp_path, Order(tmp_path / f"whole{suffix}", voice_only=voice_only))
    assert [path.stem for path in split.sounds] == NAMES
    pieces = [samples_of(path) for path in split.sounds]
    np.testing.assert_array_equal(np.concatenate(pieces), samples_of(whole.path))
    assert split.frame_count == whole.frame_count
    assert not (tmp_path / f"out{suffix}").exists()


@pytest.mark.parametrize("suffix", [s for s, found in FORMATS.items() if found.kbps])
def test_coded_pieces_have_their_own_lengths(tmp_path: Path, suffix: str) -> None:
    """What an encoder adds at either end is marked, so a player goes on without a gap. ffmpeg
    plays the last packet of an MP4 to its end, whatever its edit list says."""
    surplus = 1023 if suffix in (".m4a", ".m4b") else 2
    split = made(tmp_path, Order(tmp_path / f"out{suffix}", split="section"))
    whole = made(tmp_path, Order(tmp_path / "whole.wav", split="section"))
    for coded, exact in zip(split.sounds, whole.sounds, strict=True):
        assert abs(len(decoded(coded)) - len(samples_of(exact))) <= surplus


@pytest.mark.parametrize("suffix", [s for s, found in FORMATS.items() if found.has_tags])
def test_each_piece_says_which_it_is(tmp_path: Path, suffix: str) -> None:
    """A phone sorts them by their numbers, under the exercise's title; two readers agree."""
    split = made(tmp_path, Order(tmp_path / f"out{suffix}", split="section", author="Sam"))
    for number, (path, title) in enumerate(zip(split.sounds, TITLES, strict=True), 1):
        found = probed(path)
        (sound,) = (s for s in found["streams"] if s["codec_type"] == "audio")
        tags = {**sound.get("tags", {}), **found["format"].get("tags", {})}
        tags = {name.lower(): value for name, value in tags.items()}
        assert tags["title"] == f"A test – {title}"
        assert (tags["album"], tags["artist"]) == ("A test", "Sam")
        total = tags.get("tracktotal")
        assert tags["track"] + (f"/{total}" if total else "") == f"{number}/3"
        assert not found["chapters"]
        easy = mutagen.File(path, easy=True)
        assert easy["tracknumber"][0].partition("/")[0] == str(number)


def test_captions_go_by_the_time_of_their_file(tmp_path: Path) -> None:
    """Each cue begins where its clip does in its own piece, and every line is in one of them."""
    order = Order(tmp_path / "out.wav", split="section", captions=(".srt", ".vtt"))
    split = made(tmp_path, order)
    whole = made(tmp_path, Order(tmp_path / "whole.wav", captions=(".srt",)))
    assert [path.name for path in split.captions] == [
        f"{name}{suffix}" for name in NAMES for suffix in (".srt", ".vtt")
    ]
    pieces = [said(path.with_suffix(".srt")) for path in split.sounds]
    assert [*chain.from_iterable(pieces)] == said(whole.captions[0])
    for path in split.sounds:
        sound = samples_of(path)
        for start_s, end_s in spans(path.with_suffix(".srt")):
            assert 0 <= start_s < end_s <= len(sound) / 48_000 + 0.001
            loud = np.abs(sound[round(start_s * 48_000) : round(end_s * 48_000)]).max()
            assert loud > 0.05
    assert "WEBVTT - A test – A breath?" in split.captions[3].read_text()


def said(srt: Path) -> list[str]:
    return [block.split("\n", 2)[2].strip() for block in srt.read_text().strip().split("\n\n")]


def spans(srt: Path) -> list[tuple[float, float]]:
    """Seconds of each cue's beginning and end."""
    time = r"(\d\d):(\d\d):(\d\d),(\d\d\d)"
    found = re.findall(f"{time} --> {time}", srt.read_text())
    numbers = [[int(part) for part in cue] for cue in found]
    return [
        tuple(3600 * h + 60 * m + s + ms / 1000 for h, m, s, ms in (cue[:4], cue[4:]))  # type: ignore[misc]
        for cue in numbers
    ]


def test_without_sections_there_is_nothing_to_split_at(tmp_path: Path) -> None:
    """It is said before a line is narrated, and a single file is not what was asked for."""
    engine = ToneEngine()
    sequence = compiled(tmp_path, "steps: [say: Hello.]\n")
    order = Order(tmp_path / "out.wav", split="section")
    with pytest.raises(PresenceError, match="no sections"):
        carry_out(order, sequence, engine, Store(tmp_path / "clips"))
    assert not engine.asked


def test_a_piece_can_not_be_a_folder_or_a_sound_of_the_exercise(tmp_path: Path) -> None:
    """Found before a line is narrated; nothing is written."""
    order = Order(tmp_path / "out.wav", split="section")
    (tmp_path / f"{NAMES[1]}.wav").mkdir()
    with pytest.raises(PresenceError, match="is a folder"):
        made(tmp_path, order)
    recording = tmp_path / f"{NAMES[2]}.wav"
    made(tmp_path, Order(recording), "steps: [say: Hello.]\n")
    content = recording.read_bytes()
    (tmp_path / f"{NAMES[1]}.wav").rmdir()
    with pytest.raises(PresenceError, match="is a sound of this exercise"):
        made(tmp_path, order, SCRIPT + f"  - recording: {{file: {recording.name}, text: Now.}}\n")
    assert recording.read_bytes() == content
    assert not (tmp_path / f"{NAMES[0]}.wav").exists()


def test_a_section_that_fails_leaves_all_as_it_was(tmp_path: Path) -> None:
    """The first are whole by then, and still do not appear: half an exercise is none."""
    old = {tmp_path / f"{name}.opus": name.encode() for name in NAMES}
    for path, content in old.items():
        path.write_bytes(content)
    engine = ToneEngine(fails=lambda text: text.startswith("Four"))
    order = Order(tmp_path / "out.opus", split="section")
    with pytest.raises(NarrationError):
        carry_out(order, compiled(tmp_path, SCRIPT), engine, Store(tmp_path / "clips"))
    assert {path: path.read_bytes() for path in tmp_path.glob("*.opus")} == old


TITLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(titles=st.lists(TITLE, min_size=1, max_size=120))
def test_a_name_is_safe_wherever_it_goes(titles: list[str]) -> None:
    """No sign that Windows, macOS or a shell takes for its own, no two alike even where capitals
    don't count, in the order of the sections, and short enough."""
    names = [path.name for path in piece_files(Path("out.opus"), titles)]
    for name in names:
        assert re.fullmatch(r"out-\d{2,3}(-.+)?\.opus", name)
        assert not re.search(r'[\s<>:"/\\|?*\x00-\x1f\x7f\'`$&;()!]', name)
        assert len(name.encode()) < 255 - len("out") - 60
    assert len({name.casefold() for name in names}) == len(titles)
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Settling", "out-01-settling.m4a"),
        ("Über Nähe & Zeit", "out-01-über-nähe-zeit.m4a"),
        ("../../etc/passwd", "out-01-etc-passwd.m4a"),
        ("終わり", "out-01-終わり.m4a"),
        ("…", "out-01.m4a"),
    ],
)
def test_a_title_can_be_read_in_its_name(title: str, name: str) -> None:
    """Words of any script stay; whatever else there is parts them."""
    assert piece_files(Path("out.m4a"), [title]) == [Path(name)]


def test_the_command_splits(presence: Presence) -> None:
    """It names every file, captions too, and an older one is replaced as any export is."""
    written(presence.folder, WITH_A_BED)
    (presence.folder / "out-01-settling.mp3").write_bytes(b"old")
    options = ("--split", "section", "--captions", "lrc")
    found = presence.json("export", "mine.yaml", "-o", "out.mp3", *options)
    assert found["sounds"] == ["out-01-settling.mp3", "out-02-listening.mp3"]
    assert found["captions"] == ["out-01-settling.lrc", "out-02-listening.lrc"]
    assert found["path"] == found["sounds"][0]
    assert probed(presence.folder / "out-01-settling.mp3")["format"]["tags"]["track"] == "1/2"
