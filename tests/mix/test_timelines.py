"""Scripts come in; every cue must be placed at the frame that is written down beside the script."""

from pathlib import Path
from typing import Final

import pytest
from silent_sessions import placed

from presence.mix.timeline import Line, Timeline
from presence.script.reader import load
from presence.sequence.compiler import compile_script
from presence.sequence.cues import Bed, Bell, Breath, Recording, Speak
from presence.units import spell_seconds

CASES: Final = Path(__file__).parents[1] / "cases" / "timelines"
NAMES: Final = sorted(path.stem for path in CASES.glob("*.yaml"))


def described(timeline: Timeline) -> str:
    """A line a placed thing: where it begins, how long it is, its kind, what it is."""
    found: list[tuple[int, int, str, str]] = [
        *((p.start_frame, p.frame_count, "bed", bed(p.item)) for p in timeline.beds.placed),
        *(
            (p.start_frame, p.frame_count, "section", p.item.title)
            for p in timeline.sections.placed
        ),
        *((p.start_frame, p.frame_count, *line(p.item)) for p in timeline.voice.placed),
        *((p.start_frame, p.frame_count, "bell", bell(p.item)) for p in timeline.bells.placed),
        *(
            (p.start_frame, p.frame_count, "breath", breath(p.item))
            for p in timeline.breaths.placed
        ),
        *(
            (p.start_frame, p.frame_count, "check-in", f"{len(p.item.gentler)} gentler cues")
            for p in timeline.check_ins.placed
        ),
        *((p.start_frame, 0, "question", p.item.question) for p in timeline.questions.placed),
    ]
    found.sort(key=lambda line: line[0])
    rows = [f"{start:>9} {count:>8}  {kind:<9} {text}" for start, count, kind, text in found]
    return "\n".join([*rows, f"{timeline.end_frame:>9} {0:>8}  end"]) + "\n"


def line(cue: Line) -> tuple[str, str]:
    """A spoken line's kind and text, with what differs from the defaults."""
    if isinstance(cue, Recording):
        return "recording", f"{cue.file.name}: {cue.caption}"
    utterance = cue.utterance if isinstance(cue, Speak) else cue.word
    assert utterance
    notes = [f"{utterance.rate_wpm} wpm"] if utterance.rate_wpm != 120 else []
    notes += [f"pitch {utterance.pitch}"] if utterance.pitch != 50 else []
    notes += [f"{cue.volume_db} dB"] if cue.volume_db else []
    notes += [f"for {cue.partner}"] if isinstance(cue, Speak) and cue.partner else []
    text = utterance.text + (f" ({', '.join(notes)})" if notes else "")
    return ("say" if isinstance(cue, Speak) else "word"), text


def bed(cue: Bed) -> str:
    """A bed's sound, level and fade."""
    name = cue.sound.name if cue.sound else "off"
    return f"{name} {cue.level_db} dB, fade {spell_seconds(cue.fade)}"


def bell(cue: Bell) -> str:
    """A bell's sound and level."""
    return f"{cue.sound.name} {cue.level_db} dB"


def breath(cue: Breath) -> str:
    """A phase, and whether its tone is heard."""
    return f"{cue.phase}{' with tone' if cue.tone else ''}"


@pytest.mark.parametrize("name", NAMES)
def test_a_script_is_placed_as_is_written_beside_it(name: str) -> None:
    """Start, length, kind and text of every cue are those of the twin file."""
    timeline = placed(compile_script(load(CASES / f"{name}.yaml")))
    expected = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    assert described(timeline) == expected


def test_each_script_has_its_twin() -> None:
    """A script without a timeline, or a timeline without a script, would go unnoticed."""
    assert sorted(path.stem for path in CASES.glob("*.txt")) == NAMES
    assert len(NAMES) >= 20
