"""A locked journal: nothing in clear, nothing lost whenever locking stops, and age opens it."""

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pyrage
import pytest
from journals import PASSPHRASE, PLAYED, add, bytes_in, give_lock, key, texts_in, written
from needs import program

from presence.errors import PresenceError
from presence.journal import lock as lock_module
from presence.journal import sealing
from presence.journal.keeping import Journal
from presence.journal.lock import WrongPassphraseError, sealed_entry, sealed_key
from presence.journal.sealing import change_passphrase, lock_journal, unlock_journal

TEXTS = ["One.", "Two.", "Three."]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def test_locking_leaves_nothing_in_clear(journal: Journal) -> None:
    """No word of an entry, no name of an exercise; all of it opens with the passphrase."""
    add(journal, *TEXTS)
    assert lock_journal(journal, PASSPHRASE) == sealing.Sealed(3, ())
    assert journal.is_locked
    found = bytes_in(journal.folder)
    assert not [word for word in (b"One", b"rriving", b"Sam", b"take with") if word in found]
    assert {stat.S_IMODE(path.stat().st_mode) for path in journal.folder.iterdir()} == {0o600}
    assert texts_in(journal, journal.lock.open(PASSPHRASE)) == TEXTS


def test_the_standard_tool_opens_it(journal: Journal) -> None:
    """`age -d -i key.age ENTRY`, with the passphrase at its question, gives the Markdown."""
    age = program("age")
    give_lock(journal)
    (path,) = add(journal, "Über den Regen.")
    words = [
        "-d",
        "-i",
        str(journal.folder / "key.age"),
        "-o",
        str(path.with_suffix("")),
        str(path),
    ]
    child = pexpect.spawn(age, words, timeout=60)
    child.expect("passphrase")
    child.sendline(PASSPHRASE)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    assert "Über den Regen." in path.with_suffix("").read_text(encoding="utf-8")


def test_a_wrong_passphrase_is_said_and_changes_nothing(journal: Journal) -> None:
    """A clear error of its own kind; the right one opens as before."""
    identity = give_lock(journal)
    for wrong in ("", "a warm stone", PASSPHRASE + " "):
        with pytest.raises(WrongPassphraseError, match="not the passphrase"):
            journal.lock.open(wrong)
    assert str(journal.lock.open(PASSPHRASE)) == str(identity)


class Busy:
    """A machine that was busy while its speed was measured: the first times it is taken for slow.

    A real one is so at moments that no test can choose.
    """

    def __init__(self, times: int) -> None:
        self.times = times
        self.decrypt_alone = pyrage.passphrase.decrypt

    def encrypt(self, _text: bytes, _passphrase: str) -> bytes:
        self.times -= 1
        return b"v1\n-> scrypt salt %d\n" % (12 if self.times >= 0 else 18)

    def decrypt(self, sealed: bytes, passphrase: str) -> bytes:
        self.times -= 1
        if self.times >= 0:  # what it says then is pyrage's own word
            sealed = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", sealed)
        return bytes(self.decrypt_alone(sealed, passphrase))


