"""A recording, and the clips and the bed that it was made of → where each sounds, and how loud."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from presence import resources
from presence.audio import Samples
from presence.loudness import VOICE_LUFS
from presence.narration.espeak import EspeakEngine
from presence.narration.narrator import Narrator
from presence.narration.store import Store
from presence.sequence.cues import Breath, CheckIn, Cue, Sequence, Speak, Utterance
from presence.sequence.prompts import closing_cues, gentler_cues, offer_cues, sound_is_back_cues
from presence.units import SAMPLE_RATE_HZ, frames_of, gain_of_db

Signal = NDArray[np.floating[Any]]

BEGINNING: Final = frames_of(0.35)
"""So much of a line tells it from all others here."""
HOP: Final = frames_of(0.02)
_ALIKE: Final = 0.8
"""Correlation of a recording with a line's beginning; what dies away beneath lowers it from 1."""
_PLAIN_STEP: Final = 0.01
"""−40 dBFS: what the sound may jump by beyond what its material jumps by at that very place."""


@dataclass(frozen=True, slots=True)
class Found:
    """A line that begins at a frame of a recording, `gain` times as loud as it was made."""

    text: str
    frame: int
    gain: float


class Material:
    """Every line of an exercise, and of what is said beside it, as clips; and a built-in bed."""

    def __init__(self, sequence: Sequence, cache: Path, bed: str, level_db: float) -> None:
        """Narrates what is not in the clip store `cache` yet, and puts it there."""
        with Narrator(EspeakEngine(), Store(cache)) as narrator:
            self._clips = {line.text: narrator.clip(line).samples for line in _lines(sequence)}
        path = resources.sounds()[bed]
        loudness_lufs = resources.known_loudness_lufs(path)
        assert loudness_lufs is not None
        loop: Samples = soundfile.read(path, dtype="float32")[0]
        self._loop = loop * np.float32(gain_of_db(VOICE_LUFS - loudness_lufs + level_db))
        side = self._loop[:, 0] - self._loop[:, 1]
        self._side_spectrum = np.conj(np.fft.rfft(side))

    def length(self, text: str) -> int:
        """Frames that a line lasts."""
        return len(self._clips[text])

    def find(self, heard: Samples, text: str, start_frame: int = 0) -> list[Found]:
        """Where a line begins in a recording from `start_frame` on; a part of it may be enough."""
        clip = self._clips[text][:BEGINNING].astype(np.float64)
        mid = heard[start_frame:].mean(axis=1, dtype=np.float64)
        if len(mid) < len(clip):
            return []
        products = _correlation(mid, clip)
        sums = np.concatenate([[0.0], np.cumsum(mid**2)])
        energy = np.maximum(sums[len(clip) :] - sums[: -len(clip)], 1e-9)
        alike = products / np.sqrt(energy * (clip @ clip))
        found = []
        while alike.max(initial=0.0) > _ALIKE:
            at = int(alike.argmax())
            found.append(Found(text, start_frame + at, float(products[at] / (clip @ clip))))
            alike[max(0, at - BEGINNING) : at + BEGINNING] = 0.0
        return sorted(found, key=lambda one: one.frame)

    def find_all(self, heard: Samples) -> list[Found]:
        """Every line heard, in order."""
        found = [one for text in self._clips for one in self.find(heard, text)]
        return sorted(found, key=lambda one: one.frame)

    def bed_place(self, heard: Samples, start_frame: int, frame_count: int) -> int:
        """The frame of the loop that would lie at the recording's first frame, as a stretch of it
        says. What is said is in both channels alike, and does not count."""
        part = heard[start_frame : start_frame + frame_count]
        side = np.zeros(len(self._loop))
        side[: len(part)] = part[:, 0] - part[:, 1]
        alike = np.fft.irfft(np.conj(np.fft.rfft(side) * self._side_spectrum), len(side))
        return int((alike.argmax() - start_frame) % len(self._loop))

    def bed_gains(self, heard: Samples, place: int) -> Signal:
        """How loud the bed is, 1 as written, in each HOP of a recording that it goes on through
        from `place` on."""
        hops = len(heard) // HOP
        bed = self._bed(place, hops * HOP)
        mine = (bed[:, 0] - bed[:, 1]).reshape(hops, HOP)
        theirs = (heard[:, 0] - heard[:, 1])[: hops * HOP].reshape(hops, HOP)
        gains: Signal = (mine * theirs).sum(axis=1) / (mine * mine).sum(axis=1)
        return gains

    def clicks(self, heard: Samples, place: int | None, found: Iterable[Found]) -> list[int]:
        """The frames where the sound jumps by more than its lines and its bed do there, and by
        more than a step of −40 dBFS: where nothing clicks, none."""
        allowed = np.full(len(heard), _PLAIN_STEP)
        if place is not None:
            bed = np.abs(np.diff(self._bed(place, len(heard)), axis=0, prepend=0.0)).max(axis=1)
            gains = np.abs(self.bed_gains(heard, place))
            allowed += bed * np.pad(np.repeat(gains, HOP), (0, len(heard)), mode="edge")[: len(bed)]
        for one in found:
            steps = np.abs(np.diff(self._clips[one.text], prepend=0.0)) * max(1.0, one.gain)
            part = allowed[one.frame : one.frame + len(steps)]
            part += steps[: len(part)]
        jumps = np.abs(np.diff(heard, axis=0, prepend=0.0)).max(axis=1)
        return [int(frame) for frame in np.flatnonzero(jumps > allowed)]

    def _bed(self, place: int, frame_count: int) -> Samples:
        return np.take(self._loop, np.arange(place, place + frame_count), axis=0, mode="wrap")


