"""presence cache: what is kept of narrated lines; prune and clear."""

import click

from presence.cli.counting import counted

EXAMPLES = """\
\b
Examples:
  presence cache
  presence cache prune --to 200
  presence cache clear
"""


@click.group(invoke_without_command=True, epilog=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="What is kept, as JSON.")
@click.pass_context
def command(ctx: click.Context, /, as_json: bool) -> None:
    """Show what is kept: each narrated line is made once and kept on disk, up to a bound."""
    if ctx.invoked_subcommand:
        return
    from presence.narration.store import user_store

    usage = user_store().usage()
    if as_json:
        import json

        found = {
            "folder": str(usage.folder),
            "entries": usage.entries,
            "bytes": usage.size_bytes,
            "limit_bytes": usage.limit_bytes,
        }
        click.echo(json.dumps(found))
        return
    click.echo(f"{usage.folder}")
    click.echo(
        f"{counted(usage.entries, 'entry', 'entries')}, {_megabytes(usage.size_bytes)} "
        f"of at most {_megabytes(usage.limit_bytes)}"
    )


@command.command(epilog="\b\nExample:\n  presence cache prune --to 200")
@click.option(
    "--to",
    "megabytes",
    type=click.IntRange(0),
    metavar="MB",
    help="What may stay, in megabytes; the usual bound if not given.",
)
def prune(megabytes: int | None) -> None:
    """Remove the lines used longest ago, until the rest fits."""
    from presence.narration.store import user_store

    removed = user_store().prune(None if megabytes is None else megabytes * 1_000_000)
    click.echo(f"{counted(removed, 'entry', 'entries')} removed")


@command.command(epilog="\b\nExample:\n  presence cache clear")
def clear() -> None:
    """Remove every line; each is made anew when it is wanted."""
    from presence.narration.store import user_store

    click.echo(f"{counted(user_store().clear(), 'entry', 'entries')} removed")


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB"
