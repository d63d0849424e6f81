"""A Source, an Output, keys and a screen in, a report of how it was played out."""

from dataclasses import dataclass
from typing import Final

from presence.live.interrupts import Interrupts
from presence.live.keys import Key, Keys
from presence.live.screen import Screen
from presence.live.view import Mode, View
from presence.mix.source import Source
from presence.play.output import Output
from presence.play.player import Player
from presence.play.transport import State
from presence.units import seconds_of

_LOOK_S: Final = 0.1
"""Between two looks at keys and screen: soon enough for a hand, seldom enough to cost nothing."""

_CHOICES: Final[dict[Mode, tuple[tuple[str, str], ...]]] = {
    "playing": (("space", "pause"), ("q", "end")),
    "paused": (("space", "go on"), ("q", "end")),
}
_MODES: Final[dict[State, Mode]] = {
    "playing": "playing",
    "waiting": "playing",
    "arrived": "playing",
    "holding": "paused",
    "ending": "ending",
    "ended": "ended",
}
_GOING_ON_S: Final = 0.1
"""After a pause sound swells so long: it may go on within a word."""


@dataclass(frozen=True, slots=True)
class PlayReport:
    """How a play went. `underruns` are gaps that should not have been; `stalls` are silences
    because a line was not narrated yet."""

    seconds_played: float
    underruns: int
    stalls: int
    ended_early: bool
    interrupted: bool  # ended by Ctrl-C


def play_through(
    source: Source,
    output: Output,
    *,
    title: str,
    keys: Keys,
    screen: Screen,
    start_frame: int = 0,
    volume_db: float = 0.0,
) -> PlayReport:
    """Plays to the end, or until somebody ends it: space pauses and goes on, q or Escape ends.

    The first Ctrl-C ends with a fade, the second at once. Raises OutputError where the device
    refuses, and what the source raises. `keys` is entered and left by the caller.
    """
    player = Player(output, volume_db)
    ended_early = False
    with Interrupts() as interrupts:
        try:
            with player:
                player.start()
                player.play(source, frame=start_frame, fade_out_s=0.0, fade_in_s=0.0)
                while player.state != "ended":
                    screen.show(_view(title, source, player))
                    if interrupts.count:
                        player.end()
                    _obey(keys.poll(_LOOK_S), player, source)
                    ended_early = ended_early or player.state == "ending"
                screen.show(_view(title, source, player))
        except KeyboardInterrupt:
            ended_early = True
            player.stop()  # it may have struck just there
        interrupted = interrupts.count > 0
    player.raise_if_failed()
    return PlayReport(
        seconds_played=seconds_of(max(0, player.position_frame - start_frame)),
        underruns=player.underruns,
        stalls=player.stalls,
        ended_early=ended_early,
        interrupted=interrupted,
    )


def _obey(key: Key | None, player: Player, source: Source) -> None:
    if key == "space" and player.state == "holding":
        player.play(source, frame=player.position_frame, fade_in_s=_GOING_ON_S)
    elif key == "space":
        player.hold(bed_gain=0.0)
    elif key in ("q", "escape"):
        player.end()


def _view(title: str, source: Source, player: Player) -> View:
    frame = player.position_frame
    mode = _MODES[player.state]
    moment = source.moment(frame)
    return View(
        title=title,
        section=moment.section,
        line=moment.line,
        line_number=moment.line_number,
        position_s=seconds_of(frame),
        remaining_s=moment.remaining_s,
        mode=mode,
        partner=moment.partner,
        breath=moment.breath,
        progress=moment.progress,
        choices=_CHOICES.get(mode, ()),
        silent_line=moment.silent_line,
    )
