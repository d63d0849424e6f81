"""An exercise's language and voice in, what the program itself says around it out, as cues."""

from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from presence.diagnostics import Span
from presence.sequence.cues import (
    DEFAULT_PITCH,
    DEFAULT_RATE_WPM,
    Bed,
    CheckIn,
    Cue,
    Rest,
    Sequence,
    Speak,
    Utterance,
)
from presence.sequence.places import ask_of, gate_after

HOLDING: Final = Fraction(60)
"""Silence after the last words of a side sequence: there the bed is held, far from any end."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What the program says by itself, in one language."""

    language: str
    gentler: tuple[tuple[str, int], ...]  # where a script has no gentler steps: text, rest in s
    offer: str
    closing: str
    sound_is_back: str


_ENGLISH: Final = Prompts(
    language="en-US",
    gentler=(
        ("That is all right. We will do less now.", 3),
        ("Let go of whatever you were doing. Make as much room as you need.", 8),
        ("Feel the ground beneath you. One easy breath is enough.", 30),
    ),
    offer="You can go on from here, rest, or end. What would be good now?",
    closing="This is a good place to stop. How was that, not only in the body?",
    sound_is_back="The sound was gone. Now we go on.",
)
_BY_LANGUAGE: Final = MappingProxyType(
    {
        "en": _ENGLISH,
        "de": Prompts(
            language="de",
            gentler=(
                ("Das ist in Ordnung. Jetzt darf es weniger sein.", 3),
                ("Alles darf losgelassen werden. Da ist so viel Raum, wie gebraucht wird.", 8),
                ("Den Boden spüren. Ein leichter Atemzug genügt.", 30),
            ),
            offer="Von hier aus weitergehen, ausruhen oder aufhören. Was wäre jetzt gut?",
            closing="Hier ist ein guter Ort, um aufzuhören. Wie war das, nicht nur im Körper?",
            sound_is_back="Der Ton war weg. Jetzt geht es weiter.",
        ),
        "fr": Prompts(
            language="fr",
            gentler=(
                ("C'est très bien ainsi. Maintenant, faisons moins.", 3),
                ("On peut tout lâcher, et prendre toute la place qu'il faut.", 8),
                ("Sentir le sol sous soi. Une respiration tranquille suffit.", 30),
            ),
            offer="Continuer d'ici, se reposer, ou arrêter. Qu'est-ce qui serait bon maintenant ?",
            closing="C'est un bon endroit pour s'arrêter. Comment c'était, pas seulement dans le "
            "corps ?",
            sound_is_back="Le son avait disparu. Maintenant, on continue.",
        ),
        "es": Prompts(
            language="es",
            gentler=(
                ("Está bien así. Ahora hacemos menos.", 3),
                ("Se puede soltar todo, y tomar el espacio que haga falta.", 8),
                ("Sentir el suelo. Una respiración tranquila basta.", 30),
            ),
            offer="Seguir desde aquí, descansar o terminar. ¿Qué sería bueno ahora?",
            closing="Este es un buen lugar para parar. ¿Cómo fue, no solo en el cuerpo?",
            sound_is_back="El sonido se había ido. Ahora seguimos.",
        ),
    }
)


def prompts_for(language: str) -> Prompts:
    """In the exercise's language; in English where we have no words of that language."""
    return _BY_LANGUAGE.get(language.partition("-")[0].lower(), _ENGLISH)


def gentler_cues(sequence: Sequence, gate: int | None) -> tuple[Cue, ...]:
    """The nearest gentler steps: those of the check-in `gate`, the script's, or our own.

    They end where a check-in stands in them: what is asked then is whether to go on, rest, or end.
    """
    cue = sequence.cues[gate] if gate is not None else None
    own = cue.gentler if isinstance(cue, CheckIn) else ()
    return until_asked(own) or until_asked(sequence.gentler) or _built_in(sequence)


def offer_cues(sequence: Sequence) -> tuple[Cue, ...]:
    """Go on from here, rest, or end?"""
    return (_line(sequence, prompts_for(sequence.language).offer),)


def closing_cues(sequence: Sequence) -> tuple[Cue, ...]:
    """The last words after an end that came early."""
    return (_line(sequence, prompts_for(sequence.language).closing),)


def sound_is_back_cues(sequence: Sequence) -> tuple[Cue, ...]:
    """After the device was gone."""
    return (_line(sequence, prompts_for(sequence.language).sound_is_back),)


def side_sequence(sequence: Sequence, cues: tuple[Cue, ...], bed: Bed | None) -> Sequence:
    """`cues` over the bed that sounds already; the last cue is a check-in, and so a place to stop.

    Its silence keeps the fade at the end of a sequence out of what is heard.
    """
    span = _span(sequence)
    under = () if bed is None else (replace(bed, fade=Fraction(0)),)
    last = CheckIn((), HOLDING, (), span)
    return replace(sequence, cues=(*under, *cues, last), gentler=(), length=None)


def until_asked(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Gentler steps up to the first question of their own: after them one is asked anyway."""
    gate = gate_after(cues, 0)
    return cues if gate is None else cues[: ask_of(cues, gate)]


def _built_in(sequence: Sequence) -> tuple[Cue, ...]:
    said: list[Cue] = []
    for text, rest_s in prompts_for(sequence.language).gentler:
        rest = Fraction(rest_s)
        said += [_line(sequence, text), Rest(rest, rest, _span(sequence))]
    return tuple(said)


def _line(sequence: Sequence, text: str) -> Speak:
    """As the exercise speaks: its first line's voice, pace and pitch, if it is in our language."""
    first = next((cue for cue in sequence.cues if isinstance(cue, Speak)), None)
    language = prompts_for(sequence.language).language
    if language.partition("-")[0] == sequence.language.partition("-")[0].lower():
        language = sequence.language
        voice = first.utterance.voice if first else None
    else:
        voice = None
    rate_wpm = first.utterance.rate_wpm if first else DEFAULT_RATE_WPM
    pitch = first.utterance.pitch if first else DEFAULT_PITCH
    utterance = Utterance(text, language, voice, rate_wpm, pitch)
    return Speak(utterance, first.volume_db if first else 0.0, None, _span(sequence))


def _span(sequence: Sequence) -> Span:
    return Span(sequence.path, 1, 1, 1, 1)
