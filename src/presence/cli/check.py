"""presence check FILE…: every problem of the scripts, each with its file, line and column."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from presence.cli.options import find_exercise

if TYPE_CHECKING:
    from presence.diagnostics import Diagnostic

EXAMPLES = """\
\b
Examples:
  presence check mine.yaml
  presence check scripts/*.yaml --json
"""


@click.command(epilog=EXAMPLES)
@click.argument("exercises", metavar="FILE…", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="A list of problems as JSON.")
@click.pass_context
def command(ctx: click.Context, /, exercises: tuple[str, ...], as_json: bool) -> None:
    """Name every problem of one or more scripts. Exits with 1 if there is any."""
    problems: list[Diagnostic] = []
    for name in exercises:
        path = find_exercise(name)
        found, summary = _check(path)
        problems += found
        if not as_json:
            for diagnostic in found:
                click.echo(_styled(diagnostic))
            if summary:
                click.echo(f"{path}: {summary}")
    if as_json:
        import json

        click.echo(json.dumps([diagnostic.as_json() for diagnostic in problems], indent=2))
    elif problems:
        count = len(problems)
        click.echo(f"{count} problem{'s' if count > 1 else ''}", err=True)
    if problems:
        ctx.exit(1)


def _check(path: Path) -> tuple[list["Diagnostic"], str]:
    """The problems, or the words for a script that has none."""
    from presence.diagnostics import Problems, ScriptError
    from presence.script.reader import read
    from presence.sequence.compiler import compile_script
    from presence.sequence.cues import Speak
    from presence.sequence.lengths import total_s
    from presence.units import clock

    problems = Problems()
    script = read(path, problems)
    if script is None or problems.found:
        return problems.in_order(), ""
    try:
        sequence = compile_script(script)
    except ScriptError as refused:
        return refused.diagnostics, ""
    lines = sum(isinstance(cue, Speak) for cue in sequence.cues)
    return [], f"fine: about {clock(total_s(sequence.cues))}, {lines} lines"


def _styled(diagnostic: "Diagnostic") -> str:
    first, newline, rest = str(diagnostic).partition("\n")
    place, error, message = first.partition(": error: ")
    return place + click.style(error, fg="red") + message + newline + rest
