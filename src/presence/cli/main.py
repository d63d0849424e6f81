"""Arguments → the command they name, and every way it can end → an exit code and words for it.

0 done, 1 the input or the machine is at fault, 2 wrong usage, 130 interrupted.
"""

import contextlib
import gc
import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, Final

import click

from presence import __version__

DONE, AT_FAULT, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

COMMANDS: Final = {
    # name: (module of presence.cli, what it does); a module is imported only when it is called
    "list": ("shelf", "The shelf: built-in exercises."),
    "play": ("play", "Play an exercise aloud."),
    "export": ("export", "Write an exercise to an audio file."),
    "check": ("check", "Name every problem of a script, with its place."),
    "show": ("show", "The timeline of an exercise, as text or a picture."),
    "preview": ("preview", "Hear one line or one section of a script."),
    "watch": ("watch", "Check a script each time it is saved, and hear what changed."),
    "new": ("new", "Begin a script of your own from a template."),
    "schema": ("schema", "What an editor needs to complete and check scripts."),
    "fmt": ("fmt", "Lay out a script in the canonical way, comments kept."),
    "import": ("import_", "Make a script of a text, Markdown, SSML or captions."),
    "voices": ("voices", "What can speak here, and which voice is used."),
    "outputs": ("outputs", "The sound devices that can play."),
    "cache": ("cache", "Show, prune or clear the narrated lines kept on disk."),
    "journal": ("journal", "What you wrote after exercises: read, search, export, lock."),
    "forget": ("forget", "Show what Presence keeps, and remove it after a question."),
}

EXAMPLES: Final = """\
\b
Examples:
  presence                            what there is to play
  presence play arriving              play it
  presence play mine.yaml --names Sam,Alex --ambient sea
  presence export arriving -o arriving.flac
  presence check mine.yaml            what is wrong with a script
"""


class LazyGroup(click.Group):
    """Knows its commands by name; imports one when it is called, so that --help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"presence.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as problem:
            if args and args[0] not in COMMANDS and not args[0].startswith("-"):
                raise click.UsageError(_unknown_command(args[0]), ctx) from problem
            raise

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader of our output has had enough, as `head` does
            _forget_output()
            return DONE


def _unknown_command(name: str) -> str:
    import difflib  # only where something is wrong already

    from presence import resources

    close = difflib.get_close_matches(name, COMMANDS, n=1)
    hint = f"Did you mean '{close[0]}'?" if close else f"Commands are {', '.join(COMMANDS)}."
    if name.endswith((".yaml", ".yml")) or name in resources.exercises():
        hint = f"To play it: presence play {name}"
    return f"there is no command '{name}'. {hint}"


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="presence")
@click.pass_context
def presence(ctx: click.Context, /) -> None:
    """Guided exercises, played aloud: a calm voice, timed silences, a soft bed of sound.

    Everything happens on this machine. Without a command, the shelf is listed.
    """
    if ctx.invoked_subcommand is None:
        from presence.cli.shelf import command

        ctx.invoke(command)


def run(arguments: Sequence[str]) -> int:
    """Runs a command line to its exit code; whatever goes wrong is said on stderr, in words."""
    gc.set_threshold(20_000, 50, 50)  # a command is short, and most of what it makes lives as long
    from presence.errors import PresenceError

    _prepare()
    try:
        code = presence.main(
            args=list(arguments), prog_name="presence", standalone_mode=False, color=_color()
        )
    except click.ClickException as problem:
        problem.show(sys.stderr)
        return WRONG_USAGE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except PresenceError as problem:
        _say(problem)
        return AT_FAULT
    except OSError as problem:
        _say(PresenceError(_in_words(problem)))
        _forget_output()
        return AT_FAULT
    return code if isinstance(code, int) else DONE  # a code is what a command left with


def _prepare() -> None:
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) != signal.SIG_IGN:  # as nohup leaves it
            signal.signal(number, _terminated)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a title may have letters the terminal has not


def _color() -> bool | None:
    """None: colours where there is a terminal, and there only. See https://no-color.org."""
    return False if os.environ.get("NO_COLOR") else None


def _forget_output() -> None:
    """What could not be written to stdout is not tried again at the very end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _in_words(problem: OSError) -> str:
    what = (problem.strerror or str(problem)).lower()
    return f"{problem.filename}: {what}" if problem.filename else what


def _say(problem: Any) -> None:
    from presence.diagnostics import ScriptError

    if isinstance(problem, ScriptError):
        click.echo(problem.message, err=True)
        return
    start = click.style("error: ", fg="red", bold=True)
    click.echo(start + problem.message, err=True, color=_color())
    if problem.hint:
        click.echo("  " + problem.hint.replace("\n", "\n  "), err=True)


def _terminated(number: int, _frame: FrameType | None) -> None:
    """As an exception, so that half-written files are removed and the terminal is restored."""
    raise SystemExit(128 + number)
