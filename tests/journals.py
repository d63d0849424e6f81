"""Journals to try things on: how an exercise went, what was written, and a key made once."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from pyrage import x25519

from presence.journal.entry import CheckedIn, Played, Reflection
from presence.journal.keeping import Journal
from presence.journal.lock import sealed_key

PASSPHRASE = "a warm stone, held"  # noqa: S105 - of tests
PLAYED = Played(
    exercise="arriving-together",
    title="Arriving Together",
    began=datetime(2026, 11, 22, 21, 30),
    seconds=1440,
    ended="to the end",
    partners=("Sam", "Alex"),
    questions=("What do you take with you?",),
    check_ins=(CheckedIn(432, "Would you like to go on?", (("Sam", "yes"), ("Alex", "yes"))),),
)
ALONE = replace(PLAYED, partners=(), check_ins=())


def written(text: str, name: str = "Sam") -> tuple[Reflection, ...]:
    """What one of them wrote to the first question."""
    return (Reflection(PLAYED.questions[0], ((name, text),)),)


def add(journal: Journal, *texts: str, exercise: str = "arriving-together") -> list[Path]:
    """An entry for each text, a day after one another."""
    return [
        journal.add(
            replace(PLAYED, exercise=exercise, began=PLAYED.began + timedelta(days=day)),
            written(text),
        )
        for day, text in enumerate(texts)
    ]


@cache
def key() -> tuple[x25519.Identity, bytes]:
    """A key, and the same closed with PASSPHRASE: made once, for it takes seconds on purpose."""
    identity = x25519.Identity.generate()
    return identity, sealed_key(identity, PASSPHRASE)


def give_lock(journal: Journal) -> x25519.Identity:
    """Lets a lock hold, as if locking had been interrupted before it closed the first entry."""
    identity, sealed = key()
    journal.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    journal.lock.write_key(sealed)
    journal.lock.write_recipient(identity)
    return identity


def texts_in(journal: Journal, identity: x25519.Identity | None = None) -> list[str]:
    """The first words of all entries, the earliest first; every entry has to be whole."""
    pages = [journal.read(kept, identity) for kept in journal.entries()]
    assert not [page.problem for page in pages if page.problem]
    return [page.first_words for page in reversed(pages)]


def bytes_in(folder: Path) -> bytes:
    """All that lies in a folder, names and contents, as somebody who looks for a word sees it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path.name).encode() + b"\n" + path.read_bytes() for path in files)
