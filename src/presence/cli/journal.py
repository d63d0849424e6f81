"""presence journal: entries listed, shown, searched, exported, deleted."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from presence.cli import journal_lock
from presence.cli.asking import passphrase, passphrase_file, sure, yes
from presence.cli.counting import counted

if TYPE_CHECKING:
    from presence.journal.keeping import Journal, Kept
    from presence.journal.reading import Page

EXAMPLES = """\
\b
Examples:
  presence journal                    all entries, the latest first
  presence journal show               the latest
  presence journal show 2026-11-22
  presence journal search sea breath
  presence journal lock               with a passphrase
"""


@click.group(invoke_without_command=True, epilog=EXAMPLES)
@passphrase_file
@click.option("--json", "as_json", is_flag=True, help="The list as JSON.")
@click.pass_context
def command(ctx: click.Context, /, passphrase_file: str | None, as_json: bool) -> None:
    """What you wrote after exercises. It stays on this machine; you can lock it."""
    if ctx.invoked_subcommand:
        if as_json or passphrase_file is not None:
            raise click.UsageError(f"write options after '{ctx.invoked_subcommand}'.", ctx)
        return
    from presence.journal.keeping import user_journal

    journal = user_journal()
    can_ask = passphrase_file is not None or sys.stdin.isatty()
    pages = _pages(journal, passphrase_file, openly=not can_ask)
    _list(pages, as_json=as_json)
    if not pages and not as_json:
        click.echo(f"The journal is empty. After an exercise it is kept in {journal.folder}")
    for name in journal.strangers():
        click.echo(f"  {name} in the folder is not named as an entry, and is left out.", err=True)


@command.command(epilog="\b\nExamples:\n  presence journal show 3\n  presence journal show sea")
@click.argument("which", required=False)
@passphrase_file
@click.option("--json", "as_json", is_flag=True, help="The entry as JSON.")
def show(which: str | None, passphrase_file: str | None, as_json: bool) -> None:
    """Show an entry: by its number, its date or its name; the latest if WHICH is not given."""
    from presence.journal.choosing import found_in, the_one
    from presence.journal.keeping import user_journal
    from presence.journal.telling import shown

    pages = _pages(user_journal(), passphrase_file)
    name = which or "1"
    kept = the_one(found_in(pages, name), name, len(pages))
    if as_json:
        _echo_json({kept: pages[kept]}, single=True)
    else:
        click.echo(shown(kept, pages[kept]))


@command.command(epilog="\b\nExample:\n  presence journal search sea breath")
@click.argument("words", nargs=-1, required=True)
@passphrase_file
@click.option("--json", "as_json", is_flag=True, help="The entries found, as JSON.")
def search(words: tuple[str, ...], passphrase_file: str | None, as_json: bool) -> None:
    """List the entries in which all WORDS stand."""
    from presence.journal.choosing import having
    from presence.journal.keeping import user_journal

    found = having(_pages(user_journal(), passphrase_file), words)
    _list(found, as_json=as_json)
    if not found and not as_json:
        click.echo("No entry has all of that.", err=True)


@command.command(epilog="\b\nExample:\n  presence journal export -o journal.md")
@click.argument("which", nargs=-1)
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="A .md or .json file; - is stdout."
)
@click.option("--force", is_flag=True, help="Replace FILE.")
@click.option("--json", "as_json", is_flag=True, help="JSON, whatever the name of FILE.")
@passphrase_file
@yes
def export(
    which: tuple[str, ...],
    output: str,
    force: bool,
    as_json: bool,
    passphrase_file: str | None,
    yes: bool,
) -> None:
    """Write all entries, or those WHICH names, to one file, in clear: whoever has it reads it."""
    from presence.authoring.writing import refuse_existing
    from presence.files import write_whole
    from presence.journal.keeping import user_journal
    from presence.journal.telling import as_markdown, safe_rows

    journal = user_journal()
    target = Path(output)
    if output != "-":
        refuse_existing(target, force=force)
    where = "to stdout" if output == "-" else f"to {output}"
    question = f"The journal is locked; this writes of it in clear {where}. Go on?"
    if journal.is_locked and not sure(question, yes=yes, what="exporting a locked journal"):
        raise click.Abort
    pages = _chosen(_pages(journal, passphrase_file), which)
    text = _json_of(pages) if as_json or target.suffix == ".json" else as_markdown(pages)
    if output == "-":
        click.echo(safe_rows(text) if sys.stdout.isatty() else text.removesuffix("\n"))
        return
    write_whole(target, text.encode("utf-8", errors="replace"), 0o600)
    entries = counted(len(pages), "entry", "entries")
    click.echo(f"{output}: {entries}, in clear: whoever has this file can read it")


@command.command(epilog="\b\nExample:\n  presence journal delete 3")
@click.argument("which")
@passphrase_file
@yes
def delete(which: str, passphrase_file: str | None, yes: bool) -> None:
    """Delete an entry: by its number, its date or its name."""
    from presence.journal.choosing import by_name, by_place, the_one
    from presence.journal.keeping import user_journal
    from presence.journal.telling import row_of

    journal = user_journal()
    entries = journal.entries()
    found = by_place(entries, which)
    if not found:
        found = by_name(_pages(journal, passphrase_file), which)
    kept = the_one(found, which, len(entries))
    click.echo(row_of(kept, journal.read(kept)), err=True)
    if not sure("Delete this entry? It can't be brought back.", yes=yes, what="deleting"):
        raise click.Abort
    journal.delete(kept)
    click.echo("1 entry deleted")


for _command in (journal_lock.lock, journal_lock.unlock, journal_lock.change):
    command.add_command(_command)


def _pages(journal: "Journal", file: str | None, *, openly: bool = False) -> "dict[Kept, Page]":
    """All entries as read, the latest first; the passphrase is asked for once, if at all.
    `openly`: what is locked stays so, and no passphrase is asked for."""
    entries = journal.entries()
    is_locked = any(kept.is_locked for kept in entries)
    identity = None
    if is_locked and not openly:
        identity = journal.lock.open(passphrase(file))
    elif is_locked:
        click.echo("The journal is locked. Open it with --passphrase-file.", err=True)
    return {kept: journal.read(kept, identity) for kept in entries}


def _chosen(pages: "dict[Kept, Page]", which: tuple[str, ...]) -> "dict[Kept, Page]":
    from presence.journal.choosing import found_in, nothing_found

    if not which and pages:
        return pages
    chosen: set[Kept] = set()
    for name in which or ("1",):
        found = found_in(pages, name)
        if not found:
            raise nothing_found(name, len(pages))
        chosen.update(found)
    return {kept: page for kept, page in pages.items() if kept in chosen}


def _list(pages: "dict[Kept, Page]", *, as_json: bool) -> None:
    import shutil

    from presence.authoring.shortening import shortened
    from presence.journal.telling import ROW_INDENT, row_of, trouble_of

    if as_json:
        _echo_json(pages)
        return
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for kept, page in pages.items():
        click.echo(row_of(kept, page, columns))
        if trouble := trouble_of(page):
            click.echo(" " * ROW_INDENT + shortened(trouble, columns and columns - ROW_INDENT))


def _echo_json(pages: "dict[Kept, Page]", *, single: bool = False) -> None:
    import json

    from presence.journal.telling import as_json

    found = [as_json(kept, page, whole=single) for kept, page in pages.items()]
    click.echo(json.dumps(found[0] if single else found, indent=2))


def _json_of(pages: "dict[Kept, Page]") -> str:
    import json

    from presence.journal.telling import as_json

    found = [as_json(kept, page, whole=True) for kept, page in pages.items()]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
