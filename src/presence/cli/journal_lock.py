"""presence journal lock, unlock, passphrase: a passphrase in, a journal that only it opens out."""

from typing import TYPE_CHECKING

import click

from presence.cli.asking import passphrase, passphrase_file
from presence.cli.counting import counted

if TYPE_CHECKING:
    from presence.journal.sealing import Sealed

WARNING = """\
Whoever has the passphrase can read the journal, and nobody else, not even with this program.
If it is lost, what you wrote is lost: keep it somewhere. New entries are locked as they are
written, without asking for it."""


@click.command(epilog="\b\nExample:\n  presence journal lock")
@passphrase_file
def lock(passphrase_file: str | None) -> None:
    """Lock the journal with a passphrase, or what of a locked journal lies in clear.

    Entries become files of the age format, which the standard tool opens:
    age -d -i key.age ENTRY
    """
    from presence.journal.keeping import user_journal
    from presence.journal.sealing import lock_journal

    journal = user_journal()
    if journal.lock.holds:
        _tell(lock_journal(journal), "locked")
    else:
        click.echo(WARNING, err=True)
        chosen = passphrase(passphrase_file, "A passphrase for the journal: ", twice=True)
        _tell(lock_journal(journal, chosen), "locked")
    for name in journal.strangers():
        click.echo(f"  {name} is not named as an entry, and stays in clear.", err=True)


@click.command(epilog="\b\nExample:\n  presence journal unlock")
@passphrase_file
def unlock(passphrase_file: str | None) -> None:
    """Put all entries back in clear: whoever uses this account can read them then."""
    from presence.journal.keeping import user_journal
    from presence.journal.sealing import unlock_journal

    journal = user_journal()
    if not journal.is_locked:
        click.echo("The journal is not locked.")
        return
    identity = journal.lock.open(passphrase(passphrase_file))
    _tell(unlock_journal(journal, identity), "in clear")


@click.command("passphrase", epilog="\b\nExample:\n  presence journal passphrase")
@passphrase_file
@click.option("--new-passphrase-file", metavar="FILE", help="The same for the new one.")
def change(passphrase_file: str | None, new_passphrase_file: str | None) -> None:
    """Change the passphrase of a locked journal; the entries stay as they are."""
    from presence.errors import PresenceError
    from presence.journal.keeping import user_journal
    from presence.journal.sealing import change_passphrase

    journal = user_journal()
    if not journal.is_locked:
        raise PresenceError("the journal is not locked", "Lock it with: presence journal lock")
    identity = journal.lock.open(passphrase(passphrase_file, "The passphrase now: "))
    chosen = passphrase(new_passphrase_file, "The new passphrase: ", twice=True)
    change_passphrase(journal, identity, chosen)
    click.echo("The passphrase is changed.")


def _tell(done: "Sealed", how: str) -> None:
    """Raises PresenceError if some entries could not be locked or unlocked."""
    from presence.errors import PresenceError

    click.echo(f"{counted(done.count, 'entry', 'entries')} {how}")
    if done.refused:
        message = f"left as they are: {', '.join(done.refused)}"
        raise PresenceError(message, "They are damaged, too large, or were being edited.")
