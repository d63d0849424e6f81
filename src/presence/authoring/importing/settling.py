"""A Draft as found → the same as a script can hold it: guesses settled, long lines split.

Whatever is changed or left out gets a note.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from presence.authoring.importing.draft import Draft, Heading, Item, Line, Pause, Sound
from presence.authoring.importing.phrasing import sentences
from presence.diagnostics import Problems
from presence.resources import sounds
from presence.script.faults import Fault, quoted
from presence.script.nodes import Allowance, Document, Source
from presence.script.paths import under_folder_of
from presence.script.spec import SOUND_SUFFIXES, STEPS
from presence.units import spell_seconds

LONGEST_TITLE: Final = 300
_LONGEST_PAUSE: Final = STEPS["pause"].fields["time"].high
_MICROSECONDS: Final = 1_000_000  # the finest that a script's times are spelled
_UNPRINTABLE: Final = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What can't stand in a script, and the byte order mark, which YAML takes for none of a text's."""
_BRACKETS: Final = re.compile(r"(?P<before>\w)?[\[\]]+(?=(?P<after>\w)?)")


def settle(draft: Draft, script: Path, name: str) -> Draft:
    """What a script at `script` can hold, titled by `name` where nothing else titles it.

    The draft that was given stays as it is.
    """
    settled = Draft(draft.title, draft.language, [], list(draft.notes))
    settled.title = _title(settled) or _title_from(settled, name)
    items = [item for found in draft.items for item in _cleaned(settled, found, script)]
    items = list(_without_needless_guesses(items))
    if not _is_timed(items):
        items = [piece for item in items for piece in _split(item)]
    for item in items:
        if isinstance(item, Pause) and item.guess:
            settled.note(item.line, f"{item.guess} taken for {spell_seconds(item.shortest)}")
    settled.items = items
    settled.notes.sort(key=lambda note: (note.line, note.column))
    return settled


def _title(draft: Draft) -> str:
    title = _plain(draft, draft.title, 1)
    if len(title) > LONGEST_TITLE:
        draft.note(1, f"the title has more than {LONGEST_TITLE} characters; its end is left out")
    return title[:LONGEST_TITLE].strip()


def _title_from(draft: Draft, name: str) -> str:
    title = " ".join(_UNPRINTABLE.sub("", name).replace("_", " ").split())[:LONGEST_TITLE]
    title = title.strip() or "Untitled"
    draft.note(1, f"no title was found; taken from the file's name: {quoted(title)}")
    return title


def _cleaned(draft: Draft, item: Item, script: Path) -> Iterator[Item]:
    match item:
        case Pause():
            yield from _pause(draft, item)
        case Sound():
            yield from _sound(draft, item, script)
        case Heading():
            yield from _heading(draft, item)
        case Line():
            yield from _line(draft, item)


def _pause(draft: Draft, pause: Pause) -> Iterator[Pause]:
    if pause.longest > _LONGEST_PAUSE:
        draft.note(pause.line, "a pause of more than 24 hours is left out")
        return
    shortest, longest = (
        Fraction(round(end * _MICROSECONDS), _MICROSECONDS)
        for end in (pause.shortest, pause.longest)
    )
    yield replace(pause, shortest=shortest, longest=longest)


def _heading(draft: Draft, heading: Heading) -> Iterator[Item]:
    title = _without_brackets(draft, _plain(draft, heading.title, heading.line), heading.line)
    if len(_doubled(title)) > LONGEST_TITLE:
        message = f"a heading of more than {LONGEST_TITLE} characters is taken for a line to say"
        draft.note(heading.line, message)
        yield from _line(draft, Line(title, heading.line))
    elif any(map(str.isalnum, title)):
        yield Heading(title, heading.line)


def _line(draft: Draft, line: Line) -> Iterator[Line]:
    text = _without_brackets(draft, _plain(draft, line.text, line.line), line.line)
    if any(map(str.isalnum, text)):
        yield replace(line, text=text)
    elif text.strip(".… "):
        draft.note(line.line, f"{quoted(text)} has no word to say, and is left out")


def _sound(draft: Draft, sound: Sound, script: Path) -> Iterator[Item]:
    """The sound if the script can use it; else its words."""
    text = _without_brackets(draft, _plain(draft, sound.text, sound.line), sound.line)
    can_be_said = any(map(str.isalnum, text))
    sound = replace(sound, text=text if can_be_said else "")
    if sound.file in sounds() and not can_be_said:
        yield sound
        return
    document = Document(str(script), Source(""), Problems(), Allowance())
    try:
        under_folder_of(document, sound.file, SOUND_SUFFIXES, "a sound file", "bowl.wav")
    except Fault as fault:
        what = "its words are said instead" if can_be_said else "it is left out"
        draft.note(sound.line, f"{fault.message}; {what}")
        if can_be_said:
            yield Line(text, sound.line, whole=True)
    else:
        yield sound


def _plain(draft: Draft, text: str, line: int) -> str:
    cleaned = _UNPRINTABLE.sub("", text)
    if cleaned != text:
        draft.note(line, "characters that can't be printed are left out")
    return " ".join(cleaned.split())


def _without_brackets(draft: Draft, text: str, line: int) -> str:
    """The words without square brackets, which hold pauses only."""
    if "[" not in text and "]" not in text:
        return text
    draft.note(line, f"the square brackets of {quoted(text)} are left out, their words kept")
    bare = _BRACKETS.sub(_between, text)
    return " ".join(bare.split())


def _between(match: re.Match[str]) -> str:
    before = match["before"] or ""
    return before + " " if before and match["after"] else before


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _without_needless_guesses(items: list[Item]) -> Iterator[Item]:
    """A guess gives way to a pause that is written beside it, and to a longer guess.

    Nor is there one before the first words or after the last.
    """
    between: list[Item] = []
    is_inside = False
    for item in items:
        if isinstance(item, Pause | Heading):
            between.append(item)
            continue
        yield from _kept(between, allow_guess=is_inside)
        between.clear()
        yield item
        is_inside = True
    yield from _kept(between, allow_guess=False)


def _kept(between: list[Item], *, allow_guess: bool) -> Iterator[Item]:
    silence = [item for item in between if isinstance(item, Pause)]
    guesses = [pause for pause in silence if pause.guess]
    chosen = None
    if allow_guess and len(guesses) == len(silence):
        chosen = max(guesses, key=lambda pause: pause.shortest, default=None)
    for item in between:
        if not isinstance(item, Pause) or not item.guess or item is chosen:
            yield item


def _is_timed(items: list[Item]) -> bool:
    """Whether the author wrote every silence. Then nothing is split: that would add some."""
    pauses = [item for item in items if isinstance(item, Pause)]
    return bool(pauses) and not any(pause.guess for pause in pauses)


def _split(item: Item) -> Iterator[Item]:
    if isinstance(item, Line) and not item.whole:
        yield from (replace(item, text=text) for text in sentences(item.text))
    else:
        yield item
