"""presence check FILE…: every problem of the scripts, each with its file, line and column."""

import sys
from typing import TYPE_CHECKING

import click

from presence.cli.options import find_exercise

if TYPE_CHECKING:
    from presence.authoring.checking import Checked
    from presence.errors import PresenceError

EXAMPLES = """\
\b
Examples:
  presence check mine.yaml
  presence check scripts/*.yaml --strict
  presence check mine.yaml --format github
  presence check - < mine.yaml
"""


@click.command(epilog=EXAMPLES)
@click.argument("exercises", metavar="FILE…", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="As text, as a list in JSON, or as annotations for GitHub.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.pass_context
def command(
    ctx: click.Context, /, exercises: tuple[str, ...], form: str, as_json: bool, strict: bool
) -> None:
    """Name every problem of one or more scripts. Exits with 1 if there is any error.

    '-' reads a script from standard input; what it includes is looked for in the current folder.
    """
    from presence.authoring.report import tally
    from presence.errors import PresenceError

    checked: list[Checked] = []
    unread = False
    for name in exercises:
        try:
            checked.append(_checked(name))
        except PresenceError as problem:
            unread = True
            _say(problem)
    _show(checked, "json" if as_json else form)
    found = [diagnostic for each in checked for diagnostic in each.diagnostics]
    if found:
        click.echo(tally(found), err=True)
    if unread or any(each.has_errors or (strict and each.diagnostics) for each in checked):
        ctx.exit(1)


def _checked(name: str) -> "Checked":
    from presence.authoring.checking import STDIN, check_bytes, check_file
    from presence.script.compose import MAX_BYTES

    if name == "-":
        return check_bytes(STDIN, sys.stdin.buffer.read(MAX_BYTES + 1))
    return check_file(find_exercise(name))


def _show(checked: list["Checked"], form: str) -> None:
    import shutil

    from presence.authoring import report

    found = [diagnostic for each in checked for diagnostic in each.diagnostics]
    if form == "json":
        click.echo(report.as_json(found))
        return
    if form == "github":
        for diagnostic in found:
            click.echo(report.as_github(diagnostic))
        return
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    for each in checked:
        texts = report.Texts({each.path: report.decoded(each.data)})
        for diagnostic in each.diagnostics:
            click.echo(report.as_text(diagnostic, texts, width))
        if each.summary:
            fine = "no errors" if each.diagnostics else "fine"
            click.echo(f"{each.path}: {fine}: {each.summary}")


def _say(problem: "PresenceError") -> None:
    click.echo(click.style("error: ", fg="red", bold=True) + problem.message, err=True)
    if problem.hint:
        click.echo(f"  {problem.hint}", err=True)
