"""A word of performance: should, must, goal, succeed, fail, correct, …

An exercise in presence has nothing to achieve, and whoever hears that there is finds themselves
failing at it. Invitations ('you can', 'perhaps', 'if you like') leave the choice with the listener;
teachers of mindfulness and of trauma-sensitive yoga are trained to speak in them. Each word of the
table has its reason, and what to say in its place.

English only. A word that is taken back is fine ('there is no goal', 'nothing you should do', 'let
go of what you must do'), and so is a condition ('if you should feel cold', 'when you have
finished').
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.english import follows, is_negated, sentence_before, stems
from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.authoring.lint.texts import Hit
from presence.diagnostics import Diagnostic

ID: Final = "pressing-word"
DEFAULTS: Final[Mapping[str, Figure]] = {}

_COMMAND: Final = "it leaves no choice", "Invite instead: 'you can', 'you may', 'if you like'."
_EFFORT: Final = "it asks for effort where ease is wanted", "Say what to notice, or let it be easy."
_GOAL: Final = "it sets a goal, which can be missed", "Say what to notice instead."
_MARK: Final = (
    "it gives a mark, and makes another way the wrong one",
    "Say that any way is welcome.",
)

_TABLE: Final = (
    # what is said (no '|' outside groups), why it presses and what to do instead
    (r"should(?:n't)?", _COMMAND),
    (r"must(?:n't)?", _COMMAND),
    (r"ought to", _COMMAND),
    (r"(?:have|has) to(?! hand)", _COMMAND),
    (r"try (?:harder|hard|your best|again)", _EFFORT),
    (r"(?:work|push) (?:harder|through|yourself|yourselves)", _EFFORT),
    (r"make (?:an|every|more) effort", _EFFORT),
    (r"(?:concentrate|focus) (?:hard|harder)", _EFFORT),
    (r"keep up", _EFFORT),
    (r"(?:do|give|try|be) (?:it )?(?:your|the) (?:very )?best", _MARK),
    (r"(?:as )?best (?:as )?you can", _MARK),
    (r"perform(?:s|ing|ance)?", _GOAL),
    (r"goals?", _GOAL),
    (r"finish(?:es|ed|ing)?(?! (?:this|that|the|your|each|a) sentence)", _GOAL),
    (r"succeed(?:s|ed|ing)?", _GOAL),
    (r"success(?:ful|fully)?", _GOAL),
    (r"achiev(?:e|es|ed|ing|ement)", _GOAL),
    (r"accomplish(?:ed|ing|ment)?", _GOAL),
    (r"win(?:ner|ning)?", _GOAL),
    (r"fail(?:s|ed|ing|ure)?", _MARK),
    (r"(?:in)?correct(?:ly)?", _MARK),
    (r"properly", _MARK),
    (r"(?:get|do|doing|getting) (?:it|this|that) (?:right|wrong)", _MARK),
)  # fmt: skip
_PATTERN: Final = stems(*(word for word, _ in _TABLE))
_CONDITIONS: Final = "if when whenever until once after before as in case unless"
_IN_A_CONDITION: Final = re.compile(r"should|(?:have|has) to|finish")
_ASKED: Final = re.compile(r"should (?:you|either|anyone|anybody|anything|it)\b")


def check(subject: Subject, _figures: Figures, /) -> Iterator[Diagnostic]:
    if not subject.is_english:
        return
    for hit in subject.texts.find(_PATTERN):
        if not _is_fine(hit):
            reason, hint = next(why for word, why in _TABLE if re.fullmatch(word, hit.found))
            message = f"'{hit.found}' is a word of performance: {reason}"
            yield warning(ID, message, subject.places.words(hit), hint)


def _is_fine(hit: Hit) -> bool:
    """Taken back, or a condition: 'if you should …', 'should you …', 'when you have finished'."""
    if is_negated(hit):
        return True
    if _ASKED.match(hit.text, hit.start) and sentence_before(hit).rstrip(" ,") in ("", "and", "or"):
        return True
    if hit.found.startswith("finish") and follows(hit, "let"):
        return True  # 'let {other} finish' is listening
    if hit.found.endswith(" to") and sentence_before(hit).endswith("all you "):
        return True  # 'all you have to do is' says that it is little
    return bool(_IN_A_CONDITION.match(hit.found)) and follows(hit, _CONDITIONS)
