"""presence forget: what Presence keeps on this machine, and after a question none of it."""

from typing import TYPE_CHECKING, Any

import click

from presence.cli.asking import sure, yes
from presence.cli.counting import counted

if TYPE_CHECKING:
    from presence.journal.forgetting import Found

KINDS = {
    # name: (one of them, several of them)
    "clips": ("narrated line", "narrated lines"),
    "positions": ("place where an exercise was left", "places where exercises were left"),
    "journal": ("journal entry", "journal entries"),
}
EXAMPLES = """\
\b
Examples:
  presence forget                     shows all, asks, removes
  presence forget --only journal
  presence forget --json              shows all, and removes nothing
"""


@click.command(epilog=EXAMPLES)
@click.option("--only", type=click.Choice(list(KINDS)), multiple=True, help="This alone.")
@yes
@click.option("--json", "as_json", is_flag=True, help="As JSON; removes only with --yes.")
def command(only: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Show what Presence keeps on this machine, and after a question remove it.

    Scripts and exports are yours, and stay; so does whatever else lies in its folders.
    """
    names = [name for name in KINDS if not only or name in only]
    kept = {name: _found(name) for name in names}
    if as_json:
        _echo_json(kept, removed=yes)
    else:
        for name, found in kept.items():
            click.echo(_told(name, found))
    if not any(found.size_bytes or found.count for found in kept.values()):
        if not as_json:
            click.echo("Nothing is kept.")
        return
    if as_json and not yes:
        return
    if not sure("Remove all of this? It can't be brought back.", yes=yes, what="forgetting"):
        raise click.Abort
    for name in names:
        _remove(name)
    if not as_json:
        click.echo("All of it is removed.")


def _found(name: str) -> "Found":
    from presence.folders import data_folder
    from presence.journal import forgetting

    if name == "clips":
        from presence.narration.store import user_store

        usage = user_store().usage()
        return forgetting.Found(usage.folder, usage.entries, usage.size_bytes)
    if name == "journal":
        return forgetting.found(forgetting.journal_kind(data_folder()))
    return forgetting.found(forgetting.positions_kind(data_folder()))


def _remove(name: str) -> None:
    from presence.folders import data_folder
    from presence.journal import forgetting

    if name == "clips":
        from presence.narration.store import user_store

        store = user_store()
        store.clear()
        forgetting.remove_empty(*store.folder.glob("[0-9a-f][0-9a-f]"), store.folder)
    elif name == "journal":
        forgetting.remove(forgetting.journal_kind(data_folder()))
    else:
        forgetting.remove(forgetting.positions_kind(data_folder()))
    forgetting.remove_empty(data_folder())


def _told(name: str, found: "Found") -> str:
    size = f"{found.size_bytes / 1e6:.1f} MB" if found.size_bytes >= 50_000 else "less than 0.1 MB"
    how_many = counted(found.count, *KINDS[name])
    return (
        f"{name:<10} {how_many}{f', {size}' if found.size_bytes else ''}\n           {found.folder}"
    )


def _echo_json(kept: "dict[str, Found]", *, removed: bool) -> None:
    import json

    told: dict[str, Any] = {
        name: {"folder": str(found.folder), "count": found.count, "bytes": found.size_bytes}
        for name, found in kept.items()
    }
    click.echo(json.dumps({"kept": told, "removed": removed}, indent=2))
