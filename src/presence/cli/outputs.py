"""presence outputs: the sound devices that can play."""

import click

EXAMPLES = """\
\b
Examples:
  presence outputs
  presence play arriving --output 3
  presence play arriving --output headphones
"""


@click.command(epilog=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="The devices as JSON.")
def command(as_json: bool) -> None:
    """The sound devices that can play; a star marks the default. Choose with 'play --output'."""
    from presence.play.output import devices

    found = devices()
    if as_json:
        import json

        rows = [
            {"id": d.id, "name": d.name, "backend": d.backend, "default": d.default} for d in found
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for device in found:
        click.echo(f"{'*' if device.default else ' '} {device.id:>3}  {device.name}")
    if not found:
        click.echo("No sound device was found. An exercise can still be exported.", err=True)
