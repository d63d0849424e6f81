"""presence export A B … -d FOLDER: each exercise as a file of its own, several at once."""

import os
from functools import partial
from pathlib import Path
from typing import Any

from presence.cli.exporting.composing import composed
from presence.cli.exporting.telling import Telling
from presence.cli.options import check_voice, find_exercise


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
    from presence.export.folder import apart, make_folder
    from presence.export.order import Order
    from presence.narration.choosing import open_engine
    from presence.narration.store import user_store

    paths = apart({name: find_exercise(name) for name in exercises})
    there = folder if folder.is_dir() else folder.parent
    Order(there / f"presence.{suffix}", **asked).check()  # what is wrong for all is said once
    make_folder(folder)
    requests = [
        Request(
            exercise,
            Order(folder / f"{path.stem}.{suffix}", **asked),
            partial(composed, exercise, choices, has_manifest=has_manifest),
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
    telling = Telling(requests, as_json)
    try:
        with telling.bar() as look:
            carry_out_all(requests, desk, jobs=jobs, anew=anew, tell=telling.tell, look=look)
    finally:
        telling.sum_up()
    return telling.code


def _cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
