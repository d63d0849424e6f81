"""Where an exercise was left → a small file of the user's own, and back: for 'play --resume'."""

import contextlib
import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from presence.errors import PresenceError
from presence.files import write_whole
from presence.folders import data_folder, make_private
from presence.sequence.cues import (
    Bed,
    Breath,
    CheckIn,
    Cue,
    Recording,
    Reflect,
    Section,
    Sequence,
    Speak,
)
from presence.sequence.places import ask_of, line_at, section_at

_FORMAT: Final = 1
_TEXTS: Final = ("title", "rest_hash", "section", "line", "when", "begun_hash")
_MOST_BYTES: Final = 64 * 1024
"""A longer file is none of ours."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an exercise was left.

    `cues_left` counts the cues from there to the end, beds apart, and `rest_hash` is made of their
    words: so neither another bed, nor beginning at a section, nor a change of what lies before
    makes it another exercise. `begun_hash` is the same for the section it was begun at by choice;
    empty where it was the start. `asked` counts the check-ins from there to here by a hash of their
    words: nobody comes here but by a yes to each of them.
    """

    title: str
    cues_left: int
    rest_hash: str
    section: str
    section_number: int  # from 1; 0 before the first
    line: str
    names: tuple[str, ...]
    when: str  # ISO 8601, local time with its offset
    begun_hash: str
    asked: dict[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Where to go on. `changed`: the script is not what it was from there on. `unasked`: a
    check-in before that was never answered, so it goes on there, with its question."""

    cue: int
    changed: bool
    unasked: bool = False


class Ledger:
    """What positions of one exercise are made of; keep it while the exercise is played.

    `is_cut`: somebody chose to begin at a section, and what lies before it is left out.
    """

    def __init__(self, sequence: Sequence, *, is_cut: bool = False) -> None:
        self.sequence = sequence
        self._is_cut = is_cut
        self._hashes = _rest_hashes(sequence.cues)

    def position(self, cue: int) -> Position:
        """Where an exercise is that goes on from `cue`."""
        cues = self.sequence.cues
        section, line = section_at(cues, cue), line_at(cues, cue)
        return Position(
            title=self.sequence.title,
            cues_left=_count_without_beds(cues[cue:]),
            rest_hash=self._hashes[cue],
            section=_title(cues, section),
            section_number=_section_count(cues[: cue + 1]),
            line="" if line is None else _words(cues[line]),
            names=self.sequence.partners,
            when=datetime.now().astimezone().isoformat(timespec="seconds"),
            begun_hash=self._hashes[0] if self._is_cut else "",
            asked=dict(Counter(_question_hash(c) for c in cues[:cue] if isinstance(c, CheckIn))),
        )

    def section_title(self, cue: int) -> str:
        """Of the section that `cue` lies in; empty before the first."""
        return _title(self.sequence.cues, section_at(self.sequence.cues, cue))

    def find(self, position: Position) -> Found:
        """The same place in the exercise as it is now; in a changed one the section of that title,
        else of that number, else the start. No check-in is passed that nobody was asked."""
        cue = self._same(position)
        changed = cue is None
        if cue is None:
            cue = _matching_section(self.sequence.cues, position)
        gate = self._unasked(cue, position)
        if gate is None:
            return Found(cue, changed)
        return Found(ask_of(self.sequence.cues, gate), changed, unasked=True)

    def _same(self, position: Position) -> int | None:
        """The cue from which on all is as it was; None where there is none."""
        cues, left = self.sequence.cues, 0
        for index in range(len(cues) - 1, -1, -1):
            left += not isinstance(cues[index], Bed)
            if left == position.cues_left:
                return index if self._hashes[index] == position.rest_hash else None
        return None

    def _unasked(self, cue: int, position: Position) -> int | None:
        """The first check-in on the way to `cue` that was not answered; None where all were."""
        begun, asked = position.begun_hash, Counter(position.asked)
        begin = self._hashes.index(begun) if begun in self._hashes else 0
        for index in range(begin, cue):
            if isinstance(check_in := self.sequence.cues[index], CheckIn):
                question = _question_hash(check_in)
                if not asked[question]:
                    return index
                asked[question] -= 1
        return None


def position_file(exercise: str, folder: Path | None = None) -> Path:
    """The file for an exercise: a built-in one's name, or the resolved path of its script."""
    name = hashlib.sha256(exercise.encode()).hexdigest()[:32]
    return (folder or data_folder()) / "positions" / f"{name}.json"


def save(file: Path, position: Position) -> None:
    """Keeps a position, whole or not at all, readable to the user alone. Raises PresenceError."""
    written = json.dumps({"format": _FORMAT, **asdict(position)}, ensure_ascii=False, indent=1)
    try:
        make_private(file.parent.parent)
        make_private(file.parent)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise PresenceError(f"{file.parent} can't be made: {reason}") from problem
    write_whole(file, written.encode() + b"\n", 0o600)


def load(file: Path) -> Position | None:
    """A position that was kept; None where there is none. Raises PresenceError where the file is
    damaged or can't be read."""
    try:
        with file.open("rb") as stream:
            octets = stream.read(_MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise PresenceError(f"{file} can't be read: {reason}") from problem
    try:
        return _read(json.loads(octets))
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise PresenceError(f"{file}, where this exercise was left, is damaged") from problem


def clear(file: Path) -> None:
    """Forgets a position; nothing happens where there is none."""
    with contextlib.suppress(OSError):
        file.unlink()


def _read(written: Any) -> Position:
    if written["format"] != _FORMAT:
        raise ValueError("another format")
    texts = {key: written[key] for key in _TEXTS}
    counts = {key: written[key] for key in ("cues_left", "section_number")}
    names, asked = tuple(written["names"]), dict(written["asked"])
    if not all(isinstance(text, str) for text in (*texts.values(), *names, *asked)):
        raise TypeError("a text is expected")
    if not all(type(count) is int and count >= 0 for count in (*counts.values(), *asked.values())):
        raise TypeError("a count is expected")
    datetime.fromisoformat(texts["when"])
    return Position(**texts, **counts, names=names, asked=asked)


def _rest_hashes(cues: tuple[Cue, ...]) -> list[str]:
    """For each cue, a hash of the words and marks from it to the end; beds and times apart."""
    hashes = [""] * len(cues)
    digest = b""
    for index in range(len(cues) - 1, -1, -1):
        cue = cues[index]
        if not isinstance(cue, Bed):
            said = f"{type(cue).__name__}\0{_words(cue)}\0".encode()
            digest = hashlib.blake2b(said + digest, digest_size=16).digest()
        hashes[index] = digest.hex()
    return hashes


def _question_hash(check_in: CheckIn) -> str:
    return hashlib.blake2b(_words(check_in).encode(), digest_size=6).hexdigest()


def _words(cue: Cue) -> str:
    match cue:
        case Speak() | Recording():
            return cue.caption
        case Breath():
            return cue.word.text if cue.word else cue.phase
        case Section():
            return cue.title
        case Reflect():
            return cue.question
        case CheckIn():
            return " ".join(map(_words, cue.ask))
        case _:
            return ""


def _count_without_beds(cues: tuple[Cue, ...]) -> int:
    return sum(not isinstance(cue, Bed) for cue in cues)


def _section_count(cues: tuple[Cue, ...]) -> int:
    return sum(isinstance(cue, Section) for cue in cues)


def _title(cues: tuple[Cue, ...], section: int | None) -> str:
    return "" if section is None else _words(cues[section])


def _matching_section(cues: tuple[Cue, ...], position: Position) -> int:
    places = [index for index, cue in enumerate(cues) if isinstance(cue, Section)]
    number = position.section_number
    if number and len(places) >= number and _words(cues[places[number - 1]]) == position.section:
        return places[number - 1]  # a title may come more than once
    named = [place for place in places if _words(cues[place]) == position.section]
    if number and named:
        return named[0]
    return places[number - 1] if 1 <= number <= len(places) else 0
