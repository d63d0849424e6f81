"""Cues and an index in, the index to go to out: lines, sections, check-ins and their questions."""

from presence.sequence.cues import Bed, Breath, CheckIn, Cue, Recording, Section, Speak

Cues = tuple[Cue, ...]


def is_line(cues: Cues, index: int) -> bool:
    """Whether a person calls it a line: something said, or a breathing pattern's beginning."""
    cue = cues[index]
    if isinstance(cue, Breath):
        before = cues[index - 1] if index else None
        return not (isinstance(before, Breath) and before.span == cue.span)
    return isinstance(cue, Speak | Recording)


def line_at(cues: Cues, index: int) -> int | None:
    """The line that `index` belongs to: the last one begun there; None before the first."""
    return next((i for i in range(index, -1, -1) if is_line(cues, i)), None)


def next_line(cues: Cues, index: int) -> int | None:
    """The first line after `index`; None where there is none."""
    return next((i for i in range(index + 1, len(cues)) if is_line(cues, i)), None)


def previous_line(cues: Cues, index: int) -> int | None:
    """The line before the one that `index` belongs to; None where there is none."""
    here = line_at(cues, index)
    return None if here is None or here == 0 else line_at(cues, here - 1)


def next_section(cues: Cues, index: int) -> int | None:
    """The first section after `index`; None where there is none."""
    return next((i for i in range(index + 1, len(cues)) if isinstance(cues[i], Section)), None)


def section_at(cues: Cues, index: int) -> int | None:
    """The section that `index` lies in; None before the first."""
    return next((i for i in range(index, -1, -1) if isinstance(cues[i], Section)), None)


def previous_section(cues: Cues, index: int) -> int:
    """The beginning of this section, or of the one before where its first line is not over yet;
    0 where there is none."""
    here = section_at(cues, index)
    if here is None:
        return 0
    first = next_line(cues, here)
    second = None if first is None else next_line(cues, first)
    if second is not None and index >= second:
        return here
    return (section_at(cues, here - 1) if here else None) or 0


def gate_after(cues: Cues, index: int) -> int | None:
    """The first check-in at `index` or after it: no play that begins at `index` goes past it."""
    return next((i for i in range(index, len(cues)) if isinstance(cues[i], CheckIn)), None)


def gate_between(cues: Cues, index: int, target: int) -> int | None:
    """The check-in that lies on the way from `index` to `target`; None on a way back."""
    gate = gate_after(cues, index)
    return gate if gate is not None and gate < target else None


def ask_of(cues: Cues, gate: int) -> int:
    """Where the question of the check-in at `gate` begins: its cues lie right before it."""
    cue = cues[gate]
    if not isinstance(cue, CheckIn):
        raise TypeError(f"cue {gate} is no check-in")
    begin = gate - len(cue.ask)
    return begin if begin >= 0 and cues[begin:gate] == cue.ask else gate


def question_at(cues: Cues, index: int) -> int | None:
    """The check-in whose question is being asked at `index`, or that waits there."""
    gate = gate_after(cues, index)
    return gate if gate is not None and ask_of(cues, gate) <= index else None


def restart_of(cues: Cues, index: int) -> int:
    """From where an interruption at `index` begins again: a line, from its start; a breath, from
    the breath in of its cycle; within a question, from the question's start; else right there."""
    gate = question_at(cues, index)
    if gate is not None:
        return ask_of(cues, gate)
    if not isinstance(cues[index], Breath):
        return index
    while not is_line(cues, index) and not _begins_cycle(cues, index):
        index -= 1
    return index


def bed_at(cues: Cues, index: int) -> Bed | None:
    """The bed in force at `index`; None where there was none yet."""
    return next((cue for cue in reversed(cues[: index + 1]) if isinstance(cue, Bed)), None)


def _begins_cycle(cues: Cues, index: int) -> bool:
    """A breath in, but not the second one of a sigh."""
    return _is_breath_in(cues[index]) and not _is_breath_in(cues[index - 1])


def _is_breath_in(cue: Cue) -> bool:
    return isinstance(cue, Breath) and cue.phase == "in"
