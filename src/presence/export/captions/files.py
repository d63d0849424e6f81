"""Captions and the formats asked for → files, beside the sound or alone."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from presence.audio import Word
from presence.export.captions.ass import ass
from presence.export.captions.captions import Captions, captions_of
from presence.export.captions.lrc import lrc
from presence.export.captions.srt import srt
from presence.export.captions.vtt import vtt
from presence.files import replacing
from presence.mix.session import Session
from presence.narration.narrator import Spoken

KINDS: Final[MappingProxyType[str, Callable[[Captions], str]]] = MappingProxyType(
    {".vtt": vtt, ".srt": srt, ".lrc": lrc, ".ass": ass}
)
"""The formats by their suffix, each with what writes it."""


def beside(sound: Path, suffixes: Iterable[str]) -> list[Path]:
    """The files that go with `sound`: its name with each suffix."""
    return [sound.with_suffix(suffix) for suffix in suffixes]


def write_of(session: Session, paths: Iterable[Path]) -> None:
    """The captions of an exercise. Narrates what is not narrated yet; raises PresenceError."""
    write_captions(captions_in(session), paths)


def captions_in(session: Session) -> Captions:
    """The same, not written yet."""
    session.finish()

    def words_of(spoken: Spoken) -> tuple[Word, ...]:
        return session.clip(spoken).words

    return captions_of(session.sequence, session.timeline, words_of)


def write_captions(captions: Captions, paths: Iterable[Path]) -> None:
    """Each file in the format of its suffix, in UTF-8. Raises PresenceError where one can't be.

    All texts are made before the first file is written.
    """
    texts = [(path, KINDS[path.suffix.lower()](captions).encode()) for path in paths]
    for path, text in texts:
        with replacing(path) as descriptor, os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(text)
