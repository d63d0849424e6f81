"""Sequence and the clips' lengths → Timeline: every cue at its frame, as far as is needed."""

import math
from array import array
from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Final, TypeGuard

from presence.errors import NarrationError
from presence.mix.track import Track
from presence.narration.narrator import Spoken
from presence.sequence.cues import (
    Bed,
    Bell,
    Breath,
    CheckIn,
    Cue,
    Recording,
    Reflect,
    Rest,
    Section,
    Sequence,
    Speak,
)
from presence.sequence.lengths import estimated_s
from presence.units import SAMPLE_RATE_HZ, Seconds, frames_of

Line = Speak | Recording | Breath
"""What the voice track holds; a Breath is there for its word."""

LOOK_AHEAD_FRAMES: Final = 70 * SAMPLE_RATE_HZ
"""How far silence is followed past what is asked for: the longest fade and a bit, so that a fade
to the end, or a bed that ducks for the next line, is known before it begins."""


class Timeline:
    """Placed only as far as `place_until` was asked: later lines may still be unmade."""

    def __init__(
        self,
        sequence: Sequence,
        clip_frames: Callable[[Spoken], int],
        bell_frames: Callable[[Path], int],
        known_frames: Callable[[Spoken], int | None] | None = None,
    ) -> None:
        """How long lines are, waiting for them, and bells; `known_frames` never waits, and tells
        None of a line that is not made. Without it `clip_frames` is thought not to wait."""
        self._cues = sequence.cues
        self._clip_frames = clip_frames
        self._known_frames = known_frames
        self._bell_frames = bell_frames
        self._next = 0
        self._cursor = Fraction(0)  # frames; a fraction, so that no rounding ever adds up
        self._voice_end = Fraction(0)  # exact, as the cursor is
        lengths = [estimated_s(cue) for cue in self._cues]
        self._left_s = [*accumulate(reversed(lengths), initial=0.0)][::-1]
        self._expected_end = self._estimate_end()  # at once: others may ask in mid-placing
        self.voice: Track[Line] = Track()
        self.bells: Track[Bell] = Track()
        self.breaths: Track[Breath] = Track()
        self.beds: Track[Bed] = Track()
        self.sections: Track[Section] = Track()
        self.rests: Track[Rest] = Track()
        self.check_ins: Track[CheckIn] = Track()
        self.questions: Track[Reflect] = Track()
        self.starts = array("q")
        """Where each cue begins, of those that are placed."""
        self.end_frame: int | None = None
        """The whole length, once every cue is placed."""

    def place_until(self, frame: int) -> None:
        """Places all that begins before `frame`, waiting for the clips of its lines.

        What needs no clip is placed beyond that, up to the next line.
        """
        while (line := self.place_known(frame)) is not None:
            self.wait_for(line)

    def place_known(self, frame: int) -> Line | None:
        """As `place_until`, but never waits: the line that is not made and so ended it, or None."""
        while self._next < len(self._cues):
            cue = self._cues[self._next]
            limit = frame if is_spoken(cue) else frame + LOOK_AHEAD_FRAMES
            if self._cursor >= limit:
                return None
            if (missing := self._place_next()) is not None:
                return missing
        self._note_end()
        return None

    def place_known_cue(self, cue_index: int) -> Line | None:
        """As `place_known`, up to a cue and that one too."""
        while self._next <= cue_index and self._next < len(self._cues):
            if (missing := self._place_next()) is not None:
                return missing
        if self._next == len(self._cues):
            self._note_end()
        return None

    def wait_for(self, line: Line) -> int:
        """The line's frames, once it is made. Raises NarrationError, which names its place."""
        try:
            return self._clip_frames(spoken_of(line))
        except NarrationError as problem:
            raise NarrationError(f"{line.span}: {problem.message}", problem.hint) from problem

    def frame_of(self, cue_index: int) -> int | None:
        """Where a cue begins, once it is placed; beyond the last one, the end."""
        if cue_index < len(self._cues):
            return self.starts[cue_index] if cue_index < len(self.starts) else None
        return self.end_frame

    def cue_at(self, frame: int) -> int:
        """The last cue placed that has begun by `frame`; 0 where there is none."""
        return max(0, bisect_right(self.starts, frame) - 1)

    def next_line_frame(self) -> int | None:
        """Where the first line not yet placed will begin; None if none is near, or none is left."""
        if self._next == len(self._cues) or not is_spoken(cue := self._cues[self._next]):
            return None
        return _nearest(self._cursor if isinstance(cue, Breath) else self._free_voice())

    def expected_end_frame(self) -> int:
        """The whole length, or the best estimate of it."""
        return self._expected_end if self.end_frame is None else self.end_frame

    def _place_next(self) -> Line | None:
        """Places one more cue; or tells which line is missing for that."""
        cue, frame_count = self._cues[self._next], 0
        if is_spoken(cue):
            known = self._length_of(cue)
            if known is None:
                return cue
            frame_count = known
        if isinstance(cue, Speak | Recording):
            self._cursor = self._free_voice()
        start = _nearest(self._cursor)
        self._place(cue, start, frame_count)
        self.starts.append(start)
        self._next += 1
        self._expected_end = self._estimate_end()
        return None

    def _length_of(self, line: Line) -> int | None:
        return self._known_frames(spoken_of(line)) if self._known_frames else self.wait_for(line)

    def _note_end(self) -> None:
        if self.end_frame is None:
            self.end_frame = self._find_end()

    def _place(self, cue: Cue, start: int, frame_count: int) -> None:
        """`frame_count` is that of what is said, if anything is."""
        match cue:
            case Speak() | Recording():
                self._say(cue, frame_count)
                self._cursor += frame_count
            case Breath():
                if cue.word:
                    self._say(cue, frame_count)
                self._rest(cue.length)
                self.breaths.add(start, _nearest(self._cursor) - start, cue)
            case Rest():
                self._rest(cue.shortest)
                self.rests.add(start, _nearest(self._cursor) - start, cue)
            case Bell():
                self._strike(cue)
            case CheckIn():
                self._rest(cue.wait)
                self.check_ins.add(start, _nearest(self._cursor) - start, cue)
            case Bed():
                self.beds.add(start, 0, cue)
            case Section():
                self.sections.add(start, 0, cue)
            case Reflect():
                self.questions.add(start, 0, cue)

    def _free_voice(self) -> Fraction:
        """From when a line can be said: the word of a short breath may outlast the breath."""
        return max(self._cursor, self._voice_end)

    def _estimate_end(self) -> int:
        return math.ceil(self._cursor) + frames_of(self._left_s[self._next])

    def _rest(self, length: Seconds) -> None:
        self._cursor += length * SAMPLE_RATE_HZ

    def _say(self, cue: Line, frame_count: int) -> None:
        self.voice.add(_nearest(self._cursor), frame_count, cue)
        self._voice_end = max(self._voice_end, self._cursor + frame_count)

    def _strike(self, cue: Bell) -> None:
        ringing = self._bell_frames(cue.sound)
        for strike in range(cue.times):
            if strike:
                self._rest(cue.every)
            self.bells.add(_nearest(self._cursor), ringing, cue)

    def _find_end(self) -> int:
        """After the last cue and the last sound; a bed has time to fade, after the sound."""
        sound_end = max(self.voice.end_frame, self.bells.end_frame)
        end = max(_nearest(self._cursor), sound_end)
        if self.beds.placed:
            last = self.beds.placed[-1]
            fade = frames_of(last.item.fade)
            if last.item.sound is not None:
                end = max(end, sound_end + fade)
            if len(self.beds.placed) > 1:  # another bed is still fading out
                end = max(end, last.start_frame + fade)
        return end


def spoken_of(cue: Line) -> Spoken:
    """What the narrator is asked for."""
    if isinstance(cue, Recording):
        return cue
    utterance = cue.utterance if isinstance(cue, Speak) else cue.word
    if utterance is None:
        raise ValueError("a breath without a word is not spoken")
    return utterance


def is_spoken(cue: Cue) -> TypeGuard[Line]:
    """Whether there is something in the cue that a narrator says."""
    return isinstance(cue, Speak | Recording) or (isinstance(cue, Breath) and cue.word is not None)


def lines_of(sequence: Sequence) -> list[Spoken]:
    """All that will be said, in order."""
    return [spoken_of(cue) for cue in sequence.cues if is_spoken(cue)]


def _nearest(frames: Fraction) -> int:
    """Halves go up, as in `frames_of`."""
    return math.floor(frames + Fraction(1, 2))
