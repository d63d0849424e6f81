"""A Script → the same with the steps of each repeat there once: what a single step sounds like."""

from collections.abc import Iterator
from dataclasses import replace

from presence.script.model import CheckIn, EachPartner, Include, Repeat, Script, Step, Steps


def once(script: Script) -> Script:
    """Every step keeps its span; each partner still has a turn."""
    return replace(
        script,
        steps=_once(script.steps),
        gentler=_once(script.gentler),
        included={file: once(included) for file, included in script.included.items()},
    )


def include_lines(script: Script) -> dict[str, tuple[tuple[int, int], ...]]:
    """For each file that `script` includes, also by way of others, where in `script` that stands:
    the first and the last line of those steps, in order."""
    found: dict[str, list[tuple[int, int]]] = {}
    for include in _includes((*script.steps, *script.gentler)):
        waiting, met = [include], set()
        while waiting:
            file = waiting.pop().file
            if file in met or file not in script.included:
                continue
            met.add(file)
            included = script.included[file]
            found.setdefault(included.path, []).append((include.span.line, include.span.end_line))
            waiting += _includes(included.steps)
    return {path: tuple(places) for path, places in found.items()}


def _once(steps: Steps) -> Steps:
    return tuple(map(_step_once, steps))


def _step_once(step: Step) -> Step:
    match step:
        case Repeat():
            return replace(step, times=1, steps=_once(step.steps))
        case EachPartner():
            return replace(step, steps=_once(step.steps))
        case CheckIn():
            return replace(step, gentler=_once(step.gentler))
        case _:
            return step


def _includes(steps: Steps) -> Iterator[Include]:
    for step in steps:
        match step:
            case Include():
                yield step
            case Repeat() | EachPartner():
                yield from _includes(step.steps)
            case CheckIn():
                yield from _includes(step.gentler)
