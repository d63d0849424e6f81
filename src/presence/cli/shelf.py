"""presence list: the shelf, a line an exercise."""

import click

EXAMPLES = """\
\b
Examples:
  presence list
  presence list --json
"""


@click.command("list", epilog=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="The shelf as JSON.")
def command(as_json: bool = False) -> None:
    """The shelf: built-in exercises with their length, for how many, and principle."""
    from presence import resources
    from presence.script.reader import load
    from presence.sequence.compiler import compile_script
    from presence.sequence.lengths import total_s

    rows = []
    for name, path in resources.exercises().items():
        sequence = compile_script(load(path))
        rows.append(
            {
                "name": name,
                "title": sequence.title,
                "seconds": round(total_s(sequence.cues)),
                "people": len(sequence.partners) or 1,
                "principle": sequence.principle,
                "summary": sequence.summary,
            }
        )
    if as_json:
        import json

        click.echo(json.dumps(rows, indent=2))
        return
    _show(rows)


def _show(rows: list[dict[str, object]]) -> None:
    width = max((len(str(row["name"])) for row in rows), default=0)
    for row in rows:
        people = int(str(row["people"]))
        whom = "for one" if people == 1 else f"for {people}"
        minutes = max(1, round(int(str(row["seconds"])) / 60))
        facts = f"{minutes:>3} min  {whom:<8} {row['principle'] or ''}"
        click.echo(f"{click.style(str(row['name']).ljust(width), bold=True)} {facts}")
        click.echo(f"{'':{width}}     {row['title']}. {row['summary']}")
    click.echo("\nTo play one: presence play NAME", err=True)
