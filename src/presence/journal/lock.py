"""A passphrase → the key of a locked journal, in files that the standard `age` tool reads.

Entries are encrypted for an X25519 key that is made once. `recipient.txt` has its public half, in
clear, so that writing an entry asks for nothing. `key.age` has its secret half, encrypted with the
passphrase as `age -p` does, so that another passphrase changes one small file. See
https://age-encryption.org/v1.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from presence.errors import PresenceError
from presence.files import keep_names, write_whole

if TYPE_CHECKING:
    from pyrage.x25519 import Identity, Recipient

KEY_FILE: Final = "key.age"
RECIPIENT_FILE: Final = "recipient.txt"
_MOST_BYTES: Final = 64 << 10
_WRONG_PASSPHRASE: Final = ("Decryption failed", "decryption error")

# pyrage measures for some 2 ms how fast the machine is, makes of that how much work a passphrase
# is to take, and refuses to open what takes 16 times as much. Where the machine is busy in those
# milliseconds, it would make a weak key, or refuse a good one: so both are tried again.
_ENOUGH_WORK: Final = 17
_SEALINGS: Final = 4
_OPENINGS: Final = 300


class WrongPassphraseError(PresenceError):
    """The key does not open with this passphrase."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock of the journal in `folder`. It holds from when its recipient is written."""

    folder: Path

    @property
    def holds(self) -> bool:
        """Whether entries are to be encrypted."""
        return (self.folder / RECIPIENT_FILE).exists()

    def begin(self, passphrase: str) -> None:
        """Makes the key; it is on the disk before anything is encrypted for it.

        Raises PresenceError.
        """
        from pyrage import x25519

        identity = x25519.Identity.generate()
        self.write_key(sealed_key(identity, passphrase))
        self.write_recipient(identity)

    def write_key(self, sealed: bytes) -> None:
        """Puts `sealed` in the place of the key, if any, in one step. Raises PresenceError."""
        write_whole(self.folder / KEY_FILE, sealed, 0o600, durable=True)

    def write_recipient(self, identity: "Identity") -> None:
        """From here on the lock holds. Raises PresenceError."""
        line = f"{identity.to_public()}\n".encode()
        write_whole(self.folder / RECIPIENT_FILE, line, 0o600, durable=True)

    def open(self, passphrase: str) -> "Identity":
        """The secret key. Raises WrongPassphraseError, and PresenceError where it is damaged."""
        import pyrage

        sealed = self._bytes_of(KEY_FILE)
        try:
            text = _opened_with(passphrase, sealed).decode(errors="replace")
        except pyrage.DecryptError as problem:
            if str(problem) not in _WRONG_PASSPHRASE:
                raise self._damaged(KEY_FILE) from problem
            message = "this is not the passphrase of the journal"
            raise WrongPassphraseError(message, "Nothing has changed. Try again.") from problem
        lines = [line for line in text.split() if line.startswith("AGE-SECRET-KEY-1")]
        try:
            return pyrage.x25519.Identity.from_str(lines[0])
        except (IndexError, pyrage.IdentityError) as problem:
            raise self._damaged(KEY_FILE) from problem

    def recipient(self) -> "Recipient":
        """The public key. Raises PresenceError."""
        import pyrage

        text = self._bytes_of(RECIPIENT_FILE).decode(errors="replace").strip()
        try:
            return pyrage.x25519.Recipient.from_str(text)
        except pyrage.RecipientError as problem:
            raise self._damaged(RECIPIENT_FILE) from problem

    def remove(self) -> None:
        """The lock holds no longer; for when nothing is encrypted any more. Raises OSError."""
        (self.folder / RECIPIENT_FILE).unlink(missing_ok=True)
        keep_names(self.folder)
        (self.folder / KEY_FILE).unlink(missing_ok=True)

    def _bytes_of(self, name: str) -> bytes:
        try:
            with (self.folder / name).open("rb") as file:
                return file.read(_MOST_BYTES)
        except FileNotFoundError as problem:
            hint = f"Put {name} back from a copy; without it locked entries can't be read."
            raise PresenceError(f"{self.folder / name} is missing", hint) from problem

    def _damaged(self, name: str) -> PresenceError:
        hint = "Put it back from a copy. The entries themselves are untouched."
        return PresenceError(f"{self.folder / name} is damaged", hint)


def sealed_key(identity: "Identity", passphrase: str) -> bytes:
    """The secret key as `age-keygen | age -p` would keep it; about a second of work, on purpose."""
    from pyrage import passphrase as scrypt

    text = f"# public key: {identity.to_public()}\n{identity}\n"
    best = b""
    for _ in range(_SEALINGS):
        sealed = bytes(scrypt.encrypt(text.encode(), passphrase))
        best = max(best, sealed, key=_work)
        if _work(best) >= _ENOUGH_WORK:
            break
    return best


def _opened_with(passphrase: str, sealed: bytes) -> bytes:
    """Raises pyrage.DecryptError, and PresenceError where the machine is too busy."""
    import pyrage

    for _ in range(_OPENINGS):
        try:
            return bytes(pyrage.passphrase.decrypt(sealed, passphrase))
        except pyrage.DecryptError as problem:
            if not str(problem).startswith("Excessive work"):
                raise
    message = "the journal's key takes more work than this machine can do now"
    raise PresenceError(message, "Try again when less else is running on it.")


def _work(sealed: bytes) -> int:
    """The binary logarithm of scrypt's N; 0 where there is none."""
    found = re.search(rb"\n-> scrypt \S+ (\d{1,2})\n", sealed)
    return int(found[1]) if found else 0


def sealed_entry(content: bytes, recipient: "Recipient") -> bytes:
    """An entry that only the key opens."""
    import pyrage

    return bytes(pyrage.encrypt(content, [recipient]))


def opened_entry(sealed: bytes, identity: "Identity") -> bytes | None:
    """What an entry says; None if it is damaged or was encrypted for another key."""
    import pyrage

    try:
        return bytes(pyrage.decrypt(sealed, [identity]))
    except pyrage.DecryptError:
        return None
