"""A Session → the parts that its mix is made of, block by block, each for a file of its own."""

from pathlib import Path

from presence.audio import Samples
from presence.errors import PresenceError
from presence.export.exporter import Read
from presence.export.formats import format_of
from presence.mix.session import Session
from presence.mix.source import Stems


def stem_files(target: Path) -> list[Path]:
    """The files that stand beside the mix, in the order of `Stems`: NAME.voice.wav and so on."""
    return [target.with_name(f"{target.stem}.{name}{target.suffix}") for name in Stems._fields]


def check_stems(target: Path) -> None:
    """Raises PresenceError where the format can't keep what makes them stems: their sum."""
    if not format_of(target).bits:
        suffix = target.suffix.lower()
        raise PresenceError(
            f"stems add up to the mix, and {suffix} changes what it keeps: they no longer would",
            "Write a .wav or a .flac, which keep every sample; or leave --stems out.",
        )


def whole(session: Session) -> Read:
    """What is played, as the one part."""

    def read(start_frame: int, frame_count: int) -> tuple[Samples]:
        return (session.read(start_frame, frame_count),)

    return read


def voice_alone(session: Session) -> Read:
    """The voice as the one part, to the bit as the stem has it."""

    def read(start_frame: int, frame_count: int) -> tuple[Samples]:
        return (session.read_voice(start_frame, frame_count),)

    return read


def whole_and_stems(session: Session) -> Read:
    """What is played, and then what it adds up from. A bed that is off is silence."""

    def read(start_frame: int, frame_count: int) -> tuple[Samples, ...]:
        mixed = session.read(start_frame, frame_count)
        return (mixed, *session.read_stems(start_frame, frame_count))

    return read
