"""A Source, keys and a screen in, an exercise followed in text out: where no sound can be."""

from typing import Final

from presence.live.keys import Keys
from presence.live.screen import Screen
from presence.live.through import PlayReport, play_through
from presence.mix.source import Source
from presence.play.clock import Clock
from presence.play.recording import TimedOutput
from presence.units import frames_of

_BLOCK_FRAMES: Final = frames_of(0.1)


def follow(
    source: Source,
    *,
    title: str,
    keys: Keys,
    screen: Screen,
    clock: Clock | None = None,
    start_frame: int = 0,
) -> PlayReport:
    """As `play_through`, but the frames go nowhere, at the pace of `clock`.

    So each line shows when it would have been heard, and keys and late lines act as they would.
    """
    output = TimedOutput(clock=clock, block_frames=_BLOCK_FRAMES)
    return play_through(
        source, output, title=title, keys=keys, screen=screen, start_frame=start_frame
    )
