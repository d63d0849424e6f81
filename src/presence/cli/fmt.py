"""presence fmt FILE…: scripts in one canonical layout, their comments kept."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from presence.authoring.layout import Laid

EXAMPLES = """\
\b
Examples:
  presence fmt mine.yaml
  presence fmt --diff mine.yaml
  presence fmt --check scripts/*.yaml
  presence fmt - < mine.yaml
"""


@click.command(epilog=EXAMPLES)
@click.argument("scripts", metavar="FILE…", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Exit with 1 if a file would change; write nothing.")
@click.option("--diff", is_flag=True, help="Show what would change; write nothing.")
@click.pass_context
def command(ctx: click.Context, /, scripts: tuple[str, ...], check: bool, diff: bool) -> None:
    """Lay out one or more scripts in the canonical way. What they say stays the same.

    Keys are put in order, times and levels spelled alike, lists indented, and comments kept. A
    script with errors is shown and left alone: mend it first. '-' reads a script from standard
    input and writes it to standard output.
    """
    from presence.errors import PresenceError

    failed = False
    for name in scripts:
        try:
            failed |= _handle(name, check, diff)
        except PresenceError as problem:
            failed = True
            click.echo(click.style("error: ", fg="red", bold=True) + problem.message, err=True)
            if problem.hint:
                click.echo(f"  {problem.hint}", err=True)
    if failed:
        ctx.exit(1)


def _handle(name: str, check: bool, diff: bool) -> bool:
    """Whether the exit code is to be 1 for this script."""
    from presence.authoring import fix_file
    from presence.cli.check import show_problems

    laid = _laid(name)
    if laid.checked.has_errors:
        show_problems(laid.checked)
        return True
    if diff:
        click.echo(fix_file.diff(laid.checked.path, laid.checked.data, laid.data), nl=False)
    if check and laid.is_changed:
        click.echo(f"{laid.checked.path}: would be laid out anew", err=True)
    if not (check or diff):
        _write(name, laid)
    return check and laid.is_changed


def _laid(name: str) -> "Laid":
    from pathlib import Path

    from presence.authoring.checking import STDIN
    from presence.authoring.layout import lay_out
    from presence.script.compose import MAX_BYTES
    from presence.script.library import bytes_of

    if name == "-":
        return lay_out(STDIN, sys.stdin.buffer.read(MAX_BYTES + 1))
    return lay_out(name, bytes_of(Path(name)))


def _write(name: str, laid: "Laid") -> None:
    from pathlib import Path

    from presence.authoring.fix_file import rewrite

    if name == "-":
        sys.stdout.buffer.write(laid.data)
    elif laid.is_changed:
        rewrite(Path(name), laid.data)
        click.echo(f"{name}: laid out anew", err=True)
