"""A Script as read → a problem for each `{placeholder}` that nothing will fill in."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from presence.diagnostics import Problems, Span
from presence.script.faults import nearest, printable, quoted
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
from presence.script.words import ORDINALS

_MOST_SHOWN: Final = 12
_ONLY_INSIDE: Final = {"partner": "each-partner", "other": "each-partner", "round": "repeat"}


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
    while waiting and not problems.is_full:
        steps, scope = waiting.pop()
        for step in steps:
            for words in _texts(step):
                _check_words(words, scope, problems)
            if isinstance(step, EachPartner | Repeat | CheckIn):
                waiting.append(_inside(step, scope, problems))
            elif isinstance(step, Include) and (step.file, scope) not in seen:
                seen.add((step.file, scope))
                waiting += _included(script.included.get(step.file), scope, step.span, problems)


def _included(
    included: Script | None, scope: _Scope, span: Span, problems: Problems
) -> list[tuple[Steps, _Scope]]:
    """The steps of an included script, which has values of its own."""
    if included is None:
        return []
    _check_partners(included, scope, span, problems)
    names = tuple(name for name, _ in included.values)
    return [(included.steps, replace(scope, script=included.path, values=names))]


def _inside(
    step: EachPartner | Repeat | CheckIn, scope: _Scope, problems: Problems
) -> tuple[Steps, _Scope]:
    if isinstance(step, CheckIn):
        return step.gentler, scope
    if isinstance(step, Repeat):
        return step.steps, replace(scope, in_round=True)
    if scope.partners == 0:
        message = "'each-partner' needs partners, and this script has none"
        hint = "Add 'partners: [first partner, second partner]' to the top of the script."
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
        if isinstance(part, Placeholder) and part.name not in scope.known and not problems.is_full:
            message, hint = _explain(part.name, scope)
            problems.add("unknown-name", message, part.span, hint)


def _explain(name: str, scope: _Scope) -> tuple[str, str]:
    """Why nothing fills in a name here, and what to do."""
    if name in _ONLY_INSIDE:
        inside = _ONLY_INSIDE[name]
        message = f"'{{{name}}}' is filled in inside '{inside}' only"
        return message, f"Put this step among the steps of one: '{inside}: …'."
    if name in ORDINALS:
        have = f"{scope.partners} partners" if scope.partners else "no partners"
        message = f"'{{{name}}}' is a partner's name, and this script has {have}"
        return message, "List the partners' names under 'partners' at the top of the script."
    hint = nearest(name, (*scope.known, *_ONLY_INSIDE))
    message = f"nothing fills in {quoted('{' + name + '}')} here"
    if scope.known:
        shown = (f"{{{printable(known)}}}" for known in scope.known[:_MOST_SHOWN])
        message += f"; known: {', '.join(shown)}"
    return message, hint or "Define it under 'values:', or write '{{' to say a brace."


def _check_partners(included: Script, scope: _Scope, span: Span, problems: Problems) -> None:
    if len(included.partners) > scope.partners:
        own = f"{scope.partners} partners" if scope.partners else "one person"
        name = quoted(Path(included.path).name)
        message = f"{name} is for {len(included.partners)} partners; this script is for {own}"
        hint = "Give this script as many partners, or include another."
        problems.add("partners-differ", message, span, hint)
