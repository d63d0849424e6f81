"""A breathing pattern → one Breath cue a phase, with the word that is said as it begins."""

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from presence.script.model import Breathe
from presence.sequence.cues import Breath, Utterance

_WORDS: Final = MappingProxyType(
    {
        # phase: (the first time, from then on), by language; others are led by the tone alone
        "en": {
            "in": ("Breathe in", "In"),
            "hold": ("Hold", "Hold"),
            "out": ("Breathe out", "Out"),
            "rest": ("Rest", "Rest"),
        },
        "de": {
            "in": ("Einatmen", "Ein"),
            "hold": ("Halten", "Halten"),
            "out": ("Ausatmen", "Aus"),
            "rest": ("Ruhen", "Ruhen"),
        },
        "fr": {
            "in": ("Inspirez", "Inspirez"),
            "hold": ("Retenez", "Retenez"),
            "out": ("Expirez", "Expirez"),
            "rest": ("Pause", "Pause"),
        },
        "es": {
            "in": ("Inhala", "Inhala"),
            "hold": ("Mantén", "Mantén"),
            "out": ("Exhala", "Exhala"),
            "rest": ("Descansa", "Descansa"),
        },
    }
)
_LONG_WORD: Final = Fraction(5, 2)
"""A shorter phase gets its shorter word, so that the word is over well before the phase is."""


def breaths(step: Breathe, voice: Utterance, volume_db: float) -> Iterator[Breath]:
    """`voice` is an utterance whose text is replaced by each phase's word."""
    words = _WORDS.get(voice.language.partition("-")[0].lower())
    spoken = step.cue in ("voice", "both") and words is not None
    tone = step.cue in ("tone", "both") or words is None
    for cycle in range(step.times):
        for phase, length in step.phases:
            word = None
            if spoken and words:
                text = words[phase][0 if cycle == 0 and length >= _LONG_WORD else 1]
                word = Utterance(text, voice.language, voice.voice, voice.rate_wpm, voice.pitch)
            yield Breath(phase, length, word, tone, volume_db, step.span)
