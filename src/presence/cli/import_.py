"""presence import FILE: a text, Markdown, SSML or captions as a script, with what was guessed."""

from pathlib import Path

import click

EXAMPLES = """\
\b
Examples:
  presence import evening.txt              writes evening.yaml
  presence import evening.md -o scripts/evening.yaml
  presence import notes --as txt -o -      shows the script, writes nothing
"""


@click.command("import", epilog=EXAMPLES)
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    metavar="SCRIPT.yaml",
    help="The script to write; '-' prints it. FILE's name with .yaml, here, if not given.",
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["txt", "md", "ssml", "srt", "vtt"]),
    help="What FILE is, whatever its suffix.",
)
@click.option("--force", is_flag=True, help="Overwrite a script that is there.")
@click.option("--json", "as_json", is_flag=True, help="What was guessed or left out, as JSON.")
def command(source: Path, target: str | None, kind: str | None, force: bool, as_json: bool) -> None:
    """Make a script of a text: plain, Markdown, SSML or captions. The words stay as they are.

    What had to be guessed, such as how long '(pause)' is, is told on stderr.
    """
    from presence.authoring.importing.importer import import_file
    from presence.authoring.new_files import check_new, write_new

    path = Path(target or f"{source.stem}.yaml")
    is_shown = target == "-"
    if not is_shown:
        check_new(path, force=force, inputs=[source])
    imported = import_file(source, Path("script.yaml") if is_shown else path, kind)
    if not is_shown:
        write_new(path, imported.script)
    if as_json:
        import json

        notes = [note.as_json() for note in imported.notes]
        found = {"path": None if is_shown else str(path), "notes": notes}
        click.echo(json.dumps({**found, "script": imported.script} if is_shown else found))
        return
    for note in imported.notes:
        click.echo(f"{source}: {note}", err=True)
    if is_shown:
        click.echo(imported.script, nl=False)
    else:
        click.echo(str(path))
        click.echo(f"To hear it: presence play {path}", err=True)
