"""Steps as written → steps in the order in which they happen, each with what fills in its texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from presence.diagnostics import Span
from presence.script.model import EachPartner, Include, Repeat, Script, Step, Steps
from presence.script.words import ORDINALS


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known at one step: names to fill in, whose turn it is, the loop it stands in."""

    names: MappingProxyType[str, str]
    values: MappingProxyType[str, str]
    partners: tuple[str, ...]
    partner: str | None = None
    loop: Span | None = None  # the outermost repeat around it

    def look_up(self, name: str) -> str:
        """The text for `{name}`; the reader has made sure that there is one."""
        return self.names.get(name) or self.values[name]


Happening = tuple[Step, Scene]


def first_scene(script: Script, partners: tuple[str, ...]) -> Scene:
    names = MappingProxyType(dict(zip(ORDINALS, partners, strict=False)))
    return Scene(names, MappingProxyType(dict(script.values)), partners)


def unroll(script: Script, steps: Steps, scene: Scene) -> Iterator[Happening]:
    """Every step that makes a sound, a silence or a mark. A stack, so depth costs no recursion."""
    waiting = [_each(steps, scene)]
    while waiting:
        happening = next(waiting[-1], None)
        if happening is None:
            waiting.pop()
            continue
        step, here = happening
        match step:
            case Repeat():
                waiting.append(_rounds(step, here))
            case EachPartner():
                waiting.append(_turns(step, here))
            case Include():
                included = script.included[step.file]
                values = MappingProxyType(dict(included.values))
                waiting.append(_each(included.steps, replace(here, values=values)))
            case _:
                yield happening


def _each(steps: Steps, scene: Scene) -> Iterator[Happening]:
    return ((step, scene) for step in steps)


def _rounds(step: Repeat, scene: Scene) -> Iterator[Happening]:
    loop = scene.loop or step.span
    for number in range(1, step.times + 1):
        names = MappingProxyType({**scene.names, "round": str(number)})
        yield from _each(step.steps, replace(scene, names=names, loop=loop))


def _turns(step: EachPartner, scene: Scene) -> Iterator[Happening]:
    for partner in scene.partners:
        others = " and ".join(name for name in scene.partners if name != partner)
        names = MappingProxyType({**scene.names, "partner": partner, "other": others})
        yield from _each(step.steps, replace(scene, names=names, partner=partner))
