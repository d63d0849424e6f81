"""--stems and --voice-only: files that line up, and add up to what is played."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from command_line import Presence
from engines import ToneEngine
from exercises import samples_of, written
from silent_sessions import compiled

from presence.audio import Samples
from presence.errors import PresenceError
from presence.export.exporter import Read
from presence.export.formats import FORMATS
from presence.export.fulfilling import Made, carry_out
from presence.export.order import Order
from presence.export.stems import stem_files, whole_and_stems
from presence.mix.bed import BedMixer
from presence.mix.session import Session
from presence.narration.store import Store

STEPS = """
  - say: One two three.
  - bell: {times: 2, every: 1s}
  - pause: 6s
  - section: Breathing
  - breathe: {in: 2s, out: 3s, cue: both}
  - say: Four five six.
  - pause: 3s
"""
RAIN = "ambient: {sound: rain, level: -10 dB, fade: 2s}\nsteps:"
EXACT = [(suffix, bits) for suffix, found in FORMATS.items() for bits in found.bits]
STEP = {"16": 1 / (1 << 15), "24": 1 / (1 << 23), "float": 0.0}


def made(folder: Path, order: Order, script: str = RAIN + STEPS) -> Made:
    """The order carried out, each line a tone."""
    return carry_out(order, compiled(folder, script), ToneEngine(), Store(folder / "clips"))


@pytest.mark.parametrize("volume_db", [0.0, 12.0], ids=["calm", "limited"])
@pytest.mark.parametrize(("suffix", "bits"), EXACT)
def test_stems_add_up_to_the_mix(tmp_path: Path, suffix: str, bits: str, volume_db: float) -> None:
    """As float to a millionth; as whole numbers within the rounding of four files."""
    target = tmp_path / f"out{suffix}"
    result = made(tmp_path, Order(target, bits=bits, volume_db=volume_db, stems=True))
    mix, *stems = map(samples_of, result.sounds)
    assert [path.name for path in result.sounds[1:]] == [
        f"out.{name}{suffix}" for name in ("voice", "bed", "bells")
    ]
    assert {len(stem) for stem in stems} == {len(mix)} == {result.frame_count}
    assert all(np.abs(stem).max() > 0.01 for stem in stems)
    error = np.abs(np.sum(stems, axis=0, dtype=np.float64) - mix).max()
    assert error <= 4 * STEP[bits] / 2 + 1e-6
    assert result.size_bytes == sum(path.stat().st_size for path in result.sounds)


def test_the_mix_beside_its_stems_is_the_mix(tmp_path: Path) -> None:
    """Byte for byte what is written without them: nobody hears that stems were asked for."""
    made(tmp_path, Order(tmp_path / "a.flac", stems=True))
    made(tmp_path, Order(tmp_path / "b.flac"))
    assert (tmp_path / "a.flac").read_bytes() == (tmp_path / "b.flac").read_bytes()


def test_a_bed_that_is_off_is_a_silent_stem(tmp_path: Path) -> None:
    """As long as the others, so that a session laid out in an editor lines up."""
    mix, _, bed, _ = made(
        tmp_path, Order(tmp_path / "out.wav", stems=True), f"steps:{STEPS}"
    ).sounds
    assert len(samples_of(bed)) == len(samples_of(mix))
    assert not samples_of(bed).any()


@pytest.mark.parametrize("volume_db", [0.0, 12.0], ids=["calm", "limited"])
def test_the_voice_alone_is_its_stem(tmp_path: Path, volume_db: float) -> None:
    """Byte for byte, also where the limiter works: it can be replaced by the other."""
    both = made(tmp_path, Order(tmp_path / "a.wav", volume_db=volume_db, stems=True))
    alone = made(tmp_path, Order(tmp_path / "b.wav", volume_db=volume_db, voice_only=True))
    assert alone.sounds == (tmp_path / "b.wav",)
    assert alone.path.read_bytes() == both.sounds[1].read_bytes()


def test_the_voice_alone_mixes_no_bed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Far below the ceiling nothing else is of any use, and a bed is most of the work."""

    def unwanted(*_: object, **__: object) -> None:
        raise AssertionError("a bed was mixed")

    monkeypatch.setattr(BedMixer, "mix", unwanted)
    result = made(tmp_path, Order(tmp_path / "out.wav", voice_only=True, volume_db=-12.0))
    assert samples_of(result.path).any()
    with pytest.raises(AssertionError, match="a bed was mixed"):
        made(tmp_path, Order(tmp_path / "whole.wav"))


def test_the_voice_alone_has_the_chapters_and_captions_of_the_whole(presence: Presence) -> None:
    """It is as long, and everything is where it was."""
    written(presence.folder)
    for name, more in (("whole", ()), ("voice", ("--voice-only",))):
        presence.fine("export", "mine.yaml", "-o", f"{name}.flac", "--captions", "vtt", *more)
    whole, voice = (presence.folder / f"{name}.vtt" for name in ("whole", "voice"))
    assert voice.read_text() == whole.read_text()
    chapters = [
        [line for line in comments(presence.folder / f"{name}.flac") if b"CHAPTER" in line]
        for name in ("whole", "voice")
    ]
    assert chapters[0] == chapters[1] != []


def comments(file: Path) -> list[bytes]:
    """The head of a FLAC file, parted where its comments are."""
    return file.read_bytes()[:4000].split(b"\0\0\0")


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        ("out.opus", ["--stems"], "stems add up to the mix"),
        ("out.wav", ["--stems", "--split", "section"], "--stems and --split"),
        ("out.wav", ["--stems", "--voice-only"], "--stems and --voice-only"),
        ("out.html", ["--stems"], "it has no --stems"),
        ("out.html", ["--voice-only"], "it has no --voice-only"),
    ],
)
def test_what_does_not_go_together_is_refused(
    presence: Presence, target: str, options: list[str], said: str
) -> None:
    """Before anything is narrated; nothing is written."""
    script = written(presence.folder)
    assert said in presence.refused("export", "mine.yaml", "-o", target, *options)
    assert [path for path in presence.folder.iterdir() if path.suffix] == [script]


def test_a_stem_never_overwrites_a_sound_of_the_exercise(tmp_path: Path) -> None:
    """Its bed may well be called NAME.bed.wav."""
    target = tmp_path / "out.wav"
    for path in stem_files(target):
        path.write_bytes(b"a bed")
        with pytest.raises(PresenceError, match="is a sound of this exercise"):
            Order(target, stems=True).check([path])
        Order(target).check([path])


def test_one_stem_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They appear together: a mix beside stems of an older one would not be their sum."""
    target = tmp_path / "out.wav"
    old = {path: path.name.encode() for path in (target, *stem_files(target))}
    for path, content in old.items():
        path.write_bytes(content)

    def failing(session: Session) -> Read:
        read = whole_and_stems(session)

        def read_once(start_frame: int, frame_count: int) -> Sequence[Samples]:
            if start_frame:
                raise KeyboardInterrupt
            return read(start_frame, frame_count)

        return read_once

    monkeypatch.setattr("presence.export.fulfilling.whole_and_stems", failing)
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path, Order(target, stems=True))
    assert {path: path.read_bytes() for path in old} == old
    assert len(list(tmp_path.glob("*.wav"))) == len(old)


def test_the_command_names_every_file(presence: Presence) -> None:
    """A script that asks for JSON finds them there."""
    written(presence.folder)
    found = presence.json("export", "mine.yaml", "-o", "out.wav", "--stems")
    assert found["sounds"] == ["out.wav", "out.voice.wav", "out.bed.wav", "out.bells.wav"]
    assert all((presence.folder / name).is_file() for name in found["sounds"])
