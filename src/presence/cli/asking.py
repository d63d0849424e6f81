"""What a command asks before it acts: whether it is meant, and a passphrase, unseen."""

import sys
from pathlib import Path

import click

MOST_LETTERS = 4096
"""Of a passphrase."""

passphrase_file = click.option(
    "--passphrase-file",
    metavar="FILE",
    help="Take the passphrase from the first line of FILE; - is stdin, /dev/fd/3 a descriptor.",
)
yes = click.option("--yes", is_flag=True, help="Without a question.")


def sure(question: str, *, yes: bool, what: str) -> bool:
    """Whether the user wants that. Raises PresenceError where nobody can be asked."""
    from presence.errors import PresenceError

    if yes:
        return True
    if not sys.stdin.isatty():
        raise PresenceError(f"{what} asks first, and here is no terminal to ask at", "Add --yes.")
    return click.confirm(question, err=True)


def passphrase(file: str | None, prompt: str = "Passphrase: ", *, twice: bool = False) -> str:
    """What the user types, unseen, or the first line of `file`. It is never in an argument or a
    variable, where others can see it. Raises PresenceError where there is neither."""
    from presence.errors import PresenceError

    if file is not None:
        return _first_line(file)
    if not sys.stdin.isatty():
        message = "the journal asks for a passphrase, and here is no terminal to ask at"
        raise PresenceError(message, "Name a file that has it with --passphrase-file.")
    typed = _typed(prompt)
    if twice and _typed("The same again: ") != typed:
        raise PresenceError("the two are not the same", "Nothing has changed. Try again.")
    return typed


def _typed(prompt: str) -> str:
    import getpass

    try:
        return getpass.getpass(prompt)
    except EOFError as problem:
        raise click.Abort from problem


def _first_line(file: str) -> str:
    from presence.errors import PresenceError

    try:
        if file == "-":
            return sys.stdin.buffer.readline(MOST_LETTERS).decode().rstrip("\r\n")
        with Path(file).open("rb") as stream:
            return stream.readline(MOST_LETTERS).decode().rstrip("\r\n")
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        message = f"the passphrase can't be read from {file}: {why}"
        raise PresenceError(message) from problem
    except UnicodeDecodeError as problem:
        raise PresenceError(f"the first line of {file} is not UTF-8 text") from problem