def test_a_busy_machine_refuses_no_passphrase(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyrage then takes the key for too much work: without another try it would seem damaged."""
    identity = give_lock(journal)
    monkeypatch.setattr(pyrage.passphrase, "decrypt", Busy(5).decrypt)
    assert str(journal.lock.open(PASSPHRASE)) == str(identity)
    monkeypatch.setattr(pyrage.passphrase, "decrypt", Busy(10_000).decrypt)
    with pytest.raises(PresenceError, match="more work than this machine can do"):
        journal.lock.open(PASSPHRASE)


def test_a_busy_machine_makes_no_weak_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that a passphrase guards with a 64th of the work is made again."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", Busy(2).encrypt)
    assert sealed_key(key()[0], PASSPHRASE).endswith(b" 18\n")
    monkeypatch.setattr(pyrage.passphrase, "encrypt", Busy(100).encrypt)
    assert sealed_key(key()[0], PASSPHRASE).endswith(b" 12\n"), "a slow machine gets a key too"


@pytest.mark.parametrize("content", [b"", b"junk", b"age-encryption.org/v1\n", key()[1][:150]])
def test_a_damaged_key_is_not_taken_for_a_wrong_passphrase(
    journal: Journal, content: bytes
) -> None:
    """It names the file, so that a copy can be put back."""
    give_lock(journal)
    (journal.folder / "key.age").write_bytes(content)
    with pytest.raises(PresenceError, match=r"key\.age is damaged") as caught:
        journal.lock.open(PASSPHRASE)
    assert not isinstance(caught.value, WrongPassphraseError)


def test_a_lock_without_its_key_writes_nothing_in_clear(journal: Journal) -> None:
    """Where entries are locked and the recipient is gone, a new entry is refused, not written;
    locking with the passphrase puts the recipient back."""
    give_lock(journal)
    add(journal, "One.")
    (journal.folder / "recipient.txt").unlink()
    with pytest.raises(PresenceError, match=r"recipient\.txt is missing"):
        add(journal, "Two.")
    assert len(journal.entries()) == 1
    lock_journal(journal, PASSPHRASE)
    add(journal, "Two.", exercise="other")
    assert sorted(texts_in(journal, journal.lock.open(PASSPHRASE))) == ["One.", "Two."]


def test_an_interrupted_beginning_is_begun_again(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key without recipient closed nothing: the journal is open, and locking makes another."""
    add(journal, *TEXTS)
    journal.lock.write_key(key()[1])
    assert not journal.is_locked
    monkeypatch.setattr(lock_module, "sealed_key", lambda *_: b"another")
    lock_journal(journal, "another passphrase")
    assert (journal.folder / "key.age").read_bytes() == b"another"


def test_a_new_passphrase_takes_the_place_of_the_old(journal: Journal) -> None:
    """Entries are not touched, the old passphrase opens nothing any more."""
    identity = give_lock(journal)
    (path,) = add(journal, "One.")
    before = path.read_bytes()
    change_passphrase(journal, identity, "another")
    assert path.read_bytes() == before
    assert texts_in(journal, journal.lock.open("another")) == ["One."]
    with pytest.raises(WrongPassphraseError):
        journal.lock.open(PASSPHRASE)


def test_unlocking_gives_back_what_was_locked(journal: Journal) -> None:
    """The same names, the same bytes, and no key is left."""
    add(journal, *TEXTS)
    before = {path.name: path.read_bytes() for path in journal.folder.iterdir()}
    identity = give_lock(journal)
    lock_journal(journal)
    unlock_journal(journal, identity)
    assert {path.name: path.read_bytes() for path in journal.folder.iterdir()} == before
    assert not journal.is_locked


def test_a_mixture_is_read(journal: Journal) -> None:
    """Entries in clear among locked ones count as any other; locking again closes them."""
    add(journal, *TEXTS[:2])
    identity = give_lock(journal)
    journal.add(replace(PLAYED, began=PLAYED.began.replace(year=2027)), written("Three."))
    assert texts_in(journal, identity) == TEXTS
    assert lock_journal(journal).count == 2
    assert texts_in(journal, identity) == TEXTS


def test_without_the_key_an_entry_says_only_that_it_is_locked(journal: Journal) -> None:
    """And one that is damaged, or of another key, says that with the key."""
    identity = give_lock(journal)
    (path,) = add(journal, "One.")
    (kept,) = journal.entries()
    assert journal.read(kept).problem == "locked"
    whole = path.read_bytes()
    other = (
        key()[0]
        .to_public()
        .__class__.from_str("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p")
    )
    for damaged in (whole[:-1], b"", b"junk", sealed_entry(b"One.", other)):
        path.write_bytes(damaged)
        assert "damaged" in journal.read(kept, identity).problem
    assert unlock_journal(journal, identity).refused == (path.name,)
    assert journal.is_locked


def test_an_entry_edited_while_it_is_locked_is_not_lost(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays in clear as it was saved last, is told of, and locking again closes it.

    A write that went by its name alone would have removed the newer text with the clear file.
    """
    (path,) = add(journal, "One.")
    identity = give_lock(journal)

    def edited(content: bytes, recipient: Any) -> bytes:
        clear = next(journal.folder.glob("*.md"))
        clear.write_bytes(content.replace(b"One.", b"One and more."))
        os.utime(clear, ns=(1, 1))
        return sealed_entry(content, recipient)

    monkeypatch.setattr(sealing, "sealed_entry", edited)
    done = lock_journal(journal)
    assert done.refused == (path.name,)
    monkeypatch.undo()
    lock_journal(journal)
    assert "One and more." in texts_in(journal, identity)
    assert not list(journal.folder.glob("*.md"))


class Stop(BaseException):
    """The process ends here, as far as the rest of it can tell."""


STEPS = ("link", "replace", "rename", "unlink", "fsync", "utime")


def stopping(monkeypatch: pytest.MonkeyPatch, after: int) -> Callable[[], bool]:
    """Lets the change number `after` to a file, and all that follow it, not happen any more.

    What it gives tells whether that many came.
    """
    done = [0]

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            done[0] += 1
            if done[0] > after:
                raise Stop
            return function(*arguments, **named)

        return step

    for name in STEPS:
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    monkeypatch.setattr(os, "supports_fd", {*os.supports_fd, os.utime})
    return lambda: done[0] > after


def every_stop(
    monkeypatch: pytest.MonkeyPatch, prepare: Callable[[], Any], work: Callable[[], Any]
) -> Iterator[int]:
    """Prepares and works again and again, stopped one change later each time, until it is done."""
    for after in range(1000):
        prepare()
        with monkeypatch.context() as patched:
            stopped = stopping(patched, after)
            with contextlib.suppress(Stop):
                work()
            if not stopped():
                return
        yield after
    raise AssertionError("it never came to its end")


def test_locking_stopped_anywhere_loses_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every single change to the folder: each entry is there once, and again finishes."""

    def prepare() -> None:
        shutil.rmtree(journal.folder, ignore_errors=True)
        add(journal, *TEXTS)
        give_lock(journal)

    identity = key()[0]
    stops = 0
    for _ in every_stop(monkeypatch, prepare, lambda: lock_journal(journal)):
        stops += 1
        assert texts_in(journal, identity) == TEXTS
        lock_journal(journal)
        assert texts_in(journal, identity) == TEXTS
        assert not list(journal.folder.glob("*.md"))
    assert stops > 3 * len(TEXTS)


def test_unlocking_stopped_anywhere_loses_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on the way back, at whose end the lock is gone."""
    identity = key()[0]

    def prepare() -> None:
        shutil.rmtree(journal.folder, ignore_errors=True)
        give_lock(journal)
        add(journal, *TEXTS)

    stops = 0
    for _ in every_stop(monkeypatch, prepare, lambda: unlock_journal(journal, identity)):
        stops += 1
        assert texts_in(journal, identity) == TEXTS
        unlock_journal(journal, identity)
        assert texts_in(journal) == TEXTS
        assert not journal.is_locked
    assert stops > 3 * len(TEXTS)


def test_nothing_is_in_clear_on_the_way_to_a_locked_entry(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after every change, no file anywhere in the data folder has a word of it."""
    identity = give_lock(journal)
    for _ in every_stop(monkeypatch, lambda: None, lambda: add(journal, "A secret.")):
        assert b"secret" not in bytes_in(journal.folder.parent)
    assert set(texts_in(journal, identity)) == {"A secret."}
