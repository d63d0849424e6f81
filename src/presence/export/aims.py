"""What a listener asks of loudness, `-19` or a preset's name → an Aim: a level and a ceiling."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from presence.units import parse_db

LOUDEST_LUFS: Final = -9.0
SOFTEST_LUFS: Final = -40.0
TRUE_PEAK_DBTP: Final = -1.0
"""EBU R 128: what a file for listeners may reach."""

ACX_RMS_DB: Final = (-23.0, -18.0)
ACX_PEAK_DB: Final = -3.0
ACX_FLOOR_DB: Final = -60.0
ACX_HEAD_S: Final = (0.5, 1.0)
ACX_TAIL_S: Final = (1.0, 5.0)
"""ACX audio submission requirements: of each file, its level, its peaks, its noise, and the quiet
before the first word and after the last."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The level of the voice alone, and what the true peaks of all are held below.

    The level is integrated loudness in LUFS (ITU-R BS.1770-4); or, where `is_rms`, the RMS of the
    whole file in dB. Tried are all of `levels_db`, in order, until one can be had.
    """

    levels_db: tuple[float, ...]
    ceiling_dbtp: float = TRUE_PEAK_DBTP
    is_rms: bool = False

    @property
    def unit(self) -> str:
        """What follows a level in a sentence."""
        return "dB RMS" if self.is_rms else "LUFS"


PRESETS: Final[MappingProxyType[str, Aim]] = MappingProxyType(
    {
        "meditation": Aim((-19.0,)),
        "podcast": Aim((-16.0,)),
        # the middle of what is allowed, or just within where so much can't be had of a long quiet
        "acx": Aim((-20.5, ACX_RMS_DB[0] + 0.5), ACX_PEAK_DB, is_rms=True),
    }
)


def aim_of(text: str) -> Aim:
    """`-19`, `-19 LUFS` or a preset. ValueError, in words, if it is neither or out of bounds."""
    spelled = text.strip().lower()
    if spelled in PRESETS:
        return PRESETS[spelled]
    number = re.sub(r"\s*lufs$", "", spelled).replace("−", "-")
    try:
        level = parse_db(f"{number} dB")
    except ValueError:
        known = ", ".join(PRESETS)
        message = f"'{text}' is no loudness; write LUFS, as in -19, or one of {known}."
        raise ValueError(message) from None
    if not SOFTEST_LUFS <= level <= LOUDEST_LUFS:
        bounds = f"between {SOFTEST_LUFS:.0f} and {LOUDEST_LUFS:.0f} LUFS"
        raise ValueError(f"{text} is not {bounds}; speech that is published is at -14 to -24.")
    return Aim((level,))
