"""recogniser: every line of the shelf → the share of words that a speech recogniser gets wrong.

The word error rate is the least number of words to insert, leave out or replace, over the number
of words said. pocketsphinx, with the US English model it comes with, hears each line as the mix
takes it, at 16 kHz. It stands for a listener only in comparing one voice with another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final

from bench.table import Row, exactly
from bench.timing import Lab, progress
from bench.words import errors, words_of
from presence import resources
from presence.mix.timeline import lines_of
from presence.narration.espeak import EspeakEngine
from presence.narration.shaping import to_mix_rate, trimmed
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import DEFAULT_RATE_WPM, CheckIn, Cue, Speak, Utterance
from presence.units import SAMPLE_RATE_HZ

NEEDS: Final = ("pocketsphinx",)
TARGET: Final = 0.42
HEARING_HZ: Final = 16_000
OTHERS: Final = ("en", "en-us", "en-us+f2", "en-us+f4", "en-us+m3")


@dataclass(frozen=True, slots=True)
class Score:
    """How many of how many words were wrong."""

    wrong: int = 0
    words: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.wrong + other.wrong, self.words + other.words)

    @property
    def rate(self) -> float:
        return self.wrong / self.words


class Listener:
    """Speaks lines and writes down what it hears."""

    def __init__(self) -> None:
        decoder: Any = import_module("pocketsphinx").Decoder  # it publishes no types
        self._engine = EspeakEngine()
        self._decoder = decoder(samprate=HEARING_HZ, loglevel="FATAL")

    def hear(self, utterances: Iterable[Utterance]) -> Score:
        return sum((self._line(utterance) for utterance in utterances), Score())

    def close(self) -> None:
        self._engine.close()

    def _line(self, utterance: Utterance) -> Score:
        said = words_of(utterance.text)
        return Score(errors(said, words_of(self._heard(utterance))), len(said))

    def _heard(self, utterance: Utterance) -> str:
        import numpy as np
        import soxr

        clip = trimmed(to_mix_rate(self._engine.synthesize(self._resolved(utterance))))
        heard = soxr.resample(clip.samples, SAMPLE_RATE_HZ, HEARING_HZ) * (0.5 / clip.peak)
        around = np.zeros(HEARING_HZ // 2, dtype=np.float32)  # it needs some silence to begin with
        samples = np.rint(np.concatenate([around, heard, around]) * 32767).astype("<i2")
        self._decoder.start_utt()
        self._decoder.process_raw(samples.tobytes(), no_search=False, full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return str(found.hypstr) if found else ""

    def _resolved(self, utterance: Utterance) -> Utterance:
        """A voice that is named is taken as it is, without the variant that is otherwise added."""
        return utterance if utterance.voice else self._engine.resolve(utterance)


def measure(lab: Lab) -> list[Row]:
    listener = Listener()
    shelf = {name: shelf_lines(name) for name in resources.exercises()}
    try:
        rows = _default_voice(listener, shelf)
        everything = [line for lines in shelf.values() for line in lines]
        for voice in OTHERS[: 2 if lab.quick else None]:
            score = listener.hear(replace(line, voice=voice) for line in everything)
            rows.append(_row(f"voice {voice}, the scripts' rates", score))
    finally:
        listener.close()
    return rows


def shelf_lines(name: str) -> list[Utterance]:
    """Each different thing that an exercise of the shelf says, those of its gentler ways too."""
    sequence = compile_script(load(resources.exercises()[name]))
    said = [line for line in lines_of(sequence) if isinstance(line, Utterance)]
    hidden = [cue.utterance for cue in _gentler(sequence.cues) if isinstance(cue, Speak)]
    hidden += [cue.utterance for cue in sequence.gentler if isinstance(cue, Speak)]
    return list(dict.fromkeys([*said, *hidden]))


def _gentler(cues: Iterable[Cue]) -> Iterator[Cue]:
    for cue in cues:
        if isinstance(cue, CheckIn):
            yield from cue.gentler


def _default_voice(listener: Listener, shelf: dict[str, list[Utterance]]) -> list[Row]:
    rows = []
    total = Score()
    for name, lines in shelf.items():
        score = listener.hear(lines)
        total += score
        rows.append(_row(f"default voice, {name}", score))
    rows.append(_row("default voice, the shelf, the scripts' rates", total, TARGET))
    every = [replace(line, rate_wpm=DEFAULT_RATE_WPM) for lines in shelf.values() for line in lines]
    at_default = listener.hear(every)
    rows.append(_row(f"default voice, the shelf, {DEFAULT_RATE_WPM} wpm", at_default, TARGET))
    return rows


def _row(what: str, score: Score, target: float | None = None) -> Row:
    progress(f"{what}: {score.wrong} of {score.words} words wrong, {score.rate:.3f}")
    words = f"{score.words} words"
    return Row(f"word errors: {what}", exactly(score.rate), "", words, target=target)
