"""One export as it was asked for → its files and, if wanted, the manifest of them."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from presence.export.artwork import Cover
from presence.export.exporter import Progress
from presence.export.fulfilling import Made, carry_out
from presence.export.order import Order
from presence.files import Written, noting
from presence.narration.engine import Engine
from presence.narration.store import Store
from presence.sequence.cues import Sequence

if TYPE_CHECKING:
    from presence.export.manifest import Inputs


@dataclass(frozen=True, slots=True)
class Task:
    """An exercise, and what it is to become."""

    order: Order
    sequence: Sequence
    inputs: "Inputs | None" = None
    """What its manifest tells; None if there is to be none."""

    @property
    def manifest(self) -> Path | None:
        """Where it will be, if there is to be one."""
        if not self.inputs:
            return None
        from presence.export.manifest import manifest_path

        return manifest_path(self.order.target)


def make(
    task: Task,
    engine: Engine,
    store: Store,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    is_noted: bool = False,
    cover: Cover | None = None,
) -> tuple[Made, list[Written]]:
    """Makes it; the sequence lasts as long as it was asked to by now. Raises PresenceError.

    The files are told, with their hashes, if they `is_noted` or a manifest needs them. A `cover`
    is one that is drawn already.
    """
    written: list[Written] = []
    with ExitStack() as stack:
        if is_noted or task.inputs:
            written = stack.enter_context(noting())
        made = carry_out(
            task.order,
            task.sequence,
            engine,
            store,
            workers=workers,
            progress=progress,
            cover=cover,
        )
        if task.inputs:
            from presence.export.manifest import write_manifest

            write_manifest(
                task.order,
                task.sequence,
                engine,
                store,
                inputs=task.inputs,
                made=made,
                written=list(written),
            )
    return made, written
