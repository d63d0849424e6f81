"""What can be asked of an export beside its place: a name in an Order → the option that asks it."""

from types import MappingProxyType
from typing import Final

OPTIONS: Final = MappingProxyType(
    {
        "bits": "--bits",
        "quality": "--quality",
        "author": "--author",
        "date": "--date",
        "has_artwork": "--artwork or --no-artwork",
        "captions": "--captions",
        "stems": "--stems",
        "split": "--split",
        "voice_only": "--voice-only",
        "loudness": "--loudness",
        "has_report": "--report",
    }
)
"""All of it is for files of sound. A page has a use for none, a text or captions alone neither."""