def loudest(heard: Samples) -> float:
    """The largest absolute sample."""
    return float(np.abs(heard).max(initial=0.0))


def first_sound(heard: Samples) -> int:
    """The first frame that is not silence."""
    return int(np.flatnonzero(np.abs(heard).max(axis=1) > 0)[0])


def fade_fit(gains: Signal, duration_s: float) -> tuple[int, float]:
    """The hop at which a fade out of so many seconds begins, in the shape of a raised cosine, and
    how far it is from that at most; of all beginnings the one that fits best."""
    hops = round(frames_of(duration_s) / HOP)
    shape = 0.5 + 0.5 * np.cos(np.pi * (np.arange(hops) + 0.5) / hops)
    windows = np.lib.stride_tricks.sliding_window_view(gains, hops)
    falls = (windows[:, 0] > 0.1) & (windows[:, -1] < 0.1 * windows[:, 0])
    starts = np.maximum(windows[:, :1], 0.1)
    errors = np.where(falls, np.abs(windows / starts - shape).max(axis=1), np.inf)
    return int(errors.argmin()), float(errors.min())


def silences(heard: Samples, least_s: float) -> list[tuple[int, int]]:
    """Every stretch of digital silence that lasts so long, as its first frame and its end."""
    silent = np.concatenate([[0], (heard == 0.0).all(axis=1), [0]])
    edges = np.flatnonzero(np.diff(silent))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(a, b) for a, b in pairs if b - a >= frames_of(least_s)]


def seconds(frame_count: float) -> float:
    return frame_count / SAMPLE_RATE_HZ


def _correlation(signal: Signal, clip: Signal) -> Signal:
    """clip · signal[n : n + len(clip)] for every n."""
    size = 1 << (len(signal) + len(clip) - 1).bit_length()
    spectrum = np.fft.rfft(signal, size) * np.conj(np.fft.rfft(clip, size))
    products: Signal = np.fft.irfft(spectrum, size)[: len(signal) - len(clip) + 1]
    return products


def _lines(sequence: Sequence) -> Iterator[Utterance]:
    beside = (offer_cues, closing_cues, sound_is_back_cues)
    yield from _utterances(sequence.cues)
    yield from _utterances(gentler_cues(sequence, None))
    for side in beside:
        yield from _utterances(side(sequence))


def _utterances(cues: Iterable[Cue]) -> Iterator[Utterance]:
    for cue in cues:
        match cue:
            case Speak():
                yield cue.utterance
            case Breath(word=Utterance() as word):
                yield word
            case CheckIn():
                yield from _utterances(cue.gentler)
