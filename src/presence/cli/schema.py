"""presence schema [-o FILE]: what an editor needs to complete and check a script."""

from pathlib import Path

import click

EXAMPLES = """\
\b
Examples:
  presence schema -o presence.schema.json
  presence schema | less
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a file instead of showing it.",
)
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def command(output: Path | None, force: bool) -> None:
    """Show the JSON Schema of the script format, for editors.

    In an editor that has the YAML language server, begin a script with the line
    '# yaml-language-server: $schema=presence.schema.json'.
    """
    from presence.authoring import schema, writing

    if output is None:
        click.echo(schema.as_text(), nl=False)
        return
    writing.write_text(output, schema.as_text(), force=force)
    click.echo(output)
