"""The voice track of a Timeline → when somebody speaks, and how much of any stretch that is."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from presence.mix.timeline import Line, Timeline
from presence.sequence.cues import Breath, Recording


class Speech:
    """Stretches of speech; lines that touch or overlap, as quick words may, are one."""

    def __init__(self, timeline: Timeline) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for line in timeline.voice.placed:
            if self.ends and line.start_frame <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], line.end_frame)
            elif line.frame_count:
                self.starts.append(line.start_frame)
                self.ends.append(line.end_frame)
        pairs = zip(self.starts, self.ends, strict=True)
        self._before = [0, *accumulate(end - start for start, end in pairs)]

    def frames_within(self, start_frame: int, end_frame: int) -> int:
        """How many frames from `start_frame` to before `end_frame` are spoken."""
        return self._until(end_frame) - self._until(start_frame)

    def silences(self, end_frame: int) -> Iterator[tuple[int, int]]:
        """(start, frames) of each silence of the narrator, to the end at `end_frame`."""
        for start, end in zip([0, *self.ends], [*self.starts, end_frame], strict=True):
            if start < end:
                yield start, end - start

    def _until(self, frame: int) -> int:
        begun = bisect_right(self.starts, frame)
        whole = self._before[begun]
        return whole - max(0, self.ends[begun - 1] - frame) if begun else whole


def words_of(line: Line) -> int:
    """How many words are said."""
    if isinstance(line, Recording):
        return len(line.caption.split())
    utterance = line.word if isinstance(line, Breath) else line.utterance
    return len(utterance.text.split()) if utterance else 0
