"""presence watch FILE: what is wrong with a script, or what changed, each time it is saved."""

import contextlib
from typing import TYPE_CHECKING, Any

import click

from presence.cli.check import show_as_text, show_problems
from presence.cli.options import find_exercise, speaking

if TYPE_CHECKING:
    from presence.authoring.watching import Look
    from presence.cli.speaking import Speaker

MOST_SPOKEN = 5
"""Lines after one save: whoever changes the voice of a script changes every line of it."""

EXAMPLES = """\
\b
Examples:
  presence watch mine.yaml
  presence watch mine.yaml --speak
  presence watch mine.yaml --speak --rate 110
"""


@click.command(epilog=EXAMPLES)
@click.argument("exercise", metavar="FILE")
@click.option("--speak", is_flag=True, help="Speak the lines that changed.")
@speaking
@click.option("--output", metavar="DEVICE", help="The sound device; see 'presence outputs'.")
def command(exercise: str, speak: bool, **choices: Any) -> None:
    """Look at a script each time it is saved, and at all that it includes.

    Says what is wrong with it, as 'presence check' does, or which lines changed since it was last
    fine, and how long it is now. Ctrl-C ends it, with exit code 0: that is its normal end.
    """
    from presence.authoring.watching import looks
    from presence.cli.speaking import Speaker

    path = find_exercise(exercise)
    with (
        contextlib.suppress(KeyboardInterrupt),
        Speaker(**choices) if speak else contextlib.nullcontext() as speaker,
        contextlib.closing(looks(path)) as found,
    ):
        watcher = _Watcher(speaker)
        for look in found:
            watcher.tell(look)


class _Watcher:
    """Remembers the last good version, and nothing else."""

    def __init__(self, speaker: "Speaker | None") -> None:
        from presence.authoring.changes import Version

        self.speaker = speaker
        self.last: Version | None = None

    def tell(self, look: "Look") -> None:
        from presence.authoring.changes import changes, version
        from presence.authoring.telling import told

        checked = look.checked
        if look.gone:
            click.echo(f"{look.gone}; waiting for it")
            return
        if checked.sequence is None or self.last is None:
            show_as_text(checked)
        if checked.sequence is None or checked.script is None:
            return
        now = version(checked.sequence)
        if self.last is not None:
            show_problems(checked)
            found = changes(self.last, now)
            for row in told(checked.path, found, self.last.seconds, now.seconds):
                click.echo(row)
            if self.speaker:
                new = [change.line for change in found if change.kind in ("added", "changed")]
                self.speaker.say(checked.script, [line.span for line in new[:MOST_SPOKEN]])
        self.last = now
