"""A line presumes who listens: a gender, a body, an orientation, or that they are a couple.

Whoever does not find themselves in 'he', 'her body' or 'your wife' learns that the exercise was
made for others. Placeholders (`{partner}`, `{other}`), 'your partner' and 'they' fit everybody, and
cost nothing. Names and descriptions in `partners` are the author's own and are not looked at: a
script for two certain people can say who they are there.

English only. 'A couple of breaths' is a number, and fine.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from presence.authoring.lint.english import stems
from presence.authoring.lint.rule import Figure, Figures, warning
from presence.authoring.lint.subject import Subject
from presence.diagnostics import Diagnostic

ID: Final = "presumed-person"
DEFAULTS: Final[Mapping[str, Figure]] = {}

_GENDER: Final = "a gender", "Write {other}, {partner}, 'they' or 'your partner'."
_BODY: Final = "a body", "Name no part that not everybody has, or offer a choice."
_COUPLE: Final = "a couple", "Write 'your partner', 'each other' or 'the two of you'."

_TABLE: Final = (
    (r"(?:he or she|she or he|him or her|her or him|his or her|her or his|his or hers)", _GENDER),
    (r"s?he(?:'s|'ll|'d)?", _GENDER),
    (r"(?:him|his|her|hers)", _GENDER),
    (r"(?:himself|herself)", _GENDER),
    (r"(?:man|woman|men|women)(?:'s)?", _GENDER),
    (r"(?:boy|girl|guy)s?", _GENDER),
    (r"(?:lady|ladies|gentleman|gentlemen)", _GENDER),
    (r"(?:masculine|feminine|opposite sex)", _GENDER),
    (r"(?:husband|wife|wives|boyfriend|girlfriend|fiancée?|bride|groom)(?:'?s)?", _COUPLE),
    (r"(?:your|as a|this|the|happy|loving) (?:couple|marriage|lovers?)(?! of)", _COUPLE),
    (r"as (?:lovers|husband and wife|man and wife)", _COUPLE),
    (r"(?:married|newlyweds?|spouses?)", _COUPLE),
    (r"(?:penis|vagina|vulva|womb|uterus|testicles|breasts)", _BODY),
)
_PATTERN: Final = stems(*(word for word, _ in _TABLE))


def check(subject: Subject, _figures: Figures, /) -> Iterator[Diagnostic]:
    if not subject.is_english:
        return
    for hit in subject.texts.find(_PATTERN):
        what, hint = next(why for word, why in _TABLE if re.fullmatch(word, hit.found))
        message = f"'{hit.found}' presumes {what}"
        yield warning(ID, message, subject.places.words(hit), hint)
