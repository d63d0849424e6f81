"""Blocks of a stretch → an MP3 inside the page, as base64 in elements that no browser runs."""

import base64
import tempfile
from collections.abc import Callable, Iterable
from typing import Final

from presence.audio import Samples
from presence.export.mp3 import Mp3Writer

Emit = Callable[[bytes], None]
"""Takes the next bytes of the page."""

KBPS: Final = 80
"""A voice over a bed, in stereo: six minutes are 3.6 MB, and 4.8 MB as base64."""
_IN_MEMORY: Final = 4 << 20
_ELEMENT_BYTES: Final = 3 << 20  # a multiple of three, so that each element is base64 of its own


class SoundWriter:
    """Numbers the sounds of a page in the order in which they are written."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._count = 0

    def write(self, blocks: Iterable[Samples], kbps: int = KBPS) -> int:
        """The number of the sound that `blocks`, each (n, CHANNELS) float32, are together.

        What is long is kept in a file without a name while it is made: its first frame says how
        long it is, and stands before the others.
        """
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as kept:
            writer = Mp3Writer(kept, kbps)
            for block in blocks:
                writer.write(block)
            writer.close()
            kept.seek(0)
            while data := kept.read(_ELEMENT_BYTES):
                self._emit(f'<script type="text/plain" data-sound="{self._count}">'.encode())
                self._emit(base64.b64encode(data))
                self._emit(b"</script>\n")
        self._count += 1
        return self._count - 1
