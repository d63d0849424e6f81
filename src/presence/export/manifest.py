"""What was made, and of what → a JSON of it, the same bytes wherever and whenever it was made."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any, Final

import presence
from presence import resources
from presence.audio import CHANNELS
from presence.errors import PresenceError
from presence.export.formats import format_of, recipe_of
from presence.export.fulfilling import Made
from presence.export.order import Order
from presence.export.shaping_facts import choices_of, known_sha256, libraries, voices_of
from presence.files import Written, write_whole
from presence.loudness import VOICE_LUFS
from presence.mix.placing import narrated_lengths, placed
from presence.mix.timeline import Timeline
from presence.mix.track import Placed
from presence.narration.engine import Engine
from presence.narration.store import Store
from presence.sequence.cues import (
    Bed,
    Bell,
    Breath,
    CheckIn,
    Cue,
    Recording,
    Reflect,
    Rest,
    Section,
    Sequence,
    Speak,
)
from presence.units import SAMPLE_RATE_HZ

VERSION: Final = 1
"""Of the layout; raised when a field changes its meaning or goes, not when one is added."""

_KINDS: Final[Mapping[type[Cue], str]] = {
    Speak: "say",
    Recording: "recording",
    Rest: "pause",
    Bell: "bell",
    Breath: "breathe",
    Section: "section",
    CheckIn: "check-in",
    Reflect: "reflect",
    Bed: "ambient",
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an export was asked with: the script's files, itself first, and the settings."""

    scripts: tuple[Path, ...]
    settings: Mapping[str, object] = field(default_factory=dict)  # plain values


def manifest_path(target: Path) -> Path:
    """Beside the file, under its whole name: a .opus and a .mp3 each have theirs."""
    return target.with_name(f"{target.name}.manifest.json")


def write_manifest(
    order: Order,
    sequence: Sequence,
    engine: Engine,
    store: Store,
    *,
    inputs: Inputs,
    made: Made,
    written: Iterable[Written],
) -> Path:
    """Writes it beside what was made; `sequence` is the one that lasts as long as was asked for.

    Raises PresenceError. The lines are in the store by now, so that their lengths cost little.
    """
    with narrated_lengths(sequence, engine, store) as lengths:
        timeline = placed(sequence, lengths)
    found = {
        "manifest": VERSION,
        "presence": presence.__version__,
        "exercise": {
            "title": sequence.title,
            "summary": sequence.summary,
            "principle": sequence.principle,
            "language": sequence.language,
            "partners": list(sequence.partners),
        },
        "inputs": list(_inputs(inputs.scripts, sequence)),
        "settings": {**inputs.settings, "volume_db": order.volume_db},
        "engine": {
            "name": engine.name,
            "version": engine.version(),
            "voices": voices_of(sequence, engine),
        },
        "libraries": libraries(),
        "format": _format(order),
        "loudness": {
            "voice_lufs": None if order.loudness else VOICE_LUFS + order.volume_db,
            "measured": made.report.as_json() if made.report else None,
        },
        "frames": made.frame_count,
        "cues": list(_cues(sequence, timeline)),
        "outputs": [
            {"name": file.path.name, "bytes": file.size_bytes, "sha256": file.sha256}
            for file in sorted(written, key=lambda file: file.path.name)
        ],
    }
    path = manifest_path(order.target)
    text = json.dumps(found, ensure_ascii=False, indent=1, default=_as_plain)
    write_whole(path, f"{text}\n".encode(errors="replace"))  # of a name that is no text
    return path


def _format(order: Order) -> dict[str, object]:
    suffix = order.target.suffix.lower()
    asked = {name: value for name, value in choices_of(order) if name != "volume_db"}
    found = {"suffix": suffix, "sample_rate_hz": SAMPLE_RATE_HZ, "channels": CHANNELS, **asked}
    if order.is_page:
        return found
    recipe = recipe_of(order.target, order.bits, order.quality)
    has_bits = bool(format_of(order.target).bits)
    return {
        **found,
        "bits": recipe.bits if has_bits else None,
        "kbps": None if has_bits else recipe.kbps,
    }


def _inputs(scripts: tuple[Path, ...], sequence: Sequence) -> Iterator[dict[str, object]]:
    folder = scripts[0].parent
    for number, path in enumerate(scripts):
        yield _input("include" if number else "script", path, folder)
    sounds: dict[tuple[str, Path], None] = {}
    for cue in sequence.cues:
        if isinstance(cue, Recording):
            sounds["recording", cue.file] = None
        elif isinstance(cue, Bed | Bell) and cue.sound:
            sounds[_KINDS[type(cue)], cue.sound] = None
    for kind, path in sorted(sounds, key=lambda sound: (sound[0], _name(sound[1], folder))):
        yield _input(kind, path, folder)


def _input(kind: str, path: Path, folder: Path) -> dict[str, object]:
    try:
        size, digest = path.stat().st_size, known_sha256(path)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise PresenceError(f"{path} can't be read: {reason}") from problem
    return {"kind": kind, "name": _name(path, folder), "bytes": size, "sha256": digest}


def _name(path: Path, folder: Path) -> str:
    """As its folder tells nothing of it: a built-in sound's own, else as seen from the script."""
    for name, file in resources.sounds().items():
        if file == path:
            return name
    relative = os.path.relpath(path.resolve(), folder.resolve())
    return path.name if relative.startswith("..") else Path(relative).as_posix()


def _cues(sequence: Sequence, timeline: Timeline) -> Iterator[dict[str, object]]:
    """One for each cue, in order; what takes no time has no frames."""
    voice = iter(timeline.voice.placed)
    tracks: dict[type, Iterator[Placed[Any]]] = {
        Breath: iter(timeline.breaths.placed),
        Rest: iter(timeline.rests.placed),
        CheckIn: iter(timeline.check_ins.placed),
    }
    bells = iter(timeline.bells.placed)
    section = None
    for cue, start in zip(sequence.cues, timeline.starts, strict=True):
        frames = 0
        if isinstance(cue, Section):
            section = cue.title
        elif isinstance(cue, Bell):
            frames = [next(bells) for _ in range(cue.times)][-1].end_frame - start
        elif isinstance(cue, Speak | Recording):
            frames = next(voice).frame_count
        elif isinstance(cue, Breath | Rest | CheckIn):
            frames = next(tracks[type(cue)]).frame_count
            if isinstance(cue, Breath) and cue.word:
                next(voice)
        yield {
            "kind": _KINDS[type(cue)],
            "start_frame": start,
            "frame_count": frames,
            "text": _text(cue),
            "partner": cue.partner if isinstance(cue, Speak | Recording) else None,
            "section": section,
        }


def _text(cue: Cue) -> str | None:
    match cue:
        case Speak() | Recording():
            return cue.caption
        case Breath():
            return cue.word.text if cue.word else None
        case Section():
            return cue.title
        case Reflect():
            return cue.question
    return None


def _as_plain(value: object) -> object:
    """What JSON has no form for: of a file, its name, and of an order's part, its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.name if isinstance(value, Path) else str(value)
