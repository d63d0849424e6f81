"""What a file says of itself, as ffprobe and mutagen read it: two readers that are not ours."""

import base64
from pathlib import Path
from typing import Any

import mutagen
import pytest
from decoding import probed
from export_sources import Known, noise
from mutagen.flac import Picture

from presence.export.exporter import export
from presence.export.formats import FORMATS, Recipe, recipe_of
from presence.export.tags import Chapter, Tags

TAGGED = [suffix for suffix, found in FORMATS.items() if found.has_tags]
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde"
    b"\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82"
)
TAGS = Tags(
    title="Ankommen – zu zweit ♡",
    author="Łucja & Sam",
    summary="Sechs Minuten, um im selben Raum anzukommen.",
    language="de-AT",
    genre="Presence",
    date="2026-05-31",
    artwork=PNG,
    chapters=(Chapter("Ankommen"), Chapter("Ein Atem für {dich}"), Chapter("终")),
)
STARTS = (0, 30_001, 71_999)
FRAMES = 96_000


class Marked(Known):
    """A source whose cues begin at `STARTS`."""

    def frame_of(self, cue_index: int) -> int | None:
        return STARTS[cue_index]


def tagged(folder: Path, suffix: str, tags: Tags = TAGS) -> Path:
    path = folder / f"out{suffix}"
    recipe = recipe_of(path)
    cues = tuple(range(len(tags.chapters)))
    export(Marked(noise(FRAMES)), path, Recipe(recipe.bits, recipe.kbps, tags), None, cues)
    return path


def told(path: Path) -> dict[str, str]:
    """ffprobe's tags of the file and of its sound, their names in small letters."""
    found = probed(path)
    (sound,) = (s for s in found["streams"] if s["codec_type"] == "audio")
    both = {**sound.get("tags", {}), **found["format"].get("tags", {})}
    return {name.lower(): value for name, value in both.items()}


@pytest.mark.parametrize("suffix", TAGGED)
def test_every_tag_is_read_as_it_was_written(tmp_path: Path, suffix: str) -> None:
    """Letters of any script, in each format's own way of writing them."""
    found = told(tagged(tmp_path, suffix))
    assert found["title"] == TAGS.title
    assert found["artist"] == TAGS.author
    assert found["comment"] == TAGS.summary
    assert found["genre"] == TAGS.genre
    assert found["date"] == TAGS.date
    assert found["language"] in (TAGS.language, "deu")


@pytest.mark.parametrize("suffix", TAGGED)
def test_chapters_are_where_they_begin(tmp_path: Path, suffix: str) -> None:
    """To the millisecond; each ends where the next begins, and the last with the sound."""
    chapters = probed(tagged(tmp_path, suffix))["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == [c.title for c in TAGS.chapters]
    starts = [float(chapter["start_time"]) for chapter in chapters]
    ends = [float(chapter["end_time"]) for chapter in chapters]
    assert starts == pytest.approx([start / 48_000 for start in STARTS], abs=0.0006)
    assert ends[:-1] == starts[1:]
    assert ends[-1] == pytest.approx(FRAMES / 48_000, abs=0.008)  # ffprobe counts Opus's lead-in


@pytest.mark.parametrize("suffix", TAGGED)
def test_the_cover_is_the_picture(tmp_path: Path, suffix: str) -> None:
    """A front cover in PNG, byte for byte."""
    assert cover_in(mutagen.File(tagged(tmp_path, suffix))) == PNG


def cover_in(file: Any) -> bytes:
    if hasattr(file, "pictures"):
        (picture,) = file.pictures
        return bytes(picture.data)
    if "metadata_block_picture" in file:
        block = base64.b64decode(file["metadata_block_picture"][0])
        picture = Picture(block)  # type: ignore[no-untyped-call]  # mutagen's own
        assert (picture.type, picture.mime, picture.width, picture.height) == (3, "image/png", 1, 1)
        return bytes(picture.data)
    if "covr" in file:
        return bytes(file["covr"][0])
    (frame,) = file.tags.getall("APIC")
    assert (frame.type, frame.mime) == (3, "image/png")
    return bytes(frame.data)


def test_mutagen_reads_the_chapters_of_an_mp3(tmp_path: Path) -> None:
    """CHAP frames, and the CTOC that puts them in order: players want both."""
    tags = mutagen.File(tagged(tmp_path, ".mp3")).tags
    (contents,) = tags.getall("CTOC")
    chapters = {frame.element_id: frame for frame in tags.getall("CHAP")}
    listed = [chapters[name] for name in contents.child_element_ids]
    assert [str(frame.sub_frames["TIT2"]) for frame in listed] == [c.title for c in TAGS.chapters]
    assert [frame.start_time for frame in listed] == [round(s / 48) for s in STARTS]
    assert listed[-1].end_time == FRAMES // 48
    assert tags["TLAN"] == ["deu"]


@pytest.mark.parametrize("suffix", [".m4a", ".m4b"])
def test_mutagen_reads_the_chapters_of_an_mp4(tmp_path: Path, suffix: str) -> None:
    """Nero's list, beside the text track that ffprobe reads."""
    file = mutagen.File(tagged(tmp_path, suffix))
    assert [chapter.title for chapter in file.chapters] == [c.title for c in TAGS.chapters]
    starts = [chapter.start for chapter in file.chapters]
    assert starts == pytest.approx([start / 48_000 for start in STARTS], abs=0.001)
    assert file.tags.get("stik") == ([2] if suffix == ".m4b" else None)


@pytest.mark.parametrize("suffix", TAGGED)
def test_what_is_not_known_is_left_out(tmp_path: Path, suffix: str) -> None:
    """No empty tags, no chapters, no picture; the sound is the same."""
    path = tagged(tmp_path, suffix, Tags(title="Alone"))
    found = told(path)
    assert found["title"] == "Alone"
    assert not {"artist", "comment", "genre", "date"} & found.keys()
    assert not probed(path)["chapters"]
    assert len(probed(path)["streams"]) == 1


@pytest.mark.parametrize("suffix", TAGGED)
def test_many_long_titles_and_a_large_cover_fit(tmp_path: Path, suffix: str) -> None:
    """More than a page of Ogg holds, and more than a byte counts in one title."""
    chapters = tuple(Chapter(f"{number} " + "ö" * 300) for number in range(3))
    tags = Tags(title="x" * 5000, artwork=PNG + bytes(400_000), chapters=chapters)
    path = tagged(tmp_path, suffix, tags)
    titles = [chapter["tags"]["title"] for chapter in probed(path)["chapters"]]
    assert titles == [chapter.title for chapter in chapters]
    assert len(cover_in(mutagen.File(path))) == len(tags.artwork)


@pytest.mark.parametrize(("date", "found"), [("2026", "2026"), ("2026-05", "2026")])
def test_an_mp3_has_as_much_of_the_date_as_it_can(tmp_path: Path, date: str, found: str) -> None:
    """ID3v2.3 has a year and a day of it, and no place for a month alone."""
    assert told(tagged(tmp_path, ".mp3", Tags(date=date)))["date"] == found
