"""A Sequence and its whole Timeline → Captions: what is said, from which frame to which."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from presence.audio import Word
from presence.mix.timeline import Line, Timeline, spoken_of
from presence.narration.narrator import Spoken
from presence.sequence.cues import Breath, Sequence

WordsOf = Callable[[Spoken], tuple[Word, ...]]
"""The words of a line's clip; none where the engine gives no times for them."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A line, and the frames between which its clip sounds; its text stands on one line."""

    start_frame: int
    end_frame: int
    text: str
    partner: str | None  # who it is for
    words: tuple[Word, ...]
    sections: tuple[str, ...]  # those that have begun since the line before

    @property
    def labelled(self) -> str:
        """The text, for a format that has no place for names: behind whom it is for, unless it
        says that itself."""
        if self.partner is None or self.partner.casefold() in self.text.casefold():
            return self.text
        return f"({self.partner}) {self.text}"

    def pieces(self) -> Iterator[tuple[int, str]]:
        """The text in pieces of a word, each with the frame at which it is said.

        Spaces and signs go with the word before them. One piece, if no word has a time.
        """
        first, start_frame = 0, self.start_frame
        for word in self.words:
            begin = self.start_frame + word.start_frame
            if first < word.first < len(self.text) and start_frame <= begin < self.end_frame:
                if self.text[first : word.first].strip():
                    yield start_frame, self.text[first : word.first]
                    first = word.first
                start_frame = begin
            elif word.first == first == 0:
                start_frame = min(begin, self.end_frame)
        yield start_frame, self.text[first:]


@dataclass(frozen=True, slots=True)
class Captions:
    """All that is said in an exercise, in order."""

    title: str
    language: str  # BCP 47
    lines: tuple[Caption, ...]
    end_frame: int


def captions_of(sequence: Sequence, timeline: Timeline, words_of: WordsOf) -> Captions:
    """The captions of an exercise of which all is placed, the words of breaths among them."""
    if timeline.end_frame is None:
        raise ValueError("not all of the exercise is placed")
    sections = [(placed.start_frame, placed.item.title) for placed in timeline.sections.placed]
    lines, begun = [], 0
    for placed in timeline.voice.placed:
        to = begun
        while to < len(sections) and sections[to][0] <= placed.start_frame:
            to += 1
        text, partner = _said(placed.item)
        lines.append(
            Caption(
                placed.start_frame,
                placed.end_frame,
                _on_one_line(text),
                _on_one_line(partner) if partner else None,
                words_of(spoken_of(placed.item)) if text == _on_one_line(text) else (),
                tuple(_on_one_line(title) for _, title in sections[begun:to]),
            )
        )
        begun = to
    return Captions(
        _on_one_line(sequence.title), sequence.language, tuple(lines), timeline.end_frame
    )


def _said(line: Line) -> tuple[str, str | None]:
    if isinstance(line, Breath):
        return (line.word.text if line.word else "", None)
    return line.caption, line.partner


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
