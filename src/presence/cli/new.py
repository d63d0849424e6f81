"""presence new NAME: a script of one's own, begun from a template; asks, or takes flags."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from presence.authoring.new import Wish

PRINCIPLES = ("needs", "consent", "presence", "check-in", "learning")
"""As presence.script.spec has them, here without what it imports."""
MOST_PARTNERS = 12

EXAMPLES = """\
\b
Examples:
  presence new evening                     asks what it is to be
  presence new evening --solo --minutes 10
  presence new evening --partners Sam,Alex --principle consent
  presence new evening --partners 3 -o scripts/evening.yaml
"""


def partners(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """A type of option: `3`, or `Sam,Alex`, as a tuple of names."""
    from presence.authoring.new import named
    from presence.cli.options import names

    if isinstance(value, tuple):
        return value
    if not value.strip().isdecimal():
        found = names(value)
    elif 2 <= int(value) <= MOST_PARTNERS:
        found = named(int(value))
    else:
        found = ()
    if not 2 <= len(found) <= MOST_PARTNERS:
        message = f"'{value}' is not 2 to {MOST_PARTNERS} partners; write 2, or Sam,Alex."
        raise click.BadParameter(message)
    return found


@click.command(epilog=EXAMPLES)
@click.argument("name")
@click.option("--solo", is_flag=True, help="For one person.")
@click.option("--partners", type=partners, metavar="N|A,B", help="For partners: how many, or who.")
@click.option("--principle", type=click.Choice(PRINCIPLES), help="What it practises.")
@click.option("--minutes", type=click.IntRange(1, 600), metavar="N", help="About how long.")
@click.option("--title", metavar="TEXT", help="What it is called; from NAME if not given.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write; NAME.yaml if not given.",
)
@click.option("--force", is_flag=True, help="Replace a script that exists.")
def command(name: str, output: Path | None, force: bool, solo: bool, **flags: Any) -> None:
    """Begin a script of your own from a template, ready to be played and changed.

    The editor's schema is written beside it, once, so that an editor can complete and explain
    what you write.
    """
    from presence.authoring import new, writing

    if solo and flags["partners"]:
        raise click.UsageError("--solo and --partners exclude each other; give one of them.")
    path = output or _file_of(name)
    writing.refuse_script(path, force=force)
    title = new.title_of(path.stem if output is None else name)
    wished = {key: value for key, value in flags.items() if value is not None}
    if wished or solo or not (sys.stdin.isatty() and sys.stderr.isatty()):
        wish = new.Wish(**{"title": title} | wished)
    else:
        wish = _asked(title)
    text = new.compose(wish)
    writing.write_text(path, text, force=force)
    click.echo(path)
    _say_what_next(path, new.about(text))


def _file_of(name: str) -> Path:
    if "/" in name or "\\" in name or name.startswith("."):
        message = f"'{name}' is not a name; to write into another folder, use -o FILE."
        raise click.UsageError(message)
    return Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")


def _asked(title: str | None) -> "Wish":
    """The wish, question by question; Enter takes what is in brackets."""
    from presence.authoring import new

    click.echo("A few questions. Enter takes what stands in brackets, Ctrl-C leaves.", err=True)
    title = click.prompt("What is it called", default=title or "Being here", err=True)
    whom = click.prompt(
        "Who is it for: 1, a number of partners, or their names",
        default="1",
        value_proc=lambda answer: () if answer.strip() == "1" else partners(answer),
        err=True,
    )
    principle = click.prompt(
        "What does it practise",
        type=click.Choice(PRINCIPLES),
        default=new.DEFAULT_PRINCIPLE,
        err=True,
    )
    whom = whom if isinstance(whom, tuple) else ()
    wish = new.Wish(principle, whom, title)
    can = new.minutes_of(wish)
    minutes = click.prompt(
        f"About how many minutes, {can.least} to {can.most}",
        type=click.IntRange(can.least, can.most),
        default=can.usual,
        err=True,
    )
    return new.Wish(principle, whom, title, minutes)


def _say_what_next(path: Path, length: str) -> None:
    from presence.authoring import new, schema, writing

    beside = path.with_name(new.SCHEMA_NAME)
    state = writing.write_once(beside, schema.as_text())
    says = {
        "written": f"{beside} is for your editor: it completes and explains what you write.",
        "same": "",
        "other": f"{beside} is of another version, and is left as it is. To renew it: "
        f"presence schema -o {beside} --force",
    }
    click.echo(f"{length}. To hear it: presence play {path}", err=True)
    if says[state]:
        click.echo(says[state], err=True)
