"""The first invitation to touch comes before the first check-in.

Touch is asked for first: that is the rule of facilitators who work with touch (ask, wait for a
yes, then touch). A check-in afterwards asks people to take back what has already happened, which
is far harder than to say no before. A check-in that itself offers the touch is asking, and fine.

English only. Touching oneself, the ground or an object is not meant; nor is a touch that is taken
back ('without touching', 'let go').
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.english import follows, is_negated, stems
from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.authoring.lint.texts import Hit
from presence.diagnostics import Diagnostic
from presence.script.model import CheckIn
from presence.sequence.cues import CheckIn as CheckInCue

ID: Final = "late-check-in"
DEFAULTS: Final[Mapping[str, Figure]] = {}

_EACH_OTHER: Final = (
    r"(?:each other|one another|\{other\}|\{partner\}|\{first\}|\{second\}|them\b|him\b|her\b"
    r"|your (?:partner|lover|beloved))"
)
_THEIR: Final = rf"(?:{_EACH_OTHER}(?:'s)?|their|a|his|both|the other's)"
TOUCH: Final = stems(
    # 'touch' but not of oneself, of things, or of the heart: 'stay in touch with your breath'
    r"touch(?:ing)?(?! (?:of|with|the|a|an|on|in|at|yourself|your own|more|less|softer|lighter"
    r"|your (?!partner|lover|beloved)))",
    r"hold(?:ing)? hands",
    rf"(?:hold|holding|take|taking|reach for|offer|offering) {_THEIR} hands?",
    rf"(?:hold|holding) {_EACH_OTHER}(?! in (?:mind|your (?:mind|heart|thoughts|awareness)))",
    rf"hands? (?:on|in|over|against) {_THEIR} "
    r"(?:hand|hands|heart|chest|back|belly|shoulder|shoulders|arm|knee|face|cheek|thigh|neck)",
    rf"hands? on {_EACH_OTHER}",
    rf"lean(?:ing)? (?:on|against|into|in to|towards?) {_EACH_OTHER}",
    r"embrac(?:e|es|ing)(?! (?:the|this|that|what|whatever|it|you|us|your own|yourself|all|any))",
    r"hug(?:s|ging)?(?! (?:yourself|your own|your knees))",
    r"cuddl(?:e|es|ing)",
    r"caress(?:es|ing)?(?! (?:yourself|your own))",
    rf"(?:strok(?:e|ing)|massag(?:e|ing)|kiss(?:ing)?) {_THEIR}",
    rf"(?:strok(?:e|ing)|massag(?:e|ing)|kiss(?:ing)?) {_EACH_OTHER}",
    r"(?:back to back|forehead to forehead|foreheads together|palm to palm|palms together)",
)

_LETS_GO: Final = re.compile(r"[^.!?]{0,60}\blet(?:ting)? (?:it |them )?go\b")


def check(subject: Subject, _figures: Figures, /) -> Iterator[Diagnostic]:
    if not (subject.is_english and subject.has_partners and subject.check_ins):
        return
    hits = subject.first_hits(filter(_invites, subject.texts.find(TOUCH)))
    for timed in subject.timed:
        if isinstance(timed.cue, CheckInCue):
            return
        hit = hits.get(timed.cue.span)
        if hit:
            message = f"'{hit.found}' invites touch before anybody was asked"
            hint = "Put a check-in before it: nobody has to take back what they were asked first."
            yield warning(ID, message, subject.places.words(hit), hint)
            return


def _invites(hit: Hit) -> bool:
    is_asked = isinstance(hit.step, CheckIn)
    is_thought = follows(hit, "imagine picture remember recall")
    is_idiom = hit.text[max(0, hit.start - 3) : hit.start] == "in "  # 'in touch'
    is_over = bool(_LETS_GO.match(hit.text, hit.end))  # 'if you are touching, let go'
    return not (is_asked or is_thought or is_idiom or is_over or is_negated(hit))
