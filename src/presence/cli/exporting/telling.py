"""Outcomes of several exports → what is said meanwhile and at the end."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from presence.errors import PresenceError
    from presence.export.batch import Outcome, Request

_STEPS: Final = 1000
"""Of the bar, for each exercise."""
_CLUTTER: Final = 50
"""Columns of the line beside the names: the label, the bar, and how many there are."""


class Telling:
    """What is said meanwhile and at the end: results on stdout, the rest on stderr.

    Where there is a bar, results wait until it is gone.
    """

    def __init__(self, requests: "list[Request]", as_json: bool) -> None:
        self._order = [request.exercise for request in requests]
        self._as_json = as_json
        self._has_bar = sys.stderr.isatty()
        self._outcomes: dict[str, Outcome] = {}

    @property
    def code(self) -> int:
        return int(any(outcome.problem for outcome in self._outcomes.values()))

    def tell(self, outcome: "Outcome") -> None:
        self._outcomes[outcome.exercise] = outcome
        if not self._has_bar:
            self._say(outcome)

    @contextmanager
    def bar(self) -> Iterator[Callable[[Mapping[str, float]], None]]:
        """One bar for all on stderr, with what is under way, where that is a terminal."""
        if not self._has_bar:
            yield lambda _: None
            return
        from shutil import get_terminal_size

        from presence.columns import printable

        now = ""

        def shown(_: int | None) -> str:
            return now

        with click.progressbar(
            length=len(self._order) * _STEPS,
            label="Writing",
            width=16,
            show_eta=False,
            file=sys.stderr,
            item_show_func=shown,
        ) as bar:

            def look(under_way: Mapping[str, float]) -> None:
                nonlocal now
                count = len(self._outcomes)
                room = max(0, get_terminal_size().columns - _CLUTTER)
                names = printable(", ".join(under_way))[:room]
                now = f"{count} of {len(self._order)}  {names}"
                reached = round(_STEPS * (count + sum(under_way.values())))
                bar.update(max(0, reached - bar.pos))  # what is left is an estimate
                bar.render_progress()

            yield look

    def sum_up(self) -> None:
        """The results that are not told yet, and how many there are of each kind."""
        from presence.export.batch import State

        outcomes = [self._outcomes[name] for name in self._order if name in self._outcomes]
        if self._as_json:
            import json

            click.echo(json.dumps([_as_json(outcome) for outcome in outcomes], indent=1))
        elif self._has_bar:
            for outcome in outcomes:
                self._say(outcome)
        counts = {
            str(state): sum(outcome.state is state for outcome in outcomes) for state in State
        }
        counts["not begun or not finished"] = len(self._order) - len(outcomes)
        parts = [f"{count} {kind}" for kind, count in counts.items() if count]
        failed = [outcome.exercise for outcome in outcomes if outcome.problem]
        which = f" Failed: {', '.join(failed)}." if failed else ""
        click.echo(f"{', '.join(parts)}.{which}", err=True)

    def _say(self, outcome: "Outcome") -> None:
        """A file that stands on stdout; what failed, with why, on stderr."""
        if outcome.problem:
            _say_failed(outcome.exercise, outcome.problem)
        elif not self._as_json:
            from presence.export.batch import State
            from presence.units import clock, seconds_of

            length = clock(seconds_of(outcome.frame_count))
            note = ", up to date" if outcome.state is State.UP_TO_DATE else ""
            others = f", and {count} more" if (count := len(outcome.files) - 1) else ""
            click.echo(f"{outcome.files[0]}: {length}{others}{note}")


def _say_failed(exercise: str, problem: "PresenceError") -> None:
    from presence.diagnostics import ScriptError

    if isinstance(problem, ScriptError):  # each of its lines names the file
        click.echo(problem.message, err=True)
        return
    named = exercise in problem.message  # as a file that can't be read is
    click.echo(problem.message if named else f"{exercise}: {problem.message}", err=True)
    if problem.hint:
        click.echo("  " + problem.hint.replace("\n", "\n  "), err=True)


def _as_json(outcome: "Outcome") -> dict[str, object]:
    from presence.units import seconds_of

    problem = outcome.problem
    return {
        "exercise": outcome.exercise,
        "path": str(outcome.files[0] if outcome.files else outcome.target),
        "state": str(outcome.state),
        "seconds": seconds_of(outcome.frame_count),
        "frames": outcome.frame_count,
        "lines_made": outcome.lines_made,
        "files": [str(path) for path in outcome.files],
        "problem": problem and {"message": problem.message, "hint": problem.hint},
    }
