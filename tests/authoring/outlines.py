"""Scripts, written or generated → Outlines, at the pace of the silent engine."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from presence.authoring.outline import Outline, outline_of
from presence.mix.placing import quick_lengths
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.settings import Settings

Step = dict[str, Any] | str

HEAD = "presence: 1\nvoice: {rate: 120}\npartners: [Sam, Alex]\nambient: rain\n"


def outlined(script: Path, settings: Settings | None = None) -> Outline:
    """The outline of a file."""
    with quick_lengths() as lengths:
        return outline_of(compile_script(load(script), settings), lengths)


def outline_of_text(folder: Path, steps: str, title: str = "A test") -> Outline:
    """The outline of some steps, for two, over a bed of rain."""
    import json

    file = folder / "mine.yaml"
    file.write_text(f"{HEAD}title: {json.dumps(title)}\nsteps:\n{steps}", encoding="utf-8")
    return outlined(file)


def _seconds(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda tenths: f"{tenths / 10}s")


_TEXTS = st.sampled_from(
    ["Breathe.", "Look at {first}, and then away. [1.5s] And back.", "A <b> & a 'c'.", "まず。"]
)
_SIMPLE: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda text: {"say": text}, _TEXTS),
    st.builds(lambda time: {"pause": time}, _seconds(0, 300)),
    st.builds(lambda low, more: {"pause": f"{low}s to {low + more}s"}, *[st.integers(0, 90)] * 2),
    st.builds(
        lambda times, every: {"bell": {"times": times, "every": every}},
        st.integers(1, 5),
        _seconds(5, 60),
    ),
    st.builds(
        lambda phases, times, cue: {"breathe": {**phases, "times": times, "cue": cue}},
        st.fixed_dictionaries(
            {"in": _seconds(5, 80), "out": _seconds(5, 80)}, optional={"hold": _seconds(5, 50)}
        ),
        st.integers(1, 5),
        st.sampled_from(["voice", "tone", "both"]),
    ),
    st.just({"check-in": "Is this good?"}),
    st.builds(lambda text: {"reflect": text}, st.just("What else?")),
    st.builds(lambda title: {"section": title}, st.sampled_from(["One", "Two & <three>"])),
    st.sampled_from([{"ambient": "off"}, {"ambient": {"sound": "sea", "fade": "2s"}}]),
)
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        _SIMPLE,
        st.builds(lambda steps: {"each-partner": steps}, st.lists(_SIMPLE, min_size=1, max_size=3)),
        st.builds(
            lambda times, steps: {"repeat": {"times": times, "steps": steps}},
            st.integers(1, 3),
            st.lists(_SIMPLE, min_size=1, max_size=3),
        ),
    ),
    min_size=1,
    max_size=10,
)
"""Steps of scripts that are all sound."""


def as_yaml(steps: list[Step]) -> str:
    """Steps as they stand in a file: JSON is YAML."""
    import json

    return "".join(f"  - {json.dumps(step, ensure_ascii=False)}\n" for step in steps)
