"""A Script as read → a problem for each `{placeholder}` that nothing will fill in."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from presence.diagnostics import Problems, Span
from presence.script.faults import nearest, quoted
from presence.script.model import (
    CheckIn,
    EachPartner,
    Include,
    Placeholder,
    Recording,
    Reflect,
    Repeat,
    Say,
    Script,
    Section,
    Step,
    Steps,
    Words,
)
from presence.script.words import FILLED_IN, ORDINALS

_NEEDS: Final = {
    "partner": "'{partner}' is filled in inside 'each-partner' only",
    "other": "'{other}' is filled in inside 'each-partner' only",
    "round": "'{round}' is filled in inside 'repeat' only",
}


@dataclass(frozen=True, slots=True)
class _Scope:
    """What can be filled in at one place."""

    script: str
    values: tuple[str, ...]
    partners: int
    in_turn: bool = False
    in_round: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        turn = ("partner", "other") if self.in_turn else ()
        round_ = ("round",) if self.in_round else ()
        return (*turn, *ORDINALS[: self.partners], *round_, *self.values)


def check_names(script: Script, problems: Problems) -> None:
    """Follows every step once for each scope in which it can stand; a stack, no recursion."""
    top = _Scope(script.path, tuple(name for name, _ in script.values), len(script.partners))
    waiting: list[tuple[Steps, _Scope]] = [(script.gentler, top), (script.steps, top)]
    seen: set[tuple[Path, _Scope]] = set()
    while waiting:
        steps, scope = waiting.pop()
        for step in steps:
            for words in _texts(step):
                _check_words(words, scope, problems)
            if isinstance(step, Include):
                included = script.included.get(step.file)
                if included is None or (step.file, scope) in seen:
                    continue
                seen.add((step.file, scope))
                _check_partners(included, scope, step.span, problems)
                names = tuple(name for name, _ in included.values)
                waiting.append((included.steps, replace(scope, script=included.path, values=names)))
            elif isinstance(step, EachPartner | Repeat | CheckIn):
                waiting.append(_inside(step, scope, problems))


def _inside(
    step: EachPartner | Repeat | CheckIn, scope: _Scope, problems: Problems
) -> tuple[Steps, _Scope]:
    if isinstance(step, CheckIn):
        return step.gentler, scope
    if isinstance(step, Repeat):
        return step.steps, replace(scope, in_round=True)
    if scope.partners == 0:
        message = "'each-partner' needs partners, and this script has none"
        hint = "Add 'partners: [first partner, second partner]' at the top of the script."
        problems.add("no-partners", message, step.span, hint)
    return step.steps, replace(scope, in_turn=True)


def _texts(step: Step) -> tuple[Words, ...]:
    if isinstance(step, Say | Reflect | Recording):
        return (step.text,)
    if isinstance(step, Section):
        return (step.title,)
    return (step.ask,) if isinstance(step, CheckIn) else ()


def _check_words(words: Words, scope: _Scope, problems: Problems) -> None:
    for part in words:
        if not isinstance(part, Placeholder) or part.name in scope.known:
            continue
        needs = _NEEDS.get(part.name)
        if needs is None and part.name in ORDINALS:
            needs = (
                f"'{{{part.name}}}' is a partner, and this script has {scope.partners or 'none'}"
            )
        message = needs or f"nothing fills in {quoted('{' + part.name + '}')}"
        hint = nearest(part.name, (*scope.known, *FILLED_IN)) if needs is None else ""
        if needs is None and not hint:
            hint = "Define it under 'values:', or write '{{' to say a brace."
        problems.add("unknown-name", message, part.span, hint)


def _check_partners(included: Script, scope: _Scope, span: Span, problems: Problems) -> None:
    if len(included.partners) > scope.partners:
        for_whom = scope.partners or "one person"
        message = (
            f"{Path(included.path).name} is for {len(included.partners)} partners; "
            f"this script is for {for_whom}"
        )
        problems.add("partners-differ", message, span)
