"""One View for each thing a screen can have to show."""

import dataclasses
from typing import Final

from presence.live.view import Answer, View
from presence.mix.source import BreathMoment

PLAYING: Final = View(
    title="Arriving together",
    section="Settling",
    line="Find a comfortable place to sit, facing each other, and let your shoulders soften.",
    line_number=1,
    position_s=5.0,
    remaining_s=365.0,
    mode="playing",
    progress=0.4,
)
QUESTION: Final = "Does this still feel good to both of you?"
CHOICES: Final = (("p", "pause"), ("g", "do less"), ("n", "end"))
VIEWS: Final[dict[str, View]] = {
    "playing": PLAYING,
    "for-one": dataclasses.replace(PLAYING, partner="Sam", line="Sam, what do you notice?"),
    "breathing": dataclasses.replace(
        PLAYING, line="Breathe in.", breath=BreathMoment("in", 0.6, 4.0)
    ),
    "not-spoken": dataclasses.replace(PLAYING, silent_line=True),
    "paused": dataclasses.replace(
        PLAYING, mode="paused", choices=(("space", "go on"), ("q", "end gently"))
    ),
    "asking": dataclasses.replace(
        PLAYING,
        mode="asking",
        question=QUESTION,
        answers=(Answer("Sam", "f", "yes"), Answer("Alex", "j", None)),
        choices=CHOICES,
    ),
    "holding": dataclasses.replace(
        PLAYING,
        mode="holding",
        question=QUESTION,
        answers=(Answer("Sam", "f", None), Answer("Alex", "j", None)),
        choices=CHOICES,
    ),
    "being-asked": dataclasses.replace(
        PLAYING,
        mode="asking",
        question=QUESTION,
        answers=(Answer("Sam", "f", None), Answer("Alex", "j", None)),
        is_heard=False,
        choices=(("space", "pause"), ("g", "do less"), ("n", "end")),
    ),
    "gentler": dataclasses.replace(PLAYING, mode="gentler", line="Let your hands rest."),
    "resting": dataclasses.replace(PLAYING, mode="resting", choices=(("space", "go on"),)),
    "lost": dataclasses.replace(
        PLAYING, mode="lost", notice="The sound device is gone; it goes on when it is back."
    ),
    "ending": dataclasses.replace(PLAYING, mode="ending"),
    "ended": dataclasses.replace(PLAYING, mode="ended", remaining_s=0.0, progress=1.0),
    "keys": dataclasses.replace(PLAYING, help=True),
}
