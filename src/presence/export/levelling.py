"""A Session and an Aim → the Session at the level at which its voice is as loud as asked.

The voice alone is measured (ITU-R BS.1770-4): long quiet rests, a bed and bells would pull a
figure of the whole to where the words are too soft or too loud.
"""

import math
from typing import Final

from presence.errors import PresenceError
from presence.export.aims import Aim
from presence.export.meter import Meter
from presence.mix.session import Session

_READ_FRAMES: Final = 1 << 18
_NEAR_DB: Final = 0.02
_TOLERANCE_DB: Final = 0.1
_ROUNDS: Final = 4
_MOST_LOST_DB: Final = 1.0
"""More than the limiter may take from the voice: beyond, what is heard is the limiter."""


def level_to(session: Session, aim: Aim) -> float:
    """Sets the session's level so that its voice is within 0.1 of the aim; returns it, in dB.

    Narrates all of it. Raises PresenceError where there is no voice, or where it can't be as loud
    below the ceiling; the session's level is then undefined.
    """
    session.set_level(0.0, aim.ceiling_dbtp)
    unchanged = voice_level_db(session, aim)
    if math.isinf(unchanged):
        message = "nothing is said in this exercise: there is no voice to set a loudness by"
        raise PresenceError(message, "Leave --loudness out, or use --volume.")
    highest = -math.inf
    for wanted in aim.levels_db:
        volume_db, reached = _approach(session, aim, wanted, unchanged)
        if abs(reached - wanted) <= _TOLERANCE_DB:
            return volume_db
        highest = max(highest, reached)
    lowest = aim.levels_db[-1]
    raise PresenceError(
        f"the voice can't be brought to {lowest:g} {aim.unit} while true peaks stay below"
        f" {aim.ceiling_dbtp:g} dB: it comes to {highest:.1f}",
        "Ask for less: --loudness " + (f"{math.floor(highest)}." if not aim.is_rms else "podcast."),
    )


def voice_level_db(session: Session, aim: Aim) -> float:
    """Of the voice as it is in the mix at the session's level; −inf where nothing is said."""
    end_frame = session.finish()
    meter = Meter(peaks=False)
    for start in range(0, end_frame, _READ_FRAMES):
        meter.add(session.read_voice(start, _READ_FRAMES))
    measures = meter.measures()
    return measures.rms_db if aim.is_rms else measures.integrated_lufs


def _approach(session: Session, aim: Aim, wanted: float, unchanged: float) -> tuple[float, float]:
    """(volume_db, the level reached with it): as near as the limiter lets it come.

    A limiter takes something from what was asked for, so more is asked for, within bounds.
    """
    volume_db, reached = 0.0, unchanged
    most = wanted - unchanged + _MOST_LOST_DB
    for _ in range(_ROUNDS):
        if abs(wanted - reached) <= _NEAR_DB:
            break
        if volume_db == most:
            break
        volume_db = min(round(volume_db + wanted - reached, 3), most)
        session.set_level(volume_db, aim.ceiling_dbtp)
        reached = voice_level_db(session, aim)
    return volume_db, reached
