"""A script, its sequence and its text → what the rules look at, each thing worked out once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from presence.authoring.lint.places import Places
from presence.authoring.lint.texts import Hit, Texts, TextStep, walk
from presence.diagnostics import Span
from presence.script.model import Include, Script, Step
from presence.sequence.cues import CheckIn, Cue, Recording, Sequence, Speak
from presence.sequence.lengths import estimated_s


@dataclass(frozen=True, slots=True)
class Timed:
    """A cue, when it begins, and how long it takes: an estimate where a voice speaks."""

    cue: Cue
    begin_s: float
    length_s: float

    @property
    def caption(self) -> str:
        """What a line says; the empty text for what is no line."""
        return self.cue.caption if isinstance(self.cue, Speak | Recording) else ""


class Subject:
    """One exercise. Findings are placed in the script's own file, never in one it includes."""

    def __init__(self, script: Script, sequence: Sequence, source: str) -> None:
        self.script = script
        self.sequence = sequence
        self.places = Places(script.path, source)

    @property
    def is_english(self) -> bool:
        return self.script.language.partition("-")[0].lower() == "en"

    @property
    def has_partners(self) -> bool:
        return bool(self.script.partners)

    @cached_property
    def steps(self) -> list[Step]:
        """Every step of the file, in the order in which they are written."""
        return list(walk(self.script))

    @cached_property
    def texts(self) -> Texts:
        return Texts(self.steps)

    @cached_property
    def timed(self) -> list[Timed]:
        """What happens, one after the other; 'gentler' steps are not in it."""
        found: list[Timed] = []
        begin_s = 0.0
        for cue in self.sequence.cues:
            length_s = estimated_s(cue)
            found.append(Timed(cue, begin_s, length_s))
            begin_s += length_s
        return found

    @property
    def total_s(self) -> float:
        return self.timed[-1].begin_s + self.timed[-1].length_s if self.timed else 0.0

    @cached_property
    def spoken(self) -> list[Timed]:
        """The lines, spoken or recorded."""
        return [timed for timed in self.timed if isinstance(timed.cue, Speak | Recording)]

    @cached_property
    def check_ins(self) -> list[Timed]:
        return [timed for timed in self.timed if isinstance(timed.cue, CheckIn)]

    @cached_property
    def said_by(self) -> dict[Span, TextStep]:
        """The step of the file that says something, by its span."""
        return {step.span: step for step in self.texts.steps}

    def all_cues(self) -> Iterator[Cue]:
        """Cues as they may happen, those of every 'gentler' too."""
        waiting = [iter(self.sequence.gentler), iter(self.sequence.cues)]
        while waiting:
            for cue in waiting[-1]:
                yield cue
                if isinstance(cue, CheckIn) and cue.gentler:
                    waiting.append(iter(cue.gentler))
                    break
            else:
                waiting.pop()

    def is_own(self, span: Span) -> bool:
        """Whether a place is in the script's own file."""
        return span.path == self.script.path

    def text_span(self, cue: Cue) -> Span:
        """The text that a line says, or the step that it comes from."""
        step = self.said_by.get(cue.span)
        return self.places.text(step) if step else self.home(cue.span)

    def home(self, span: Span) -> Span:
        """The same place; for one in an included file, the step that includes it."""
        if self.is_own(span):
            return span
        for step in self.steps:
            if isinstance(step, Include) and span.path in self._reached(step.file):
                return step.span
        return self.places.key("steps")

    def first_hits(self, hits: Iterator[Hit]) -> dict[Span, Hit]:
        """The first of the hits in each step, by the step's span."""
        first: dict[Span, Hit] = {}
        for hit in hits:
            first.setdefault(hit.step.span, hit)
        return first

    def _reached(self, file: Path) -> set[str]:
        """A file and all that it includes, at any depth."""
        reached: set[str] = set()
        waiting = [file]
        while waiting:
            script = self.script.included.get(waiting.pop())
            if script and script.path not in reached:
                reached.add(script.path)
                waiting += [step.file for step in walk(script) if isinstance(step, Include)]
        return reached
