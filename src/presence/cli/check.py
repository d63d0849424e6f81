"""presence check FILE…: every problem of the scripts, each with its file, line and column."""

import sys
from typing import TYPE_CHECKING

import click

from presence.cli.options import find_exercise

if TYPE_CHECKING:
    from presence.authoring.checking import Checked
    from presence.authoring.lint import RuleChoice
    from presence.errors import PresenceError

EXAMPLES = """\
\b
Examples:
  presence check mine.yaml
  presence check scripts/*.yaml --strict
  presence check mine.yaml --allow no-way-out --set long-line.most=20s
  presence check mine.yaml --format github
  presence check mine.yaml --diff
  presence check mine.yaml --fix
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
@click.option(
    "--allow", multiple=True, metavar="RULE", help="Leave out a rule of the craft; repeatable."
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="RULE.KEY=VALUE",
    help="Change a figure of a rule; repeatable.",
)
@click.option("--no-craft", is_flag=True, help="Errors only: leave out all rules of the craft.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--fix", is_flag=True, help="First mend what has one safe mending.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    exercises: tuple[str, ...],
    form: str,
    as_json: bool,
    allow: tuple[str, ...],
    settings: tuple[str, ...],
    no_craft: bool,
    strict: bool,
    fix: bool,
    diff: bool,
) -> None:
    """Name every problem of one or more scripts. Exits with 1 if there is any error.

    Warnings are about the craft: what a good facilitator would say of a script without errors.

    '-' reads a script from standard input; what it includes is looked for in the current folder.
    """
    from presence.authoring.report import tally
    from presence.errors import PresenceError

    if fix and not diff and "-" in exercises:
        raise click.UsageError("standard input can't be mended in its place; --diff shows how.")
    from presence.authoring.lint import RuleChoice

    craft = None if no_craft else RuleChoice.from_options(allow, settings)
    checked: list[Checked] = []
    unread = False
    for name in exercises:
        try:
            one = _checked(name, craft)
            checked.append(_mended(one, craft) if fix and not diff else one)
        except PresenceError as problem:
            unread = True
            _say(problem)
    if diff:
        _show_differences(checked)
    else:
        _show(checked, "json" if as_json else form)
    found = [diagnostic for each in checked for diagnostic in each.diagnostics]
    if found and not diff:
        click.echo(tally(found), err=True)
    if unread or any(each.has_errors or (strict and each.diagnostics) for each in checked):
        ctx.exit(1)


def _checked(name: str, craft: "RuleChoice | None") -> "Checked":
    from presence.authoring.checking import STDIN, check_bytes, check_file
    from presence.script.compose import MAX_BYTES

    if name == "-":
        return check_bytes(STDIN, sys.stdin.buffer.read(MAX_BYTES + 1), craft)
    return check_file(find_exercise(name), craft)


def _mended(checked: "Checked", craft: "RuleChoice | None") -> "Checked":
    """What is known of a script once it is mended, in its file too. The shelf is left alone."""
    from pathlib import Path

    from presence import resources
    from presence.authoring.checking import check_bytes
    from presence.authoring.fix import mend
    from presence.authoring.fix_file import rewrite
    from presence.authoring.report import mended

    path = Path(checked.path)
    done = mend(checked.path, checked.data)
    if not done.problems or path in resources.exercises().values():
        return checked
    rewrite(path, done.data)
    for diagnostic in done.problems:
        click.echo(mended(diagnostic), err=True)
    return check_bytes(checked.path, done.data, craft)


def _show_differences(checked: list["Checked"]) -> None:
    from presence.authoring.fix import mend
    from presence.authoring.fix_file import diff

    for each in checked:
        done = mend(each.path, each.data)
        if done.problems:
            click.echo(diff(each.path, each.data, done.data), nl=False)


def _show(checked: list["Checked"], form: str) -> None:
    from presence.authoring import report

    found = [diagnostic for each in checked for diagnostic in each.diagnostics]
    if form == "json":
        click.echo(report.as_json(found))
        return
    if form == "github":
        for diagnostic in found:
            click.echo(report.as_github(diagnostic))
        return
    for each in checked:
        show_as_text(each)


def show_as_text(checked: "Checked") -> None:
    """Every problem with its line, then how long the exercise lasts if nothing is wrong with it."""
    show_problems(checked)
    if checked.summary:
        fine = "no errors" if checked.diagnostics else "fine"
        click.echo(f"{checked.path}: {fine}: {checked.summary}")


def show_problems(checked: "Checked") -> None:
    """Every problem with its line, as wide as the terminal."""
    import shutil

    from presence.authoring import report

    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    texts = report.Texts({checked.path: report.decoded(checked.data)})
    for diagnostic in checked.diagnostics:
        click.echo(report.as_text(diagnostic, texts, width))


def _say(problem: "PresenceError") -> None:
    click.echo(click.style("error: ", fg="red", bold=True) + problem.message, err=True)
    if problem.hint:
        click.echo(f"  {problem.hint}", err=True)
