"""The exercise's name, and whether to go on with it → where to begin, and the place kept."""

from typing import TYPE_CHECKING

import click

from presence.cli.options import find_exercise

if TYPE_CHECKING:
    from presence.live.conductor import LiveReport
    from presence.live.positions import Ledger
    from presence.sequence.cues import Sequence


class Keeping:
    """The place of one exercise. With `resume`, what was kept of it is read at once; `is_cut`:
    it begins at a section that was chosen."""

    def __init__(self, exercise: str, *, resume: bool, is_cut: bool) -> None:
        from presence.live.positions import load, position_file

        self._file = position_file(_identity(exercise))
        self._resume, self._is_cut = resume, is_cut
        self._position = None
        self._ledger: Ledger | None = None
        self._problem = ""
        self.notice = ""
        """What there is to say of the place, once `start_in` has found it."""
        if resume:
            from presence.errors import PresenceError

            try:
                self._position = load(self._file)
            except PresenceError as problem:
                click.echo(f"{problem.message}; it begins at the start.", err=True)
                self._resume = False

    @property
    def names(self) -> tuple[str, ...] | None:
        """The partners' names from last time; None where nothing was kept."""
        return (self._position and self._position.names) or None

    def start_in(self, sequence: "Sequence") -> int:
        """The cue to begin at, and what to say of it on stderr."""
        from presence.live.positions import Ledger

        self._ledger = Ledger(sequence, is_cut=self._is_cut)
        if not self._resume:
            return 0
        if self._position is None:
            self._say("This exercise was not left early: it begins at the start.")
            return 0
        found = self._ledger.find(self._position)
        if found.changed:
            where = _where(self._ledger.section_title(found.cue))
            self._say(f"The script has changed since: it goes on at {where}.")
        if found.unasked:
            self._say("A check-in on the way there was not answered: it is asked first.")
        return found.cue

    def _say(self, words: str) -> None:
        """On stderr, where it stands before and after the picture, and in the picture."""
        click.echo(words, err=True)
        self.notice = " ".join(filter(None, (self.notice, words)))

    def keep(self, cue: int) -> None:
        """Keeps the place; what stands in the way is said at the end, once."""
        from presence.errors import PresenceError
        from presence.live.positions import save

        if self._ledger is None or self._problem:
            return
        try:
            save(self._file, self._ledger.position(cue))
        except PresenceError as problem:
            self._problem = problem.message

    def close(self, report: "LiveReport") -> None:
        """A finished exercise leaves no place to go on from."""
        from presence.live.positions import clear

        if report.resume_cue is None:
            clear(self._file)
        else:
            self.keep(report.resume_cue)
        if self._problem:
            click.echo(f"The place is not kept: {self._problem}", err=True)


def _identity(exercise: str) -> str:
    """A built-in exercise is known by its name, wherever it lies; any other by its file."""
    from presence import resources

    path = find_exercise(exercise)
    name = next((name for name, file in resources.exercises().items() if file == path), None)
    return f"shelf:{name}" if name else str(path.resolve())


def _where(section: str) -> str:
    return f"'{section}'" if section else "the start"
