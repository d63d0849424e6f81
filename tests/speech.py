"""Utterances, and processes looked at from outside: what the narration tests share."""

from pathlib import Path

from presence.sequence.cues import DEFAULT_PITCH, DEFAULT_RATE_WPM, Utterance


def utterance(
    text: str,
    voice: str | None = None,
    language: str = "en-US",
    rate_wpm: int = DEFAULT_RATE_WPM,
    pitch: int = DEFAULT_PITCH,
) -> Utterance:
    return Utterance(text, language, voice, rate_wpm, pitch)


def descendants(of: int) -> set[int]:
    """The ids of all processes that `of` has started, directly or not, zombies among them."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[int(folder.name)] = int(after_name[1])
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {of}} - found:
        found |= more
    return found
