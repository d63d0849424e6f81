"""presence watch FILE: what is wrong with a script, or what changed, each time it is saved."""

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from presence.cli.check import show_as_text, show_problems
from presence.cli.options import find_exercise, speaking

if TYPE_CHECKING:
    from presence.authoring.changes import Version
    from presence.authoring.checking import Checked
    from presence.authoring.watching import Look
    from presence.cli.speaking import Speaker
    from presence.diagnostics import Diagnostic

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
@click.option("--no-craft", is_flag=True, help="Errors only: leave out all rules of the craft.")
@speaking
@click.option("--output", metavar="DEVICE", help="The sound device; see 'presence outputs'.")
def command(exercise: str, speak: bool, no_craft: bool, **choices: Any) -> None:
    """Look at a script each time it is saved, and at all that it includes.

    Says what is wrong with it, as 'presence check' does, or which lines changed since it was last
    fine, how long it is now, and what is newly to be said of its craft. Ctrl-C ends it, with exit
    code 0: that is its normal end.
    """
    from presence.authoring.watching import looks
    from presence.cli.speaking import Speaker

    path = find_exercise(exercise)
    with (
        contextlib.suppress(KeyboardInterrupt),
        Speaker(**choices) if speak else contextlib.nullcontext() as speaker,
        contextlib.closing(looks(path)) as found,
    ):
        watcher = _Watcher(speaker, craft=not no_craft)
        for look in found:
            watcher.tell(look)


class _Watcher:
    """Remembers the last good version and what was remarked of it, and nothing else."""

    def __init__(self, speaker: "Speaker | None", *, craft: bool) -> None:
        self.speaker = speaker
        self.craft = craft
        self.last: Version | None = None
        self.remarked: frozenset[tuple[str, str]] = frozenset()

    def tell(self, look: "Look") -> None:
        from presence.authoring.changes import version

        if look.gone:
            click.echo(f"{look.gone}; waiting for it")
            return
        checked = look.checked
        if checked.sequence is None:
            show_problems(checked)
            return
        now = version(checked.sequence)
        if self.last is None:
            show_as_text(replace(checked, diagnostics=self.remarks(checked)))
        else:
            self.tell_changes(checked, self.last, now)
            show_problems(replace(checked, diagnostics=self.remarks(checked)))
        self.last = now

    def tell_changes(self, checked: "Checked", last: "Version", now: "Version") -> None:
        from presence.authoring.changes import changes
        from presence.authoring.telling import told

        found = changes(last, now)
        for row in told(checked.path, found, last.seconds, now.seconds):
            click.echo(row)
        if self.speaker and checked.script:
            new = [change.line for change in found if change.kind in ("added", "changed")]
            self.speaker.say(checked.script, [line.span for line in new[:MOST_SPOKEN]])

    def remarks(self, checked: "Checked") -> list["Diagnostic"]:
        """What the rules of the craft say that they did not say of the last good version. They
        are asked once the changes are told: of a long script they take as long as a third of it."""
        from presence.authoring.lint import lint
        from presence.authoring.report import decoded

        source = decoded(checked.data)
        if not self.craft or source is None or not checked.script or not checked.sequence:
            return []
        found = lint(checked.script, checked.sequence, source)
        before, self.remarked = self.remarked, frozenset((d.code, d.message) for d in found)
        return [d for d in found if (d.code, d.message) not in before]
