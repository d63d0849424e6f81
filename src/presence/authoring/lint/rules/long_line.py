"""A line takes longer to say than a breath.

Who listens with closed eyes can't read back. A line that is longer than one calm breath is two
things at once, and the second one is lost. Twelve seconds is a slow breath at about five a minute,
a little under the six of resonance breathing; at 110 words a minute that is 22 words.

A `[2s]` inside a text ends a line as well as a new `say` does. Other languages are measured by
their words too; where words are not written apart, the rule is silent.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic
from presence.sequence.cues import Speak
from presence.sequence.lengths import estimated_s

ID: Final = "long-line"
DEFAULTS: Final[Mapping[str, Figure]] = {"most": Figure(12.0, "s")}


def check(subject: Subject, figures: Figures, /) -> Iterator[Diagnostic]:
    most = figures["most"]
    for cue in subject.all_cues():
        if not isinstance(cue, Speak) or not subject.is_own(cue.span):
            continue
        length_s = estimated_s(cue)
        if length_s > most:
            yield warning(ID, _message(cue, length_s), subject.text_span(cue), _hint(most, cue))


def _message(cue: Speak, length_s: float) -> str:
    words = len(cue.utterance.text.split())
    return f"this line takes about {length_s:.0f} s to say ({words} words), longer than a breath"


def _hint(most: float, cue: Speak) -> str:
    words = int(most * cue.utterance.rate_wpm / 60)
    return f"Part it with a [2s], or in two lines, of at most {words} words each."
