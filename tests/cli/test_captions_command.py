"""`--captions` as a person asks for them: beside the sound, or alone."""

import numpy as np
import pytest
import webvtt
from command_line import Presence
from exercises import PARTNERS, SHORT, samples_of, written


def seconds(time: str) -> float:
    """`01:02:03.004` in seconds."""
    hours, minutes, rest = time.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def test_captions_stand_beside_the_sound(presence: Presence) -> None:
    """One file a kind, with the sound's name; what was written is said."""
    script = written(presence.folder)
    done = presence.json("export", script, "-o", "a.b.wav", "--captions", "vtt,SRT, lrc,.ass,vtt")
    assert done["captions"] == ["a.b.vtt", "a.b.srt", "a.b.lrc", "a.b.ass"]
    for name in done["captions"]:
        assert "jaw." in (presence.folder / name).read_text(encoding="utf-8")
    said = presence.fine("export", script, "-o", "a.wav", "--captions", "vtt")
    assert said.splitlines()[1] == "a.vtt"


def test_the_sound_of_the_file_lies_where_its_captions_say(presence: Presence) -> None:
    """Each span holds sound from its beginning to its end, to 20 ms, and no other place does."""
    script = written(presence.folder, PARTNERS)
    presence.fine("export", script, "-o", "a.wav", "--captions", "vtt", "--names", "Sam,Alex")
    samples = samples_of(presence.folder / "a.wav")
    cues = webvtt.read(str(presence.folder / "a.vtt")).captions
    assert [cue.voice for cue in cues] == ["Sam", "Alex"]
    sounding = np.flatnonzero(np.abs(samples).max(axis=1) > 0) / 48_000
    inside = np.zeros(len(sounding), dtype=bool)
    for cue in cues:
        start_s, end_s = seconds(cue.start), seconds(cue.end)
        own = (sounding > start_s - 0.02) & (sounding < end_s + 0.02)
        assert abs(sounding[own][0] - start_s) <= 0.02
        assert abs(sounding[own][-1] - end_s) <= 0.02
        inside |= own
    assert inside.all()


def test_captions_alone_are_those_beside_the_sound(presence: Presence) -> None:
    """The same bytes, with no sound written; and at the length that was asked for."""
    script = written(presence.folder, SHORT.replace("2s", "2s to 20s"))
    presence.fine("export", script, "-o", "a.wav", "--captions", "srt,vtt", "--for", "15s")
    for kind in ("srt", "vtt"):
        presence.fine("export", script, "-o", f"b.{kind}", "--for", "15s")
        beside, alone = (presence.folder / f"{name}.{kind}" for name in "ab")
        assert beside.read_bytes() == alone.read_bytes()
    assert not (presence.folder / "b.wav").exists()


def test_captions_alone_take_no_text_s_place_unasked(presence: Presence) -> None:
    """They may be the very captions that a script was imported from."""
    script = written(presence.folder)
    (presence.folder / "talk.vtt").write_text("WEBVTT\n")
    assert "--force" in presence.refused("export", script, "-o", "talk.vtt")
    assert (presence.folder / "talk.vtt").read_text() == "WEBVTT\n"
    presence.fine("export", script, "-o", "talk.vtt", "--force")


def test_what_is_written_can_be_imported_again(presence: Presence) -> None:
    """Lines and the silences between them come back as they were."""
    script = written(presence.folder)
    presence.fine("export", script, "-o", "back.vtt")
    presence.fine("import", "back.vtt", "-o", "back.yaml")
    found = (presence.folder / "back.yaml").read_text(encoding="utf-8")
    assert "say: Let your shoulders soften." in found
    assert "pause: 2s" in found
    assert "say: And your jaw." in found
    presence.fine("check", "back.yaml")


def test_no_captions_of_a_sound_that_failed(presence: Presence) -> None:
    """Where the sound can't be written, nothing is."""
    script = written(presence.folder)
    (presence.folder / "a.vtt").mkdir()
    said = presence.refused("export", script, "-o", "a.wav", "--captions", "srt,vtt")
    assert "a.vtt is a folder" in said
    assert not (presence.folder / "a.wav").exists()
    assert not (presence.folder / "a.srt").exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("-o", "a.wav", "--captions", "sub"), "there are vtt, srt, lrc, ass"),
        (("-o", "a.wav", "--captions", ""), "no kind of captions"),
        (("-o", "a.vtt", "--bits", "16"), "no --bits"),
        (("-o", "a.txt", "--captions", "vtt"), "no --captions"),
    ],
)
def test_what_can_not_be_is_wrong_usage(
    presence: Presence, words: tuple[str, ...], expected: str
) -> None:
    """The kinds there are, or what to leave out."""
    assert expected in presence.refused("export", "arriving", *words, code=2)


def test_the_command_knows_every_kind() -> None:
    """Its own list is there so that --help needs no more than words."""
    from presence.cli.exporting.options import CAPTIONS
    from presence.export.captions.files import KINDS

    assert tuple(KINDS) == CAPTIONS
