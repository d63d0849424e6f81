"""presence export A B … -d FOLDER: each exercise as a file of its own, several at once."""

import glob
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from presence.cli.options import check_voice, compiled, find_exercise

if TYPE_CHECKING:
    from presence.errors import PresenceError
    from presence.export.batch import Outcome, Request
    from presence.export.manifest import Inputs
    from presence.sequence.cues import Sequence

FORMATS: Final = ("wav", "flac", "opus", "ogg", "mp3", "m4a", "m4b", "html")
"""The suffixes of an Order, here without what it imports."""

_STEPS: Final = 1000
"""Of the bar, for each exercise."""
_CLUTTER: Final = 50
"""Columns of the line beside the names: the label, the bar, and how many there are."""


_OPTIONS = (
    click.option(
        "-d",
        "--folder",
        type=click.Path(path_type=Path),
        help="Write each exercise into this folder, under its own name; what is up to date there "
        "is left alone.",
    ),
    click.option("--format", "suffix", type=click.Choice(FORMATS), help="Of the files in -d."),
    click.option(
        "--jobs",
        type=click.IntRange(1, 64),
        metavar="N",
        help="So many exercises at once, with -d; as many as there are cores if not given.",
    ),
    click.option(
        "--manifest",
        "has_manifest",
        is_flag=True,
        help="Beside each sound or page, a JSON of what it is made from, and of every cue in it.",
    ),
)


def several(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what is asked of several exercises."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def check_places(
    exercises: tuple[str, ...],
    target: Path | None,
    folder: Path | None,
    suffix: str | None,
    jobs: int | None,
) -> None:
    """Raises UsageError where it is not plain what is to be written where."""
    if target and folder:
        raise click.UsageError("-o names one file and -d a folder for several: give one of them.")
    if folder and not suffix:
        raise click.UsageError(f"with -d, say what to write: --format {' or '.join(FORMATS)}.")
    if folder:
        return
    if len(exercises) > 1:
        raise click.UsageError(
            f"{len(exercises)} exercises are several files: name a folder for them and a format, "
            "as in -d out --format opus."
        )
    if suffix or jobs:
        option = "--format" if suffix else "--jobs"
        raise click.UsageError(f"{option} is for -d, a folder of files.")
    if not target:
        raise click.UsageError(
            "Missing option '-o' / '--output', the file to write; or '-d', a folder for several."
        )


def expanded(exercises: tuple[str, ...]) -> tuple[str, ...]:
    """Patterns as the files they stand for, where no shell has done it. Raises PresenceError."""
    from presence.errors import PresenceError

    found: list[str] = []
    for exercise in exercises:
        if not glob.has_magic(exercise) or os.path.exists(exercise):  # noqa: PTH110 (may be a name)
            found.append(exercise)
        elif files := sorted(glob.glob(exercise, recursive=True)):  # noqa: PTH207 (may be absolute)
            found.extend(files)
        else:
            raise PresenceError(f"no file is called like '{exercise}'", "Is it the right folder?")
    return tuple(found)


def export_several(
    exercises: tuple[str, ...],
    folder: Path,
    suffix: str,
    *,
    engine: str | None,
    choices: dict[str, Any],
    jobs: int | None,
    anew: bool,
    as_json: bool,
    has_manifest: bool,
    **asked: Any,
) -> int:
    """Makes what is not up to date and says how it went: 0, or 1 if something failed.

    `asked` are the fields of an `Order`. Raises PresenceError before anything is made.
    """
    from presence.cli.lasting import lasting
    from presence.export.batch import Desk, Request, carry_out_all
    from presence.export.order import Order
    from presence.narration.choosing import open_engine
    from presence.narration.store import user_store

    paths = _apart(exercises)
    there = folder if folder.is_dir() else folder.parent
    Order(there / f"presence.{suffix}", **asked).check()  # what is wrong for all is said once
    _make(folder)
    requests = [
        Request(
            exercise,
            Order(folder / f"{path.stem}.{suffix}", **asked),
            _composer(path, choices, has_manifest=has_manifest),
        )
        for exercise, path in paths.items()
    ]
    jobs = min(jobs or _cores(), len(requests))
    desk = Desk(
        open_engine=lambda: open_engine(engine),
        store=user_store(),
        settle=lambda sequence, speaker, store, watch: lasting(
            sequence, speaker, store, watch=watch
        ),
        check=lambda speaker, sequence: check_voice(speaker, sequence, choices["voice"]),
        workers=max(1, _cores() // jobs),
    )
    telling = _Telling(requests, as_json)
    try:
        with telling.bar() as look:
            carry_out_all(requests, desk, jobs=jobs, anew=anew, tell=telling.tell, look=look)
    finally:
        telling.sum_up()
    return telling.code


def _apart(exercises: tuple[str, ...]) -> dict[str, Path]:
    """Each exercise once, with its file. Raises PresenceError where two would be one file."""
    from presence.errors import PresenceError

    met: dict[str, tuple[str, Path]] = {}
    for exercise in exercises:
        path = find_exercise(exercise)
        # Where capitals make no difference, as on macOS and Windows, they would be one file.
        first, other = met.setdefault(path.stem.casefold(), (exercise, path))
        if path.resolve() != other.resolve():
            raise PresenceError(
                f"{first} and {exercise} would both become '{path.stem}'",
                "Rename one of them, or export them into different folders.",
            )
    return dict(met.values())


def _make(folder: Path) -> None:
    """The folder, if it is missing; not those above it, which a slip of the keys would name."""
    from presence.errors import PresenceError

    if folder.exists() and not folder.is_dir():
        raise PresenceError(f"{folder} is a file", "Name a folder with -d.")
    if not folder.parent.is_dir():
        raise PresenceError(
            f"there is no folder {folder.parent}", "Make it first, or name another with -d."
        )
    folder.mkdir(exist_ok=True)


def _cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _composer(
    path: Path, choices: dict[str, Any], *, has_manifest: bool
) -> "Callable[[], tuple[Sequence, Inputs | None]]":
    def compose() -> "tuple[Sequence, Inputs | None]":
        from presence.script.reader import load

        script = load(path)
        return compiled(script, **choices), inputs_of(script, choices) if has_manifest else None

    return compose


def inputs_of(script: Any, choices: Mapping[str, Any]) -> "Inputs":
    """What a manifest tells of the script's files and of the settings, with no folder's name."""
    from presence.export.manifest import Inputs

    ambient, length = choices["ambient"], choices["length"]
    settings = {
        "names": list(choices["names"]) if choices["names"] else None,
        "voice": choices["voice"],
        "rate_wpm": choices["rate"],
        "ambient": Path(ambient).name if ambient else None,
        "ambient_level_db": choices["ambient_level"],
        "from": choices["section"],
        "for": None if length is None else str(length),
    }
    return Inputs((Path(script.path), *sorted(script.included)), settings)


class _Telling:
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
    click.echo(f"{exercise}: {problem.message}", err=True)
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
